/* test/system/tools/rubbish.c - a client that sends nonsense over the local socket.
 * rubbish SERVICE SECONDS SEED KIND
 * KIND "mild": known and unknown ids with honest sizes and random bodies.
 * KIND "wild": the size field, the length handed to libqb and the id are all made up as well.
 * A connection that the daemon closes is made again. Prints "requests N connections M" at the end,
 * exit code 0; what the daemon made of it is for the test to judge. */
#include <qb/qbipcc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { kMaxMessage = 1048576, kHeaderBytes = 16, kBurst = 64 };

static unsigned seed;
static unsigned char body[kMaxMessage + 65536];

static unsigned draw(unsigned below) {
    return ((unsigned)rand_r(&seed) << 15 ^ (unsigned)rand_r(&seed)) % below;
}

static void pause_us(long us) {
    struct timespec time = {0, us * 1000};
    nanosleep(&time, NULL);
}

/* Lengths gather where mistakes are made: around the header, around the limits, anywhere. */
static size_t pick_length(void) {
    switch (draw(6)) {
    case 0:
        return kHeaderBytes + draw(9);
    case 1:
        return kHeaderBytes + draw(400);
    case 2:
        return kMaxMessage - draw(64);
    case 3:
        return kHeaderBytes + draw(kMaxMessage - kHeaderBytes);
    default:
        return kHeaderBytes + draw(4096);
    }
}

static int32_t pick_id(void) {
    if (draw(4) != 0) return (int32_t)draw(16);
    static const int32_t odd[] = {-1, -2, -3, -4, 16, 255, 65536, INT32_MAX, INT32_MIN};
    return odd[draw(sizeof odd / sizeof *odd)];
}

static int32_t lie_about(size_t length) {
    static const int32_t odd[] = {
        0, 1, 15, 16, -1, INT32_MIN, INT32_MAX, kMaxMessage, kMaxMessage + 1};
    if (draw(3) == 0) return (int32_t)length;
    return draw(2) ? odd[draw(sizeof odd / sizeof *odd)] : (int32_t)draw(2 * kMaxMessage);
}

static void fill(size_t length) {
    size_t some = length < 512 ? length : 512;
    for (size_t i = kHeaderBytes; i < some; ++i)
        body[i] = draw(3) ? (unsigned char)draw(256) : 0; /* zeros make lengths plausible */
}

static ssize_t send_one(qb_ipcc_connection_t* connection, int wild) {
    size_t length = pick_length();
    struct qb_ipc_request_header header;
    memset(&header, 0, sizeof header);
    header.id = pick_id();
    header.size = wild ? lie_about(length) : (int32_t)length;
    fill(length);
    memcpy(body, &header, sizeof header);
    if (wild && draw(50) == 0) length = draw(kHeaderBytes);
    return qb_ipcc_send(connection, body, length);
}

/* Replies and events are taken away from time to time only: a client need not read. */
static void drain(qb_ipcc_connection_t* connection) {
    static char answer[kMaxMessage];
    while (qb_ipcc_recv(connection, answer, sizeof answer, 0) > 0) {}
    while (qb_ipcc_event_recv(connection, answer, sizeof answer, 0) > 0) {}
}

int main(int argc, char** argv) {
    if (argc != 5) return 64;
    seed = (unsigned)atoi(argv[3]);
    int wild = strcmp(argv[4], "wild") == 0;
    long requests = 0, connections = 0;
    time_t end = time(NULL) + atoi(argv[2]);
    while (time(NULL) < end) {
        qb_ipcc_connection_t* connection = qb_ipcc_connect(argv[1], kMaxMessage);
        if (connection == NULL) {
            pause_us(20000);
            continue;
        }
        ++connections;
        for (unsigned left = kBurst * (1 + draw(20)); left > 0 && time(NULL) < end; --left) {
            ssize_t result = send_one(connection, wild);
            if (result >= 0)
                ++requests;
            else
                pause_us(500);
            if (draw(16) == 0) drain(connection);
            if (!qb_ipcc_is_connected(connection)) break;
        }
        qb_ipcc_disconnect(connection);
    }
    printf("requests %ld connections %ld\n", requests, connections);
    return 0;
}
