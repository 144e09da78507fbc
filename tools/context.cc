// tools/context.cc - see context.h.
#include "context.h"

#include "time_limit.h"

#include <cstdio>
#include <unistd.h>

namespace baton::tool {

namespace {

void put(std::FILE* file, std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), file);
    std::fflush(file);
}

} // namespace

void say(std::string_view text) { put(stdout, text); }

void limit_answers(const Context& context) {
    const Trouble silent{Trouble::Kind::not_answering};
    TimeLimit::set(context.daemon.time_limit_s,
                   context.json ? trouble_json(silent, context.daemon)
                                : trouble_text(silent, context.daemon),
                   context.json ? STDOUT_FILENO : STDERR_FILENO);
}

ExitCode report(const Context& context, const Trouble& trouble) {
    if (context.json)
        say(trouble_json(trouble, context.daemon));
    else
        put(stderr, trouble_text(trouble, context.daemon));
    return exit_code(trouble.kind);
}

} // namespace baton::tool
