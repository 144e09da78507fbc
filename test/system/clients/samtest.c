/*
 * samtest.c - what libsam answers, in each of its states and under each policy. Each word is a
 * story of one supervised process; every child of it prints to the same output.
 */
#define _GNU_SOURCE
#include <corosync/sam.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answers.h"

enum { INTERVAL = 800 }; /* milliseconds */

static unsigned instance;
static uint64_t began; /* this child's start, milliseconds */
static int checks;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

/* Time in intervals, to the nearest: what must not depend on how busy the machine is. */
static void on_signal(int number) {
    say("%u: signal %d after %d intervals", instance, number,
        (int)((now() - began + INTERVAL / 2) / INTERVAL));
}

static int content(void) { return 0; }
static int content_twice(void) {
    say("%u: check %d", instance, ++checks);
    return checks > 2;
}

static void sleep_intervals(double count) { poll(NULL, 0, (int)(count * INTERVAL)); }

static void forever(void) {
    for (;;) pause();
}

static void begin(int interval, sam_recovery_policy_t policy) {
    SHOW(sam_initialize(interval, policy));
    SHOW(sam_register(&instance));
    say("instance %u", instance);
    signal(SIGTERM, on_signal);
    signal(SIGUSR1, on_signal);
    began = now();
}

static void start(void) {
    SHOW(sam_start());
    began = now();
}

static void before_anything(void) {
    size_t size;
    char byte;
    SHOW(sam_finalize()), SHOW(sam_start()), SHOW(sam_stop()), SHOW(sam_hc_send());
    SHOW(sam_register(&instance)), SHOW(sam_hc_callback_register(content));
    SHOW(sam_data_getsize(&size)), SHOW(sam_data_store("a", 1)), SHOW(sam_data_restore(&byte, 1));
    SHOW(sam_warn_signal_set(SIGUSR1)), SHOW(sam_mark_failed());
    SHOW(sam_initialize(0, (sam_recovery_policy_t)0));
    SHOW(sam_initialize(0, (sam_recovery_policy_t)3));
    SHOW(sam_initialize(0, SAM_RECOVERY_POLICY_QUORUM));
    SHOW(sam_initialize(0, SAM_RECOVERY_POLICY_CMAP));
    SHOW(sam_initialize(0, (sam_recovery_policy_t)34));
}

static void data(void) {
    char buffer[8] = "unset";
    size_t size = 99;
    SHOW(sam_data_getsize(NULL)), SHOW(sam_data_getsize(&size));
    say("size %zu", size);
    SHOW(sam_data_restore(buffer, 0)), SHOW(sam_data_restore(NULL, 8));
    SHOW(sam_data_restore(buffer, sizeof buffer));
    say("%s", buffer);
    SHOW(sam_data_store("abc", 4)), SHOW(sam_data_restore(buffer, 3));
    SHOW(sam_data_restore(buffer, 4)), SHOW(sam_data_getsize(&size));
    say("%s, size %zu", buffer, size);
    SHOW(sam_data_store("abc", 0)), SHOW(sam_data_getsize(&size));
    say("size %zu", size);
    SHOW(sam_data_store("def", 4)), SHOW(sam_data_store(NULL, 4)), SHOW(sam_data_getsize(&size));
    say("size %zu", size);
}

static void states(void) {
    before_anything();
    say("# initialized");
    SHOW(sam_initialize(0, SAM_RECOVERY_POLICY_QUIT));
    SHOW(sam_initialize(0, SAM_RECOVERY_POLICY_QUIT));
    SHOW(sam_start()), SHOW(sam_stop()), SHOW(sam_hc_send()), SHOW(sam_mark_failed());
    SHOW(sam_hc_callback_register(content));
    SHOW(sam_warn_signal_set(SIGUSR1));
    data();
    say("# registered");
    SHOW(sam_register(NULL)), SHOW(sam_register(NULL)), SHOW(sam_stop()), SHOW(sam_hc_send());
    SHOW(sam_mark_failed()), SHOW(sam_hc_callback_register(content));
    SHOW(sam_hc_callback_register(NULL)), SHOW(sam_warn_signal_set(SIGUSR1));
    data();
    say("# started");
    SHOW(sam_start()), SHOW(sam_start()), SHOW(sam_register(NULL)), SHOW(sam_hc_send());
    SHOW(sam_hc_callback_register(content)), SHOW(sam_mark_failed());
    SHOW(sam_warn_signal_set(SIGUSR1));
    data();
    SHOW(sam_stop()), SHOW(sam_stop()), SHOW(sam_start());
    say("# finalized");
    SHOW(sam_finalize());
    before_anything();
    exit(3);
}

/* Ends of a child: started or not, stopped again, by itself or by a signal. */
static void ends(const char* how, sam_recovery_policy_t policy) {
    begin(0, policy);
    if (strstr(how, "start") != NULL) start();
    if (strstr(how, "stop") != NULL) SHOW(sam_stop());
    if (strstr(how, "kill") != NULL) kill(getpid(), SIGKILL);
    exit(7);
}

static void restart(void) {
    char text[64] = "nothing";
    size_t size = 99;
    begin(0, SAM_RECOVERY_POLICY_RESTART);
    SHOW(sam_data_getsize(&size)), SHOW(sam_data_restore(text, sizeof text));
    say("%u: found %zu %s", instance, size, text);
    snprintf(text, sizeof text, "data of child %u", instance);
    SHOW(sam_data_store(text, strlen(text) + 1));
    start();
    if (instance == 3) SHOW(sam_stop());
    exit((int)instance + 20);
}

