// tools/command_keygen.cc - baton keygen: the key that all nodes share.
#include "cluster_commands.h"
#include "key_file.h"
#include "text.h"

#include <cstring>
#include <fmt/format.h>

namespace baton::tool {

namespace {

const char* doing(KeyTrouble::Step step) {
    using Step = KeyTrouble::Step;
    return step == Step::open_source || step == Step::read_source ? "read" : "write";
}

ExitCode unable(const Context& context, std::string why) {
    return report(context, {Trouble::Kind::unable, std::move(why)});
}

ExitCode failed(const Context& context, const KeygenOptions& options, const KeyTrouble& trouble) {
    const bool reading = std::string_view(doing(trouble.step)) == "read";
    return unable(context, fmt::format("cannot {} {}: {}", doing(trouble.step),
                                       reading ? kRandomSource : printable(options.file),
                                       trouble.error == 0 ? "it ended too early"
                                                          : std::strerror(trouble.error)));
}

} // namespace

ExitCode run_keygen(const Context& context, const KeygenOptions& options) {
    const auto key = read_random(kRandomSource, options.size);
    if (!key) return failed(context, options, key.error());
    if (!options.force && !may_overwrite(options.file))
        return unable(context, "the key was left as it is");
    const auto written = write_key(options.file, *key);
    if (!written) return failed(context, options, written.error());
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
