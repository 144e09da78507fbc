/*
 * cpgtest.c - a program in a group, for tests: linked with libcpg alone, so that any library and
 * any daemon can be put under it.
 *
 *   cpgtest member GROUP [options]   joins, sends, watches; prints a JSON summary at the end
 *     --send COUNT        messages to send (0)
 *     --size BYTES        their size (64)
 *     --sizes A,B,...     sizes that take turns
 *     --rate N            messages per second (as fast as possible)
 *     --safe              ask for safe delivery
 *     --totem             ask for the ring's membership on joining
 *     --wait-members N    begin to send, count and digest when the group has N members
 *     --until-total N     leave when N messages were delivered (and all own are sent)
 *     --seconds S         leave after S seconds
 *     --log FILE          one line per event; - is the standard output
 *   cpgtest members GROUP            prints NODE:PID of each member
 *   cpgtest list                     prints NODE:PID GROUP of each process in any group
 *
 * Without an end given, a member stays until SIGTERM or SIGINT. Exit code: 0; 1 when messages were
 * wrong or the daemon failed; 2 for a wrong command line.
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "member.h"

static int usage(void) {
    fputs("usage: cpgtest member GROUP [--send COUNT] [--size BYTES] [--sizes A,B,...] [--rate N]\n"
          "               [--safe] [--totem] [--wait-members N] [--until-total N] [--seconds S]\n"
          "               [--log FILE]\n"
          "       cpgtest members GROUP\n"
          "       cpgtest list\n",
          stderr);
    return 2;
}

static bool parse_sizes(const char* text, struct options* options) {
    for (options->size_count = 0; options->size_count < SIZES_MAX;) {
        char* end;
        const unsigned long long size = strtoull(text, &end, 10);
        if (end == text || size > UINT32_MAX) return false;
        options->sizes[options->size_count++] = size;
        if (*end == '\0') return true;
        if (*end != ',') return false;
        text = end + 1;
    }
    return false;
}

static const struct option long_options[] = {{"send", required_argument, NULL, 'n'},
                                             {"size", required_argument, NULL, 's'},
                                             {"sizes", required_argument, NULL, 's'},
                                             {"rate", required_argument, NULL, 'r'},
                                             {"safe", no_argument, NULL, 'S'},
                                             {"totem", no_argument, NULL, 't'},
                                             {"wait-members", required_argument, NULL, 'w'},
                                             {"until-total", required_argument, NULL, 'u'},
                                             {"seconds", required_argument, NULL, 'T'},
                                             {"log", required_argument, NULL, 'l'},
                                             {NULL, 0, NULL, 0}};

static bool parse_member(int argc, char** argv, struct options* options) {
    int option;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) switch (option) {
        case 'n':
            options->count = strtoull(optarg, NULL, 10);
            break;
        case 's':
            if (!parse_sizes(optarg, options)) return false;
            break;
        case 'r':
            options->rate = strtod(optarg, NULL);
            break;
        case 'S':
            options->safe = true;
            break;
        case 't':
            options->totem = true;
            break;
        case 'w':
            options->wait_members = strtoul(optarg, NULL, 10);
            break;
        case 'u':
            options->until_total = strtoull(optarg, NULL, 10);
            break;
        case 'T':
            options->seconds = strtod(optarg, NULL);
            break;
        case 'l':
            options->log = strcmp(optarg, "-") == 0 ? stdout : fopen(optarg, "w");
            if (options->log == NULL) return false;
            setvbuf(options->log, NULL, _IOLBF, 0);
            break;
        default:
            return false;
        }
    if (optind + 1 != argc) return false;
    options->group = argv[optind];
    return true;
}

static int report(const char* call, cs_error_t error) {
    fprintf(stderr, "cpgtest: %s: error %d\n", call, error);
    return 1;
}

static int print_members(const char* group) {
    struct cpg_name name = {.length = (uint32_t)strlen(group)};
    struct cpg_address list[CPG_MEMBERS_MAX];
    cpg_handle_t handle;
    int count = 0;
    if (name.length > CPG_MAX_NAME_LENGTH) return usage();
    memcpy(name.value, group, name.length);
    cs_error_t error = cpg_initialize(&handle, NULL);
    if (error != CS_OK) return report("cpg_initialize", error);
    error = cpg_membership_get(handle, &name, list, &count);
    for (int i = 0; error == CS_OK && i < count; ++i)
        printf("%u:%u\n", list[i].nodeid, list[i].pid);
    cpg_finalize(handle);
    return error == CS_OK ? 0 : report("cpg_membership_get", error);
}

static int print_all(void) {
    struct cpg_iteration_description_t entry;
    cpg_iteration_handle_t walk;
    cpg_handle_t handle;
    cs_error_t error = cpg_initialize(&handle, NULL);
    if (error != CS_OK) return report("cpg_initialize", error);
    error = cpg_iteration_initialize(handle, CPG_ITERATION_ALL, NULL, &walk);
    while (error == CS_OK && (error = cpg_iteration_next(walk, &entry)) == CS_OK)
        printf("%u:%u %.*s\n", entry.nodeid, entry.pid, (int)entry.group.length, entry.group.value);
    cpg_finalize(handle);
    return error == CS_ERR_NO_SECTIONS ? 0 : report("iteration", error);
}

int main(int argc, char** argv) {
    struct options options = {.sizes = {64}, .size_count = 1};
    if (argc >= 3 && strcmp(argv[1], "member") == 0)
        return parse_member(argc - 1, argv + 1, &options) ? member_run(&options) : usage();
    if (argc == 3 && strcmp(argv[1], "members") == 0) return print_members(argv[2]);
    if (argc == 2 && strcmp(argv[1], "list") == 0) return print_all();
    return usage();
}
