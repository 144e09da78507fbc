/* test/bench/cpgload.c - the load program of the benchmark: one member of a group of three or more.
 * cpgload GROUP MEMBERS SENDERS ROLE SIZE RATE SECONDS agreed|safe
 *     MEMBERS  start when the group has so many; SENDERS  of them send; ROLE 1 = this one does
 *     RATE     messages per second and sender; 0 = as many as the daemon takes
 *     SECONDS  for how long a sender sends
 *     agreed|safe  the guarantee that is asked for
 * Every member measures what is delivered to it, from the first message to the last sender's end
 * mark; a sender measures also how long its own messages take, from the first try to send them.
 * Prints one line of JSON. Digests are equal when two members saw the same messages in the same
 * order. Nobody spins: told to try again, a sender sleeps a moment (other daemons share the
 * processors).
 */
#define _GNU_SOURCE /* ppoll */
#include <corosync/cpg.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { kConnectTries = 600, kPauseUs = 20000, kRetryUs = 300, kBurst = 32, kSamplesMax = 4 << 20 };
enum kind { kData = 1, kEnd = 2 };

struct header { /* the start of each message; what follows is not looked at */
    uint32_t kind, number;
    uint64_t sent_ns;
};

static cpg_handle_t handle;
static unsigned own_node, members_wanted, senders, is_sender, members_seen;
static size_t size;
static double rate, seconds;
static cpg_guarantee_t guarantee;

static uint64_t messages, digest = 1469598103934665603u, first_ns, last_ns, retries;
static unsigned ended;
static uint32_t* samples_us;
static size_t sample_count;

static uint64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void pause_us(long us) {
    struct timespec time = {0, us * 1000};
    nanosleep(&time, NULL);
}

static void mix(uint64_t value) { digest = (digest ^ value) * 1099511628211u; }

static void keep_sample(uint64_t ns) {
    if (sample_count < kSamplesMax) samples_us[sample_count++] = (uint32_t)(ns / 1000);
}

static void on_message(cpg_handle_t from, const struct cpg_name* name, uint32_t node, uint32_t pid,
                       void* bytes, size_t length) {
    struct header head;
    (void)from, (void)name, (void)pid;
    if (length < sizeof head) abort();
    memcpy(&head, bytes, sizeof head);
    last_ns = now_ns();
    if (first_ns == 0) first_ns = last_ns;
    mix((uint64_t)node << 32 | head.number);
    mix(length);
    if (head.kind == kEnd) {
        ++ended;
        return;
    }
    ++messages;
    if (node == own_node && is_sender) keep_sample(last_ns - head.sent_ns);
}

static void on_change(cpg_handle_t from, const struct cpg_name* name,
                      const struct cpg_address* members, size_t count,
                      const struct cpg_address* left, size_t left_count,
                      const struct cpg_address* joined, size_t joined_count) {
    (void)from, (void)name, (void)members, (void)left, (void)left_count, (void)joined;
    (void)joined_count;
    if (count > members_seen) members_seen = (unsigned)count;
}

static void fail(const char* call, cs_error_t error) {
    fprintf(stderr, "cpgload: %s: error %d\n", call, (int)error);
    exit(1);
}

static void connect_and_join(const char* group_name) {
    cpg_callbacks_t callbacks = {on_message, on_change};
    struct cpg_name group;
    cs_error_t error = CS_ERR_TRY_AGAIN;
    for (int i = 0; i < kConnectTries && error != CS_OK; ++i)
        if ((error = cpg_initialize(&handle, &callbacks)) != CS_OK) pause_us(kPauseUs);
    if (error != CS_OK) fail("initialize", error);
    if ((error = cpg_local_get(handle, &own_node)) != CS_OK) fail("local_get", error);
    group.length = (uint32_t)strlen(group_name);
    memcpy(group.value, group_name, group.length);
    for (int i = 0; i < kConnectTries; ++i) {
        if ((error = cpg_join(handle, &group)) != CS_ERR_TRY_AGAIN) break;
        pause_us(kPauseUs);
    }
    if (error != CS_OK) fail("join", error);
}

/* Waits for deliveries up to a time; 0 us: takes what is there. */
static void take(long us) {
    struct pollfd watched = {.events = POLLIN};
    struct timespec timeout = {0, us * 1000};
    cs_error_t error = cpg_fd_get(handle, &watched.fd);
    if (error != CS_OK) fail("fd_get", error);
    if (ppoll(&watched, 1, &timeout, NULL) <= 0) return;
    error = cpg_dispatch(handle, CS_DISPATCH_ALL);
    if (error != CS_OK && error != CS_ERR_TRY_AGAIN) fail("dispatch", error);
}

