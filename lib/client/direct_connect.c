/*
 * direct_connect.c - see direct_connect.h.
 *
 * The socket of service NAME is NAME-baton, an abstract address filled up with NULs. Request (24
 * bytes): 0 i32 id -1, 8 i32 size, 16 u32 version, 20 u32 features that we know. Answer (40): 0 i32
 * id -1, 8 i32 size, 16 i32 negative errno, 20 u32 those of our features that the daemon knows too,
 * 24 u32 its version, 28 u32 bytes of the ring of requests, 32 of replies, 36 of events; with it
 * comes the descriptor of the memory. A daemon that knows of no features says 0.
 */
#define _GNU_SOURCE /* struct ucred */
#include "client/direct_connect.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "client/fields.h"

enum { VERSION = 1, NOT_OFFERED = 1, REQUEST_SIZE = 24, ANSWER_SIZE = 40 };

/* Who holds the name and takes nobody from its queue must not hold us up. */
static int connect_at_once(int end, const struct sockaddr_un* address) {
    return connect(end, (const struct sockaddr*)address, sizeof *address) == 0 &&
           fcntl(end, F_SETFL, 0) == 0;
}

static int plug(const char* service) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int length =
        snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "%s-baton", service);
    if (length < 0 || (size_t)length >= sizeof address.sun_path - 1) return -1;
    const int end = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (end >= 0 && !connect_at_once(end, &address)) {
        close(end);
        return -1;
    }
    return end;
}

/* Beside a daemon that does not offer this channel anybody could: it is only taken from root and
 * from our own user. */
static int is_trusted(int end) {
    struct ucred daemon;
    socklen_t length = sizeof daemon;
    if (getsockopt(end, SOL_SOCKET, SO_PEERCRED, &daemon, &length) != 0) return 0;
    return daemon.uid == 0 || daemon.uid == geteuid();
}

static int greet(int end) {
    unsigned char request[REQUEST_SIZE];
    put_header(request, sizeof request, UINT32_MAX, sizeof request);
    put_u32(request, 16, VERSION);
    put_u32(request, 20, DIRECT_FEATURES);
    return send(end, request, sizeof request, MSG_NOSIGNAL) == (ssize_t)sizeof request;
}

static int descriptor_in(struct msghdr* message) {
    struct cmsghdr* part = CMSG_FIRSTHDR(message);
    int file = -1;
    if (part != NULL && part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS &&
        part->cmsg_len == CMSG_LEN(sizeof file))
        memcpy(&file, CMSG_DATA(part), sizeof file);
    return file;
}

static int listen_to(struct direct_offer* offer, unsigned char answer[ANSWER_SIZE]) {
    union {
        struct cmsghdr aligned;
        char bytes[CMSG_SPACE(sizeof(int))];
    } rights;
    struct iovec piece = {answer, ANSWER_SIZE};
    struct msghdr message = {.msg_iov = &piece,
                             .msg_iovlen = 1,
                             .msg_control = &rights,
                             .msg_controllen = sizeof rights};
    ssize_t got;
    do {
        got = recvmsg(offer->socket, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL);
    } while (got < 0 && errno == EINTR);
    if (got > 0) offer->memory = descriptor_in(&message);
    return got == ANSWER_SIZE && get_u32(answer, 0) == UINT32_MAX;
}

static int accept_offer(struct direct_offer* offer, const unsigned char* answer) {
    const int error = (int)get_u32(answer, 16);
    if (error == -EPROTONOSUPPORT) return NOT_OFFERED;
    if (error != 0) return error < 0 ? error : -EPROTO;
    if (get_u32(answer, 24) != VERSION || offer->memory < 0) return NOT_OFFERED;
    offer->features = get_u32(answer, 20) & DIRECT_FEATURES;
    for (size_t i = 0; i < DIRECT_RINGS; ++i) offer->sizes[i] = get_u32(answer, 28 + 4 * i);
    return 0;
}

int direct_connect(const char* service, struct direct_offer* offer) {
    unsigned char answer[ANSWER_SIZE];
    *offer = (struct direct_offer){.socket = plug(service), .memory = -1};
    if (offer->socket < 0 || !is_trusted(offer->socket)) return NOT_OFFERED;
    if (!greet(offer->socket) || !listen_to(offer, answer)) return NOT_OFFERED;
    return accept_offer(offer, answer);
}
