/* test/system/tools/participant.c - a member of one group, driven through its standard input.
 * It prints each event as one line, so that a test can compare two members line by line:
 *     me NODE:PID                           connected and about to join
 *     view REP.SEQ members=1,2              the ring's membership (totem callback)
 *     change members=1:10 left=2:11/3 joined=   the group's membership, left ones with their reason
 *     message NODE:PID NUMBER SIZE STATE    a delivery; STATE is a checksum, or "damaged"
 *     sent COUNT | members LIST | error CALL CODE | lost
 * Commands: "send COUNT SIZE [MAXSIZE]", "members", "leave", "quit". Exit code 3: the daemon went
 * away. */
#include <corosync/cpg.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum {
    kJobsMax = 64,
    kConnectTries = 1200,
    kConnectPauseMs = 50,
    kRetryPauseMs = 1,
    kBurst = 16,
    kMagic = 0x6d656d62
};

struct header { /* the start of each message; the rest is made from the seed */
    uint32_t magic, number, size, seed;
};

static cpg_handle_t handle;
static struct cpg_name group;
static uint32_t next_number, seed;
static struct job { /* "send" commands, done one after the other */
    long asked, left;
    size_t size_min, size_max;
} jobs[kJobsMax];
static int first_job, job_count;
static char* pending; /* the message that waits for its turn */
static size_t pending_size;