/* Sends one message; 0 when the daemon said try again. */
static int send_one(char* message, enum kind kind, uint32_t number, uint64_t began_ns) {
    struct header head = {kind, number, began_ns};
    struct iovec part = {message, size};
    memcpy(message, &head, sizeof head);
    cs_error_t error = cpg_mcast_joined(handle, guarantee, &part, 1);
    if (error == CS_OK) return 1;
    if (error != CS_ERR_TRY_AGAIN) fail("mcast", error);
    ++retries;
    return 0;
}

static void saturate(char* message, uint32_t* number, uint64_t end_ns) {
    while (now_ns() < end_ns) {
        int accepted = 1;
        for (int i = 0; i < kBurst && accepted; ++i) {
            accepted = send_one(message, kData, *number, now_ns());
            *number += (uint32_t)accepted;
        }
        if (accepted)
            take(0);
        else
            take(kRetryUs);
    }
}

static void send_at_rate(char* message, uint32_t* number, uint64_t end_ns) {
    uint64_t step = (uint64_t)(1e9 / rate);
    uint64_t due =
        now_ns() + step / members_wanted * (own_node % members_wanted); /* not all at once */
    for (uint64_t now = now_ns(); now < end_ns; due += step) {
        for (; (now = now_ns()) < due;) {
            long left_us = (long)((due - now) / 1000);
            take(left_us < 1 ? 1 : left_us > 100000 ? 100000 : left_us);
        }
        while (!send_one(message, kData, *number, now)) take(kRetryUs);
        if (++*number % kBurst == 0) take(0); /* also a sender that is late hears the others */
    }
}

static void send_all(void) {
    char* message = calloc(1, size);
    uint32_t number = 0;
    if (message == NULL) abort();
    memset(message, 'x', size);
    uint64_t end_ns = now_ns() + (uint64_t)(seconds * 1e9);
    if (rate > 0)
        send_at_rate(message, &number, end_ns);
    else
        saturate(message, &number, end_ns);
    while (!send_one(message, kEnd, number, 0)) take(kRetryUs);
    free(message);
}

static int compare(const void* first, const void* second) {
    uint32_t one = *(const uint32_t*)first, other = *(const uint32_t*)second;
    return one < other ? -1 : one > other;
}

static uint32_t percentile(double share) {
    return sample_count == 0 ? 0 : samples_us[(size_t)(share * (double)(sample_count - 1))];
}

static void report(void) {
    double time_s = (double)(last_ns - first_ns) / 1e9;
    double per_s = time_s > 0 ? (double)messages / time_s : 0;
    qsort(samples_us, sample_count, sizeof *samples_us, compare);
    printf("{\"node\": %u, \"messages\": %llu, \"seconds\": %.6f, \"per_second\": %.1f, "
           "\"megabytes_per_second\": %.3f, \"retries\": %llu, \"samples\": %zu, \"p50_us\": %u, "
           "\"p99_us\": %u, \"digest\": \"%016llx\"}\n",
           own_node, (unsigned long long)messages, time_s, per_s, per_s * (double)size / 1e6,
           (unsigned long long)retries, sample_count, percentile(0.5), percentile(0.99),
           (unsigned long long)digest);
}

int main(int argc, char** argv) {
    if (argc != 9 || strlen(argv[1]) > CPG_MAX_NAME_LENGTH) return 64;
    members_wanted = (unsigned)atoi(argv[2]);
    senders = (unsigned)atoi(argv[3]);
    is_sender = (unsigned)atoi(argv[4]);
    size = (size_t)atol(argv[5]);
    rate = atof(argv[6]);
    seconds = atof(argv[7]);
    guarantee = strcmp(argv[8], "safe") == 0 ? CPG_TYPE_SAFE : CPG_TYPE_AGREED;
    if (size < sizeof(struct header) || members_wanted == 0) return 64;
    samples_us = malloc(sizeof *samples_us * kSamplesMax);
    if (samples_us == NULL) abort();
    prctl(PR_SET_TIMERSLACK, 1); /* the kernel would let it sleep 50 us longer, to save wake-ups */
    connect_and_join(argv[1]);
    while (members_seen < members_wanted) take(100000);
    if (is_sender) send_all();
    while (ended < senders) take(100000);
    report();
    return cpg_finalize(handle) == CS_OK ? 0 : 1;
}
