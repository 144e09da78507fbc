// exec/daemon/options.h - the command line of batond.
#pragma once

#include "base/result.h"

#include <span>
#include <string>

namespace baton {

struct Options {
    enum class Task { run, check, version, help } task = Task::run;
    std::string called = "batond"; // the name of the program, without folders
    std::string configuration = "/etc/corosync/corosync.conf";
    bool foreground = false;
    std::string pid_file;   // empty: the default place
    std::string trace_file; // empty: no trace
};

// Short options as Corosync has them, long forms besides. The error is a line for the user.
Result<Options> parse_options(std::span<char* const> arguments);

std::string usage_text();
std::string version_text();
std::string version_number();

} // namespace baton
