/* test/system/tools/file_watchdog.c - any file is a watchdog, for one program.
 * LD_PRELOAD=file_watchdog.so program
 * Orders for a watchdog device are taken, whatever the descriptor is. What is written to it shows
 * how it was left: "V" disarms it, and a file that is empty would reset the machine. */
#define _GNU_SOURCE
#include <linux/watchdog.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int timeout_s = 60;

static int take(unsigned long request, void* argument) {
    struct watchdog_info about = {.options = WDIOF_MAGICCLOSE | WDIOF_SETTIMEOUT};
    switch (request) {
    case WDIOC_GETSUPPORT:
        strcpy((char*)about.identity, "a file");
        memcpy(argument, &about, sizeof about);
        break;
    case WDIOC_SETTIMEOUT:
        timeout_s = *(int*)argument;
        break;
    case WDIOC_GETTIMEOUT:
        *(int*)argument = timeout_s;
        break;
    default:
        break;
    }
    return 0;
}

int ioctl(int descriptor, unsigned long request, ...) {
    va_list rest;
    va_start(rest, request);
    void* argument = va_arg(rest, void*);
    va_end(rest);
    if (_IOC_TYPE(request) == WATCHDOG_IOCTL_BASE) return take(request, argument);
    return (int)syscall(SYS_ioctl, descriptor, request, argument);
}
