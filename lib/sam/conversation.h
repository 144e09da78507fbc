/*
 * conversation.h - the child's side of the talk with its supervisor.
 *
 * Signals are kept away during a conversation, so that a handler, which may call anything of this
 * library, never finds its own thread in the middle of one; but not while sam_start waits for
 * quorum.
 */
#pragma once

#include "sam/supervision.h"

struct conversation {
    sigset_t mask; /* of the thread before */
};

/* Begins one. CS_ERR_BUSY: this thread is in one, and a handler asks for another. */
cs_error_t conversation_begin(struct conversation* conversation);
void conversation_end(struct conversation* conversation);

/*
 * Sends a command with up to two pieces. CS_ERR_LIBRARY: the parent is gone. Only SAM_HEARTBEAT may
 * be sent outside of a conversation.
 */
struct sam_piece {
    const void* bytes;
    size_t size;
};
cs_error_t tell(enum sam_command command, struct sam_piece first, struct sam_piece second);

/* Waits for the answer; `interruptible` lets signals in meanwhile. */
cs_error_t hear_answer(const struct conversation* conversation, bool interruptible);

/* A sign of life. It is dropped when the parent has many unread ones. */
cs_error_t give_sign(void);

/* Sends and receives all of it, whatever comes in between. False: the other side is gone. */
bool send_all(int channel, const void* bytes, size_t size);
bool receive_all(int channel, void* bytes, size_t size);
