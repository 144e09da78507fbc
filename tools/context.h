// tools/context.h - what all sub-commands are given, and how they speak.
#pragma once

#include "exit_codes.h"
#include "trouble.h"

#include <string>
#include <string_view>

namespace baton::tool {

struct Context {
    bool json = false;
    Addressee daemon{};
};

// To standard output, at once: a reader behind a pipe waits for it.
void say(std::string_view text);

// From here on a call that takes longer than the daemon may ends the process with a report.
void limit_answers(const Context& context);

// Standard error for people, standard output for programs that read JSON there.
ExitCode report(const Context& context, const Trouble& trouble);

} // namespace baton::tool
