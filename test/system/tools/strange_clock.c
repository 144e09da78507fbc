/* test/system/tools/strange_clock.c - a clock that leaps, for one program.
 * LD_PRELOAD=strange_clock.so STRANGE_CLOCK=FILE program
 * FILE holds two numbers of 8 bytes, nanoseconds that are added to the monotonic clocks and to the
 * clock of the day; whoever writes there makes time leap. The monotonic one is never taken back,
 * whatever stands there. CLOCK_MONOTONIC_RAW and CLOCK_BOOTTIME tell the true time. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { kSecond = 1000000000 };

struct offsets {
    _Atomic int64_t monotonic, day;
};

static struct offsets none;
static struct offsets* offsets = &none;
static _Atomic int64_t leapt; /* of the monotonic clocks, so far */

__attribute__((constructor)) static void open_offsets(void) {
    const char* path = getenv("STRANGE_CLOCK");
    int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    void* memory = mmap(NULL, sizeof *offsets, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (memory != MAP_FAILED) offsets = memory;
}

static int64_t monotonic_offset(void) {
    int64_t wanted = atomic_load(&offsets->monotonic);
    int64_t so_far = atomic_load(&leapt);
    while (wanted > so_far && !atomic_compare_exchange_weak(&leapt, &so_far, wanted)) continue;
    return wanted > so_far ? wanted : so_far;
}

static int64_t offset_of(clockid_t clock) {
    if (clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_COARSE) return monotonic_offset();
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)
        return atomic_load(&offsets->day);
    return 0;
}

int clock_gettime(clockid_t clock, struct timespec* time) {
    int failed = (int)syscall(SYS_clock_gettime, clock, time);
    if (failed) return failed;
    int64_t total = (int64_t)time->tv_sec * kSecond + time->tv_nsec + offset_of(clock);
    time->tv_sec = total / kSecond;
    time->tv_nsec = total % kSecond;
    return 0;
}

int gettimeofday(struct timeval* restrict time, void* restrict zone) {
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t* result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result != NULL) *result = now.tv_sec;
    return now.tv_sec;
}
