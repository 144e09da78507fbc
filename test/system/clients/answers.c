/*
 * answers.c - see answers.h.
 */
#include "answers.h"

#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool robust;

int show(const char* call, int result) {
    say("%s = %d", call, result);
    return result;
}

void say(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    fflush(stdout);
}

void must(const char* call, int result, int expected) {
    if (result != expected) say("WRONG %s = %d, not %d", call, result, expected);
}

const char* chosen(int argc, char** argv) {
    if (argc < 2) {
        fprintf(stderr, "%s WHAT [--robust]\n", argv[0]);
        exit(2);
    }
    robust = argc > 2 && strcmp(argv[2], "--robust") == 0;
    return argv[1];
}

bool readable(int fd, int milliseconds) {
    struct pollfd one = {.fd = fd, .events = POLLIN};
    return poll(&one, 1, milliseconds) == 1 && (one.revents & POLLIN) != 0;
}

void wait_for_harness(void) {
    char byte;
    say("ready");
    while (read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n') {}
}

void must_heed_environment(cs_error_t (*initialize)(void)) {
    setenv("BATON_INSTANCE", "nobody", 1);
    MUST(initialize(), CS_ERR_LIBRARY);
    setenv("BATON_INSTANCE", "not a name", 1);
    MUST(initialize(), CS_ERR_INVALID_PARAM);
    unsetenv("BATON_INSTANCE");
}

struct later {
    void (*run)(void);
    int milliseconds;
};

static void* wait_and_run(void* argument) {
    struct later later = *(struct later*)argument;
    free(argument);
    poll(NULL, 0, later.milliseconds);
    later.run();
    return NULL;
}

void run_later(void (*run)(void), int milliseconds) {
    struct later* later = malloc(sizeof *later);
    pthread_t thread;
    if (later == NULL) abort();
    *later = (struct later){run, milliseconds};
    if (pthread_create(&thread, NULL, wait_and_run, later) != 0) abort();
    pthread_detach(thread);
}
