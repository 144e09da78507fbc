/* test/system/tools/shuffle.c - reorders and delays the packets of one netfilter queue.
 * shuffle QUEUE PERCENT MAX_DELAY_MS SEED
 * PERCENT of the packets are kept back, each for a random time up to MAX_DELAY_MS; the others pass
 * at once and so overtake them. Prints "ready" when the queue is bound. Ends on a signal; what is
 * still held is lost then, as a cable pulled out would lose it. Duplicates are not made here: a
 * packet has only one verdict (the harness makes them with nftables). */
#include <arpa/inet.h>
#include <errno.h>
#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum { kHeldMax = 4096, kQueueMax = 8192, kBufferBytes = 16 << 20, kHeaderBytes = 64 };

struct held { /* a packet that waits; the oldest due time goes first */
    int64_t due_us;
    uint32_t id;
};

static struct held waiting[kHeldMax];
static int waiting_count;
static unsigned percent, max_delay_ms, seed;

static int64_t now_us(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static int keep_back(uint32_t id) {
    if (waiting_count == kHeldMax || (unsigned)rand_r(&seed) % 100 >= percent) return 0;
    int64_t delay = (int64_t)((unsigned)rand_r(&seed) % (max_delay_ms * 1000 + 1));
    waiting[waiting_count++] = (struct held){now_us() + delay, id};
    return 1;
}

static int on_packet(struct nfq_q_handle* queue, struct nfgenmsg* message, struct nfq_data* data,
                     void* unused) {
    struct nfqnl_msg_packet_hdr* header = nfq_get_msg_packet_hdr(data);
    (void)message, (void)unused;
    if (header == NULL) return 0;
    uint32_t id = ntohl(header->packet_id);
    return keep_back(id) ? 0 : nfq_set_verdict(queue, id, NF_ACCEPT, 0, NULL);
}

static int earliest(void) {
    int best = 0;
    for (int i = 1; i < waiting_count; ++i)
        if (waiting[i].due_us < waiting[best].due_us) best = i;
    return best;
}

static void release_due(struct nfq_q_handle* queue) {
    while (waiting_count > 0) {
        int first = earliest();
        if (waiting[first].due_us > now_us()) return;
        nfq_set_verdict(queue, waiting[first].id, NF_ACCEPT, 0, NULL);
        waiting[first] = waiting[--waiting_count];
    }
}

static int wait_ms(void) {
    if (waiting_count == 0) return -1;
    int64_t left = waiting[earliest()].due_us - now_us();
    return left <= 0 ? 0 : (int)(left / 1000 + 1);
}

int main(int argc, char** argv) {
    static char buffer[65536];
    if (argc != 5) return 64;
    percent = (unsigned)atoi(argv[2]);
    max_delay_ms = (unsigned)atoi(argv[3]);
    seed = (unsigned)atoi(argv[4]);
    struct nfq_handle* library = nfq_open();
    if (library == NULL) return perror("nfq_open"), 1;
    struct nfq_q_handle* queue =
        nfq_create_queue(library, (uint16_t)atoi(argv[1]), on_packet, NULL);
    if (queue == NULL) return perror("nfq_create_queue"), 1;
    if (nfq_set_mode(queue, NFQNL_COPY_PACKET, kHeaderBytes) < 0) return perror("nfq_set_mode"), 1;
    nfq_set_queue_maxlen(queue, kQueueMax);
    struct pollfd watched = {.fd = nfq_fd(library), .events = POLLIN};
    int bytes = kBufferBytes;
    setsockopt(watched.fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes);
    puts("ready");
    fflush(stdout);
    for (;;) {
        int ready = poll(&watched, 1, wait_ms());
        if (ready > 0) {
            ssize_t got = recv(watched.fd, buffer, sizeof buffer, MSG_DONTWAIT);
            if (got > 0)
                nfq_handle_packet(library, buffer, (int)got);
            else if (got < 0 && errno != ENOBUFS && errno != EINTR && errno != EAGAIN)
                return perror("recv"), 1;
        }
        release_due(queue);
    }
}
