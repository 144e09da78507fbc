// exec/config/parse.cc - the order of the steps. It decides which exit code a file with errors in
// several parts gets: syntax first, then logging, then the rest.
#include "config/parse.h"

#include "config/nodelist_checks.h"
#include "config/reader.h"
#include "config/sections.h"
#include "config/syntax.h"

namespace baton::config {

Config parse_configuration(const SourceFile& main_file, const std::vector<SourceFile>& access_files,
                           Diagnostics& diagnostics) {
    Reading reading;
    read_main_file(parse_syntax(main_file.name, main_file.text, diagnostics), reading, diagnostics);
    for (const SourceFile& each : access_files)
        read_access_file(parse_syntax(each.name, each.text, diagnostics), reading, diagnostics);

    const Lookup lookup(main_file.name, reading);
    Config config;
    config.file = main_file.name;
    config.logging = build_logging(lookup, diagnostics);
    config.totem = build_totem(lookup, diagnostics);
    config.nodes = build_nodes(lookup);
    config.totem.interfaces = build_interfaces(lookup, config, diagnostics);
    config.timing = build_timing(lookup, config, diagnostics);
    for (Interface& link : config.totem.interfaces)
        derive_ping_times(lookup, config.timing.token_ms, link);
    config.quorum = build_quorum(lookup, config, diagnostics);
    config.system = build_system(lookup, diagnostics);
    config.settings = reading.settings;
    config.access = reading.access;
    check_nodelist(config, diagnostics);
    return config;
}

} // namespace baton::config
