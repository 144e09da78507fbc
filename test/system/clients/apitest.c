/*
 * apitest.c - calls every function of libcpg in right and wrong ways and compares what comes.
 *
 * apitest [--reference-daemon] [--reference-library] [--reference] [--kill-daemon PID]
 *
 * Works with any daemon and library; the switches say which of them is Corosync's own. With
 * --kill-daemon the daemon is killed at the end, to see what the library makes of that. One line
 * per check; exit code 0 when all were met, 1 otherwise.
 */
#include "apitest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool reference_daemon;
bool reference_library;
const char* program;

static void usage(void) {
    fprintf(stderr, "usage: apitest [--reference-daemon] [--reference-library] [--reference] "
                    "[--kill-daemon PID]\n");
    exit(2);
}

static void test_everything(void) {
    test_handles();
    test_codes();
    test_joining();
    test_other_process();
    test_names();
    test_sizes();
    test_pieces();
    test_dispatching();
    test_callbacks();
    test_threads();
    test_walks();
    test_zero_copy();
    test_instances();
}

int main(int argc, char** argv) {
    int daemon_pid = 0;
    program = argv[0];
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc == 4 && strcmp(argv[1], "member") == 0) return run_member(argv[2], argv[3]);
    for (int i = 1; i < argc; ++i) {
        const bool both = strcmp(argv[i], "--reference") == 0;
        if (both || strcmp(argv[i], "--reference-daemon") == 0) reference_daemon = true;
        if (both || strcmp(argv[i], "--reference-library") == 0) reference_library = true;
        if (strcmp(argv[i], "--kill-daemon") == 0 && i + 1 < argc)
            daemon_pid = atoi(argv[++i]);
        else if (strncmp(argv[i], "--reference", 11) != 0)
            usage();
    }
    test_everything();
    if (daemon_pid > 0) test_death(daemon_pid);
    printf("%s: %d checks failed\n", failed_checks() == 0 ? "passed" : "FAILED", failed_checks());
    return failed_checks() == 0 ? 0 : 1;
}
