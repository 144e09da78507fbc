// tools/context.cc - see context.h.
#include "context.h"

#include <cstdio>

namespace baton::tool {

namespace {

void put(std::FILE* file, std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), file);
    std::fflush(file);
}

} // namespace

void say(std::string_view text) { put(stdout, text); }

ExitCode report(const Context& context, const Trouble& trouble) {
    if (context.json)
        say(trouble_json(trouble, context.daemon));
    else
        put(stderr, trouble_text(trouble, context.daemon));
    return exit_code(trouble.kind);
}

} // namespace baton::tool
