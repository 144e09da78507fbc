// tools/command_keygen.cc - baton keygen: the key that all nodes share.
#include "cluster_commands.h"
#include "key_file.h"
#include "text.h"

#include <cstring>
#include <fmt/format.h>
#include <iostream>

namespace baton::tool {

namespace {

const char* doing(KeyTrouble::Step step) {
    using Step = KeyTrouble::Step;
    return step == Step::open_source || step == Step::read_source ? "read" : "write";
}

ExitCode failed(const KeygenOptions& options, const KeyTrouble& trouble) {
    const bool reading = std::string_view(doing(trouble.step)) == "read";
    std::cerr << fmt::format("baton: cannot {} {}: {}\n", doing(trouble.step),
                             reading ? kRandomSource : options.file.c_str(),
                             trouble.error == 0 ? "it ended too early"
                                                : std::strerror(trouble.error));
    return ExitCode::failed;
}

} // namespace

ExitCode run_keygen(const Context& context, const KeygenOptions& options) {
    const auto key = read_random(kRandomSource, options.size);
    if (!key) return failed(options, key.error());
    if (!options.force && !may_overwrite(options.file)) {
        std::cerr << "baton: the key was left as it is\n";
        return ExitCode::failed;
    }
    const auto written = write_key(options.file, *key);
    if (!written) return failed(options, written.error());
    const std::string text =
        fmt::format("{}: {} random bytes; all nodes need the same file", options.file, key->size());
    say(context.json ? json_line({{"schema_version", 1},
                                  {"file", options.file},
                                  {"bytes", key->size()},
                                  {"text", text}})
                     : text + "\n");
    return ExitCode::good;
}

} // namespace baton::tool