static void large_data(void) {
    const size_t size = 3000000;
    unsigned char* block = malloc(size);
    begin(INTERVAL, SAM_RECOVERY_POLICY_RESTART);
    if (instance == 1) {
        for (size_t i = 0; i < size; ++i) block[i] = (unsigned char)(i * 7);
        SHOW(sam_data_store(block, size));
        start();
        kill(getpid(), SIGKILL);
    }
    size_t found = 0, wrong = 0;
    SHOW(sam_data_getsize(&found)), SHOW(sam_data_restore(block, size));
    for (size_t i = 0; i < size; ++i) wrong += block[i] != (unsigned char)(i * 7);
    say("found %zu, wrong %zu", found, wrong);
    free(block);
    exit(0);
}

static void hangs(int warning) {
    begin(INTERVAL, SAM_RECOVERY_POLICY_RESTART);
    if (warning != SIGTERM) SHOW(sam_warn_signal_set(warning));
    if (instance == 2) exit(0);
    start();
    forever();
}

static void sends(void) {
    begin(INTERVAL, SAM_RECOVERY_POLICY_RESTART);
    start();
    for (int i = 0; i < 8; ++i) {
        sleep_intervals(0.5);
        sam_hc_send();
    }
    SHOW(sam_stop());
    sleep_intervals(3);
    say("not missed while stopped");
    exit(0);
}

/* A sign of life after the warning saves the child, once. */
static void late(void) {
    begin(INTERVAL, SAM_RECOVERY_POLICY_QUIT);
    start();
    sleep_intervals(1.5);
    for (int i = 0; i < 3; ++i) {
        sam_hc_send();
        sleep_intervals(0.5);
    }
    say("%u: still here", instance);
    forever();
}

static void checked(sam_hc_callback_t check) {
    begin(INTERVAL, SAM_RECOVERY_POLICY_RESTART);
    if (instance == 2) exit(0);
    SHOW(sam_hc_callback_register(NULL));
    SHOW(sam_hc_callback_register(content_twice));
    if (check == NULL) {
        SHOW(sam_hc_callback_register(NULL));
        SHOW(sam_hc_callback_register(NULL));
    }
    start();
    forever();
}

static void orphan(void) {
    begin(0, SAM_RECOVERY_POLICY_QUIT);
    start();
    kill(getppid(), SIGKILL);
    while (getppid() != 1 && poll(NULL, 0, 10) == 0) {}
    MUST(sam_hc_send(), CS_ERR_LIBRARY);
    MUST(sam_data_store("a", 1), CS_ERR_LIBRARY);
    MUST(sam_warn_signal_set(SIGUSR1), CS_ERR_LIBRARY);
    MUST(sam_stop(), CS_ERR_LIBRARY);
    MUST(sam_finalize(), CS_OK);
    say("over");
    exit(0);
}

/* A grandchild has the supervisor's socket; the end of the child is noticed all the same. */
static void grandchild(void) {
    begin(0, SAM_RECOVERY_POLICY_RESTART);
    if (instance == 2) exit(0);
    start();
    if (fork() == 0) {
        poll(NULL, 0, 5000);
        _exit(0);
    }
    exit(1);
}

/* What the harness looks at in the map, or in the quorum, while the child waits for it. */
static void mapped(sam_recovery_policy_t action) {
    begin(INTERVAL, action | SAM_RECOVERY_POLICY_CMAP);
    wait_for_harness();
    if (instance == 2) exit(0);
    SHOW(sam_hc_callback_register(content));
    start();
    wait_for_harness();
    SHOW(sam_stop());
    wait_for_harness();
    start();
    if (action == SAM_RECOVERY_POLICY_RESTART) exit(1);
    sam_mark_failed(); /* it may not live to print the result */
    forever();
}

static void on_warning(int number) { say("%u: signal %d", instance, number); }

/* A child that takes its warning, or one that does not care. */
static void quorate(bool stubborn) {
    const unsigned map = stubborn ? 0 : SAM_RECOVERY_POLICY_CMAP;
    begin(INTERVAL, SAM_RECOVERY_POLICY_QUORUM_RESTART | map);
    signal(SIGTERM, stubborn ? on_warning : SIG_DFL);
    SHOW(sam_hc_callback_register(content));
    wait_for_harness();
    if (instance == 2) exit(0);
    start();
    wait_for_harness();
    forever();
}

int main(int argc, char** argv) {
    const char* what = chosen(argc, argv);
    if (strcmp(what, "states") == 0) states();
    if (strncmp(what, "quit-", 5) == 0) ends(what, SAM_RECOVERY_POLICY_QUIT);
    if (strncmp(what, "once-", 5) == 0) ends(what, SAM_RECOVERY_POLICY_RESTART);
    if (strcmp(what, "restart") == 0) restart();
    if (strcmp(what, "large") == 0) large_data();
    if (strcmp(what, "hangs") == 0) hangs(SIGTERM);
    if (strcmp(what, "hangs-signal") == 0) hangs(SIGUSR1);
    if (strcmp(what, "sends") == 0) sends();
    if (strcmp(what, "late") == 0) late();
    if (strcmp(what, "checked") == 0) checked(content_twice);
    if (strcmp(what, "unchecked") == 0) checked(NULL);
    if (strcmp(what, "orphan") == 0) orphan();
    if (strcmp(what, "grandchild") == 0) grandchild();
    if (strcmp(what, "mapped-restart") == 0) mapped(SAM_RECOVERY_POLICY_RESTART);
    if (strcmp(what, "mapped-quit") == 0) mapped(SAM_RECOVERY_POLICY_QUIT);
    if (strcmp(what, "quorate") == 0) quorate(false);
    if (strcmp(what, "stubborn") == 0) quorate(true);
    return 2;
}
