/*
 * conversation.c - see conversation.h.
 */
#define _GNU_SOURCE // ppoll
#include "sam/conversation.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

bool send_all(int channel, const void* bytes, size_t size) {
    const unsigned char* next = bytes;
    while (size > 0) {
        const ssize_t sent = send(channel, next, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        next += sent;
        size -= (size_t)sent;
    }
    return true;
}

bool receive_all(int channel, void* bytes, size_t size) {
    unsigned char* next = bytes;
    while (size > 0) {
        const ssize_t received = recv(channel, next, size, 0);
        if (received < 0 && errno == EINTR) continue;
        if (received <= 0) return false;
        next += received;
        size -= (size_t)received;
    }
    return true;
}

static void keep_signals_away(sigset_t* before) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, before);
}

cs_error_t conversation_begin(struct conversation* conversation) {
    keep_signals_away(&conversation->mask);
    if (pthread_mutex_lock(&sam.request_lock) == 0) return CS_OK;
    pthread_sigmask(SIG_SETMASK, &conversation->mask, NULL);
    return CS_ERR_BUSY;
}

void conversation_end(struct conversation* conversation) {
    pthread_mutex_unlock(&sam.request_lock);
    pthread_sigmask(SIG_SETMASK, &conversation->mask, NULL);
}

cs_error_t tell(enum sam_command command, struct sam_piece first, struct sam_piece second) {
    const unsigned char byte = (unsigned char)command;
    pthread_mutex_lock(&sam.write_lock);
    const bool sent = send_all(sam.channel, &byte, sizeof byte) &&
                      send_all(sam.channel, first.bytes, first.size) &&
                      send_all(sam.channel, second.bytes, second.size);
    pthread_mutex_unlock(&sam.write_lock);
    return sent ? CS_OK : CS_ERR_LIBRARY;
}

cs_error_t hear_answer(const struct conversation* conversation, bool interruptible) {
    struct pollfd readable = {.fd = sam.channel, .events = POLLIN};
    int32_t error;
    while (interruptible && ppoll(&readable, 1, NULL, &conversation->mask) < 0 && errno == EINTR) {}
    return receive_all(sam.channel, &error, sizeof error) ? (cs_error_t)error : CS_ERR_LIBRARY;
}

cs_error_t give_sign(void) {
    const unsigned char byte = SAM_HEARTBEAT;
    sigset_t before;
    keep_signals_away(&before);
    pthread_mutex_lock(&sam.write_lock);
    const ssize_t sent = send(sam.channel, &byte, sizeof byte, MSG_NOSIGNAL | MSG_DONTWAIT);
    const bool gone = sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK;
    pthread_mutex_unlock(&sam.write_lock);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return gone ? CS_ERR_LIBRARY : CS_OK;
}
