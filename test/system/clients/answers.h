/*
 * answers.h - programs that call everything a client library has and print what it answers. The
 * same lines must come from either library on either daemon, so nothing in them is by chance: no
 * handles, no process ids, no times.
 */
#pragma once

#include <corosync/corotypes.h>
#include <stdbool.h>
#include <stddef.h>

/* Prints a call and its result; the value is that of the call. */
#define SHOW(call) show(#call, (int)(call))
int show(const char* call, int result);

/* Prints a line. */
void say(const char* format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Where the reference crashes or is known to be worse, only the right answer is good: nothing is
 * printed but what is wrong.
 */
#define MUST(call, expected) must(#call, (int)(call), (int)(expected))
void must(const char* call, int result, int expected);

/* Whether such calls are made: the library under test is ours. */
extern bool robust;

/* The word after the program's name; `--robust` may follow. Ends the program if there is none. */
const char* chosen(int argc, char** argv);

/* Whether there is something to read within the time; prints nothing. */
bool readable(int fd, int milliseconds);

/* Waits for a line on the standard input: the harness has done what this program waits for. */
void wait_for_harness(void);

/* Which daemon is meant is the environment's to say: an unknown one is none, a malformed name
 * wrong.
 */
void must_heed_environment(cs_error_t (*initialize)(void));

/* A thread that calls `run` once after some time. */
void run_later(void (*run)(void), int milliseconds);