static uint32_t scramble(uint32_t* state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void say(const char* format, ...) __attribute__((format(printf, 1, 2)));
static void say(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    fflush(stdout);
}

/* The bytes behind the header, as far as the size goes; both ends make them and compare. */
static char* make_message(uint32_t number, size_t size, uint32_t from_seed) {
    char* message = calloc(1, size + sizeof(uint32_t));
    struct header head = {kMagic, number, (uint32_t)size, from_seed};
    uint32_t state = from_seed;
    if (message == NULL) abort();
    memcpy(message, &head, sizeof head);
    for (size_t at = sizeof head; at < size; at += sizeof state) {
        scramble(&state);
        memcpy(message + at, &state, sizeof state);
    }
    return message;
}

static uint32_t checksum(const char* bytes, size_t size) {
    uint32_t sum = 2166136261u;
    for (size_t i = 0; i < size; ++i) sum = (sum ^ (unsigned char)bytes[i]) * 16777619u;
    return sum;
}

static int is_whole(const char* bytes, size_t size, struct header* head) {
    if (size < sizeof *head) return 0;
    memcpy(head, bytes, sizeof *head);
    if (head->magic != kMagic || head->size != size) return 0;
    char* wanted = make_message(head->number, size, head->seed);
    int same = memcmp(wanted, bytes, size) == 0;
    free(wanted);
    return same;
}

static void on_message(cpg_handle_t from, const struct cpg_name* name, uint32_t node, uint32_t pid,
                       void* bytes, size_t size) {
    struct header head = {0, 0, 0, 0};
    (void)from, (void)name;
    if (is_whole(bytes, size, &head))
        say("message %u:%u %u %zu %08x", node, pid, head.number, size, checksum(bytes, size));
    else
        say("message %u:%u %u %zu damaged", node, pid, head.number, size);
}

static char* list_of(const struct cpg_address* list, size_t count, int with_reason) {
    static char texts[3][CPG_MEMBERS_MAX * 36];
    static int turn;
    char* text = texts[turn++ % 3];
    char* end = text;
    *text = '\0';
    for (size_t i = 0; i < count && i < CPG_MEMBERS_MAX; ++i) {
        end += sprintf(end, "%s%u:%u", i ? "," : "", list[i].nodeid, list[i].pid);
        if (with_reason) end += sprintf(end, "/%u", list[i].reason);
    }
    return text;
}

static void on_change(cpg_handle_t from, const struct cpg_name* name,
                      const struct cpg_address* members, size_t member_count,
                      const struct cpg_address* left, size_t left_count,
                      const struct cpg_address* joined, size_t joined_count) {
    (void)from, (void)name;
    say("change members=%s left=%s joined=%s", list_of(members, member_count, 0),
        list_of(left, left_count, 1), list_of(joined, joined_count, 1));
}

static void on_view(cpg_handle_t from, struct cpg_ring_id ring, uint32_t count,
                    const uint32_t* members) {
    char text[CPG_MEMBERS_MAX * 12] = "";
    char* end = text;
    (void)from;
    for (uint32_t i = 0; i < count && i < CPG_MEMBERS_MAX; ++i)
        end += sprintf(end, "%s%u", i ? "," : "", members[i]);
    say("view %u.%llu members=%s", ring.nodeid, (unsigned long long)ring.seq, text);
}

static void pause_ms(long ms) {
    struct timespec time = {ms / 1000, (ms % 1000) * 1000000};
    nanosleep(&time, NULL);
}

/* Connecting and joining are refused until the daemon has settled. */
static void connect_and_join(void) {
    cpg_model_v1_data_t model = {CPG_MODEL_V1, on_message, on_change, on_view,
                                 CPG_MODEL_V1_DELIVER_INITIAL_TOTEM_CONF};
    cs_error_t error = CS_ERR_TRY_AGAIN;
    unsigned int node = 0;
    for (int i = 0; i < kConnectTries && error != CS_OK; ++i) {
        error = cpg_model_initialize(&handle, CPG_MODEL_V1, (cpg_model_data_t*)&model, NULL);
        if (error != CS_OK) pause_ms(kConnectPauseMs);
    }
    if (error == CS_OK) error = cpg_local_get(handle, &node);
    if (error == CS_OK) say("me %u:%ld", node, (long)getpid());
    for (int i = 0; i < kConnectTries && error == CS_OK; ++i) {
        error = cpg_join(handle, &group);
        if (error != CS_ERR_TRY_AGAIN) break;
        pause_ms(kConnectPauseMs);
        error = CS_OK;
    }
    if (error == CS_OK) return;
    say("error connect %d", (int)error);
    exit(2);
}

static size_t pick_size(const struct job* job) {
    return job->size_min + scramble(&seed) % (job->size_max - job->size_min + 1);
}

static void add_job(long count, size_t size_min, size_t size_max) {
    if (size_min < sizeof(struct header)) size_min = sizeof(struct header);
    if (size_max < size_min) size_max = size_min;
    if (job_count == kJobsMax || count <= 0) {
        say("error command 0");
        return;
    }
    jobs[(first_job + job_count++) % kJobsMax] = (struct job){count, count, size_min, size_max};
}

static void finish_job(const struct job* job) {
    say("sent %ld", job->asked);
    first_job = (first_job + 1) % kJobsMax;
    --job_count;
}

static void lose(void) {
    say("lost");
    exit(3);
}

/* Sends a few messages; 0 when the daemon asks us to wait. */
static int send_some(void) {
    for (int burst = 0; burst < kBurst && job_count > 0; ++burst) {
        struct job* job = &jobs[first_job];
        if (pending == NULL) {
            pending_size = pick_size(job);
            pending = make_message(++next_number, pending_size, scramble(&seed));
        }
        struct iovec part = {pending, pending_size};
        cs_error_t error = cpg_mcast_joined(handle, CPG_TYPE_AGREED, &part, 1);
        if (error == CS_ERR_TRY_AGAIN || error == CS_ERR_INTERRUPT) return 0;
        if (error == CS_ERR_LIBRARY) lose(); /* the daemon's end is often first seen in sending */
        if (error != CS_OK) {
            say("error send %d", (int)error);
            exit(2);
        }
        free(pending);
        pending = NULL;
        if (--job->left == 0) finish_job(job);
    }
    return 1;
}

static void list_members(void) {
    static struct cpg_address list[CPG_MEMBERS_MAX * 3];
    int count = 0;
    cs_error_t error = cpg_membership_get(handle, &group, list, &count);
    if (error == CS_OK)
        say("members %s", list_of(list, (size_t)count, 0));
    else
        say("error members %d", (int)error);
}

static void obey(char* line) {
    unsigned long count = 0, low = 0, high = 0;
    if (sscanf(line, "send %lu %lu %lu", &count, &low, &high) >= 2) {
        add_job((long)count, low, high);
    } else if (strncmp(line, "members", 7) == 0) {
        list_members();
    } else if (strncmp(line, "leave", 5) == 0) {
        cs_error_t error = cpg_leave(handle, &group);
        if (error != CS_OK) say("error leave %d", (int)error);
    } else if (strncmp(line, "quit", 4) == 0) {
        cs_error_t error = cpg_finalize(handle);
        exit(error == CS_OK ? 0 : 2);
    } else {
        say("error command 0");
    }
}

static void read_commands(void) {
    static char text[4096];
    static size_t used;
    ssize_t got = read(STDIN_FILENO, text + used, sizeof text - 1 - used);
    if (got <= 0) exit(0);
    used += (size_t)got;
    text[used] = '\0';
    char* line = text;
    for (char* end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        obey(line);
    }
    used = strlen(line);
    memmove(text, line, used + 1);
}

static void dispatch(void) {
    cs_error_t error = cpg_dispatch(handle, CS_DISPATCH_ALL);
    if (error != CS_OK && error != CS_ERR_TRY_AGAIN) lose();
}

int main(int argc, char** argv) {
    if (argc != 2 || strlen(argv[1]) > CPG_MAX_NAME_LENGTH) return 64;
    group.length = (uint32_t)strlen(argv[1]);
    memcpy(group.value, argv[1], group.length);
    seed = (uint32_t)getpid() * 2654435761u | 1u;
    connect_and_join();
    struct pollfd watched[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.events = POLLIN}};
    if (cpg_fd_get(handle, &watched[1].fd) != CS_OK) return 2;
    for (;;) {
        int flowing = send_some();
        int timeout = job_count == 0 ? -1 : flowing ? 0 : kRetryPauseMs;
        if (poll(watched, 2, timeout) < 0) continue;
        if (watched[1].revents) dispatch();
        if (watched[0].revents) read_commands();
    }
}
