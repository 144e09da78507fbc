// tools/cluster_line.cc - see cluster_line.h.
#include "cluster_line.h"

#include "key_file.h"

namespace baton::tool {

namespace {

constexpr std::size_t kReasonMax = 200; // characters; the other node logs them

CLI::App* add(CLI::App& app, const char* name, const char* what) {
    return app.add_subcommand(name, what)->fallthrough();
}

void add_map_command(CLI::App& map, ClusterLine& line, const char* name, const char* what,
                     MapOptions::Action action, const char* words, int least, int most) {
    CLI::App* command = add(map, name, what);
    command->callback([&line, action] { line.map.action = action; });
    command->add_option(words, line.map.words)->expected(least, most)->required(least > 0);
}

void add_map(CLI::App& app, ClusterLine& line) {
    constexpr int kMost = 1000;
    using Action = MapOptions::Action;
    CLI::App* map = add(app, "map", "the configuration and the state of the daemon as keys");
    map->require_subcommand(1);
    map->add_flag("--stats", line.map.statistics, "the statistics in place of the configuration");
    add_map_command(*map, line, "get", "values of these keys", Action::get, "KEY", 1, kMost);
    add_map_command(*map, line, "set",
                    "KEY TYPE VALUE; types: i8 u8 i16 u16 i32 u32 i64 u64 flt dbl str", Action::set,
                    "KEY_TYPE_VALUE", 3, 3);
    add_map_command(*map, line, "delete", "these keys go", Action::remove, "KEY", 1, kMost);
    add_map_command(*map, line, "list", "all keys, or those with one of these prefixes",
                    Action::list, "PREFIX", 0, kMost);
    add_map_command(*map, line, "watch", "changes as they come, until q and newline", Action::watch,
                    "PREFIX", 0, kMost);
}

void add_control(CLI::App& app, ClusterLine& line) {
    CLI::App* reload = add(app, "reload", "all nodes read their configuration files again");
    reload->add_flag("--check", line.check_only, "only say what each node would do");
    CLI::App* shutdown = add(app, "shutdown", "the daemon of this node ends in good order");
    shutdown->add_flag("--force", line.force, "clients are told, and not asked");
    CLI::App* kill = add(app, "kill", "the daemon of another node ends at once");
    kill->add_option("NODE", line.node, "its id")->required()->check(CLI::PositiveNumber);
    kill->add_option("--reason", line.reason, "what the node shall log")
        ->check(CLI::Validator(
            [](const std::string& reason) {
                return reason.size() <= kReasonMax ? std::string()
                                                   : std::string("at most 200 characters");
            },
            "TEXT"));
}

void add_keygen(CLI::App& app, ClusterLine& line) {
    line.keygen = {.file = kKeyFile, .size = kKeyDefault};
    CLI::App* keygen = add(app, "keygen", "a new key for the cluster");
    keygen->add_option("--file", line.keygen.file, "default: /etc/corosync/authkey");
    keygen->add_option("--size", line.keygen.size, "bytes; default 256")
        ->check(CLI::Range(kKeyMin, kKeyMax));
    keygen->add_flag("--force", line.keygen.force, "overwrite without a question");
}

void add_notify(CLI::App& app, ClusterLine& line) {
    CLI::App* notify = add(app, "notify", "events of the cluster as they come, until a signal");
    notify->add_flag("--quiet", line.notify.quiet, "nothing on standard output");
    notify->add_flag("--log", line.notify.log, "to the journal, too");
    notify->add_flag("--dbus", line.notify.bus,
                     "as signals of org.corosync on the system bus, too");
    notify->add_option("--run", line.notify.program,
                       "run this program for each event; BATON_EVENT and others say what it is");
    notify->add_flag("--numeric", line.numeric, "addresses of members in place of their names");
}

} // namespace

void add_cluster_commands(CLI::App& app, ClusterLine& line) {
    CLI::App* quorum = add(app, "quorum", "votes, and whether this node may work");
    add(*quorum, "explain", "why this node is quorate or not, and what to do")->callback([&line] {
        line.explain = true;
    });
    add(app, "nodes", "the nodes of the cluster and which of them are members");
    add(app, "links", "the links of this node to the others");
    add_map(app, line);
    add_control(app, line);
    add_keygen(app, line);
    add_notify(app, line);
}

std::optional<ExitCode> run_cluster_command(const Context& context, const CLI::App& chosen,
                                            ClusterLine& line) {
    const std::string& name = chosen.get_name();
    if (name == "quorum") return run_quorum(context, line.explain);
    if (name == "nodes") return run_nodes(context);
    if (name == "links") return run_links(context);
    if (name == "map") return run_map(context, line.map);
    if (name == "reload") return run_reload(context, line.check_only);
    if (name == "shutdown") return run_shutdown(context, line.force);
    if (name == "kill") return run_kill(context, line.node, line.reason);
    if (name == "keygen") return run_keygen(context, line.keygen);
    if (name == "notify") {
        line.notify.look_up_names = !line.numeric;
        return run_notify(context, line.notify);
    }
    return std::nullopt;
}

} // namespace baton::tool
