// exec/daemon/options.cc - getopt, and what -v and --help print.
#include "daemon/options.h"

#include <getopt.h>

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0.1.0"
#endif

namespace baton {

namespace {
constexpr int kTraceFile = 256; // has no short form

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }
} // namespace

Result<Options> parse_options(std::span<char* const> arguments) {
    static const option kLong[] = {{"config", required_argument, nullptr, 'c'},
                                   {"foreground", no_argument, nullptr, 'f'},
                                   {"check", no_argument, nullptr, 't'},
                                   {"version", no_argument, nullptr, 'v'},
                                   {"pid-file", required_argument, nullptr, 'l'},
                                   {"help", no_argument, nullptr, 'h'},
                                   {"trace-file", required_argument, nullptr, kTraceFile},
                                   {nullptr, 0, nullptr, 0}};
    Options options;
    if (!arguments.empty()) options.called = name_of(arguments.front());
    optind = 0; // begin anew, also when called again
    opterr = 0;
    const int count = static_cast<int>(arguments.size());
    for (int found = 0;
         (found = getopt_long(count, arguments.data(), "c:ftvl:h", kLong, nullptr)) != -1;) {
        switch (found) {
        case 'c':
            options.configuration = optarg;
            break;
        case 'f':
            options.foreground = true;
            break;
        case 't':
            options.task = Options::Task::check;
            break;
        case 'v':
            options.task = Options::Task::version;
            break;
        case 'l':
            options.pid_file = optarg;
            break;
        case 'h':
            options.task = Options::Task::help;
            break;
        case kTraceFile:
            options.trace_file = optarg;
            break;
        default:
            return failure(Error::Kind::config,
                           std::string("unknown option, or an argument is missing: ") +
                               arguments[static_cast<std::size_t>(optind > 1 ? optind - 1 : 1)]);
        }
    }
    return options;
}

std::string usage_text() {
    return "usage: batond [options]\n"
           "  -c, --config FILE    configuration, default /etc/corosync/corosync.conf\n"
           "  -f, --foreground     stay in the foreground\n"
           "  -t, --check          check the configuration, all of it, and end\n"
           "  -l, --pid-file FILE  where to write and lock the process number\n"
           "      --trace-file FILE  append there what the ring does, for a checker\n"
           "  -v, --version        print the version and end\n"
           "  -h, --help           print this and end\n";
}

// The first line has the form that tools look for when they want to know what they talk to.
std::string version_text() {
    return "Corosync Cluster Engine, version '3.1.7' (Baton " PACKAGE_VERSION ")\n"
           "Copyright (c) the Baton authors\n"
           "\n"
           "Built-in features: systemd pie relro bindnow\n";
}

std::string version_number() { return PACKAGE_VERSION; }

} // namespace baton
