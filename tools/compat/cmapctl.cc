// tools/compat/cmapctl.cc - corosync-cmapctl: keys of the map listed, read, set, deleted, followed.
#include "compat/cmapctl_text.h"
#include "compat/help.h"
#include "compat/old_tool.h"
#include "compat/old_tools.h"
#include "context.h"
#include "map_session.h"
#include "map_watch.h"

#include <array>
#include <cstring>
#include <fstream>
#include <getopt.h>
#include <iostream>
#include <iterator>
#include <span>

namespace baton::tool::compat {

namespace {

constexpr std::size_t kFileMax = 16777216; // bytes that -s KEY bin FILE reads

struct Cmapctl {
    enum class Action {
        print,
        get,
        set,
        remove,
        remove_prefix,
        track,
        track_prefix,
        load,
        clear,
        help
    } action = Action::print;
    cmap_map_t map = CMAP_MAP_ICMAP;
    CmapctlStyle style{};
    bool json = false;
    std::string file{};
    std::string cleared{};
    std::vector<std::string> words{};
    OldTool tool{"corosync-cmapctl", "Failed to initialize the cmap API. Error CS_ERR_TIMEOUT\n"};
};

int refuse(const char* line) {
    std::cerr << line;
    return EXIT_FAILURE;
}

bool set_map(Cmapctl& run, std::string_view name) {
    if (name == "icmap" || name == "default")
        run.map = CMAP_MAP_ICMAP;
    else if (name == "stats")
        run.map = CMAP_MAP_STATS;
    else
        return false;
    return true;
}

bool set_cleared(Cmapctl& run, std::string_view what) {
    constexpr std::array<std::string_view, 5> kKnown{"knet", "totem", "ipc", "schedmiss", "all"};
    if (std::find(kKnown.begin(), kKnown.end(), what) == kKnown.end()) return false;
    run.action = Cmapctl::Action::clear;
    run.map = CMAP_MAP_STATS;
    run.cleared = what;
    return true;
}

std::optional<Cmapctl::Action> action_of(int letter) {
    using Action = Cmapctl::Action;
    switch (letter) {
    case 'g':
        return Action::get;
    case 's':
        return Action::set;
    case 'd':
        return Action::remove;
    case 'D':
        return Action::remove_prefix;
    case 't':
        return Action::track;
    case 'T':
        return Action::track_prefix;
    case 'p':
        return Action::load;
    default:
        return std::nullopt;
    }
}

// An exit code if the run ends here.
std::optional<int> parse(Cmapctl& run, int count, char** arguments) {
    for (int letter = 0; (letter = getopt(count, arguments, "m:hqgsdDtTbp:C:")) != -1;) {
        if (letter == 'm' && !set_map(run, optarg))
            return refuse("invalid map name, must be 'default', 'icmap' or 'stats'\n");
        if (letter == 'C' && !set_cleared(run, optarg))
            return refuse(
                "argument to -C should be 'knet', 'totem', 'ipc', 'schedmiss' or 'all'\n");
        if (letter == 'h') {
            say(cmapctl_help());
            return EXIT_SUCCESS;
        }
        if (letter == '?') return EXIT_FAILURE;
        if (letter == 'b') run.style.binary = true;
        if (letter == 'q') run.style.quiet = true;
        if (letter == 'p') run.file = optarg;
        if (const auto action = action_of(letter)) run.action = *action;
    }
    run.words.assign(arguments + optind, arguments + count);
    using Action = Cmapctl::Action;
    const bool may_be_alone =
        run.action == Action::print || run.action == Action::load || run.action == Action::clear;
    if (run.words.empty() && !may_be_alone) return refuse("Expected key after options\n");
    return std::nullopt;
}

// All keys of a JSON answer are one object.
class Output {
public:
    explicit Output(const Cmapctl& run) : run_(run) {
        if (run_.json) json_ = {{"schema_version", 1}, {"keys", Json::array()}};
    }
    void put(const std::string& key, const MapValue& value) {
        if (!run_.json) {
            std::cout << cmapctl_line(key, value, run_.style);
            return;
        }
        Json entry = {{"key", key}};
        put_value(entry, value);
        json_["keys"].push_back(std::move(entry));
    }
    void finish() {
        if (run_.json) std::cout << json_line(json_);
    }

private:
    const Cmapctl& run_;
    Json json_;
};

// That a key is read-only says nothing about the user, so the daemon needs no second line then.
int failed(const Cmapctl& run, const char* what, const std::string& key, cs_error_t error) {
    const std::string line = fmt::format("{} {}. Error {}\n", what, key, error_name(error));
    return run.tool.failed(line, error == CS_ERR_ACCESS ? CS_OK : error);
}

int print_prefixes(const Cmapctl& run, const MapSession& map) {
    const std::vector<std::string> all{""};
    Output output(run);
    bool any = false;
    for (const std::string& prefix : run.words.empty() ? all : run.words) {
        const auto keys = map.keys(prefix);
        if (!keys)
            return run.tool.failed(
                fmt::format("Failed to initialize iteration. Error {}\n", error_name(keys.error())),
                keys.error());
        for (const std::string& key : *keys)
            // What was deleted meanwhile is not shown.
            if (const auto value = map.get(key)) {
                output.put(key, *value);
                any = true;
            }
    }
    output.finish();
    return any ? EXIT_SUCCESS : EXIT_FAILURE;
}

int get(const Cmapctl& run, const MapSession& map) {
    Output output(run);
    for (const std::string& key : run.words) {
        const auto value = map.get(key);
        if (!value) return failed(run, "Can't get key", key, value.error());
        output.put(key, *value);
    }
    output.finish();
    return EXIT_SUCCESS;
}

std::optional<MapValue> read_binary(const std::string& name) {
    std::ifstream file;
    if (name != "-") file.open(name, std::ios::binary);
    std::istream& input = name == "-" ? std::cin : file;
    if (name != "-" && !file) {
        std::cerr << "Can't open input file: " << std::strerror(errno) << "\n";
        return std::nullopt;
    }
    MapValue value;
    std::array<char, 4096> piece{};
    while (value.bytes.size() < kFileMax &&
           (input.read(piece.data(), piece.size()), input.gcount() > 0))
        value.bytes.append(piece.data(), static_cast<std::size_t>(input.gcount()));
    return value;
}

std::optional<MapValue> value_for(const std::string& type_text, const std::string& text) {
    const auto type = type_named(type_text);
    if (!type) {
        std::cerr << "Unknown type " << type_text << "\n";
        return std::nullopt;
    }
    if (*type == CMAP_VALUETYPE_BINARY) return read_binary(text);
    auto value = lenient_value(*type, text);
    if (value) return std::move(*value);
    std::cerr << (value.error() == NoValue::out_of_range
                      ? fmt::format("{} is not valid {} integer\n", text, type_text)
                      : fmt::format("{} is not valid {} type value\n", text, type_text));
    return std::nullopt;
}

int set(const Cmapctl& run, const MapSession& map, const std::string& key, const std::string& type,
        const std::string& text) {
    const auto value = value_for(type, text);
    if (!value) return EXIT_FAILURE;
    const cs_error_t error = map.set(key, *value);
    return error == CS_OK ? EXIT_SUCCESS : failed(run, "Failed to set key", key, error);
}

int remove(const Cmapctl& run, const MapSession& map, const std::string& key) {
    const cs_error_t error = map.remove(key);
    return error == CS_OK ? EXIT_SUCCESS : failed(run, "Can't delete key", key, error);
}

int remove_prefix(const Cmapctl& run, const MapSession& map, const std::string& prefix) {
    const auto keys = map.keys(prefix);
    if (!keys)
        return run.tool.failed(
            fmt::format("Failed to initialize iteration. Error {}\n", error_name(keys.error())),
            keys.error());
    int code = EXIT_SUCCESS;
    for (const std::string& key : *keys) code = std::max(code, remove(run, map, key));
    return code;
}

template <class Each>
int for_each_word(const Cmapctl& run, Each each) {
    for (const std::string& word : run.words)
        if (const int code = each(word); code != EXIT_SUCCESS) return code;
    return EXIT_SUCCESS;
}

int perform(const Cmapctl& run, const MapSession& map, const CmapctlOrder& order) {
    if (order.action == CmapctlOrder::Action::remove) {
        static_cast<void>(remove(run, map, order.key)); // said, and the next line is read
        return EXIT_SUCCESS;
    }
    if (order.action == CmapctlOrder::Action::remove_prefix) {
        static_cast<void>(remove_prefix(run, map, order.key));
        return EXIT_SUCCESS;
    }
    if (order.type && order.value) return set(run, map, order.key, *order.type, *order.value);
    std::cerr << "Both type and value for key " << order.key << " are required\n";
    return EXIT_FAILURE;
}

// A file that is not there is said, and is no failure: scripts have lived with that.
int load(const Cmapctl& run, const MapSession& map) {
    std::ifstream file;
    if (run.file != "-") file.open(run.file);
    if (run.file != "-" && !file) {
        std::cerr << "Couldn't open file.: " << std::strerror(errno) << "\n";
        return EXIT_SUCCESS;
    }
    std::string line;
    while (std::getline(run.file == "-" ? std::cin : file, line))
        if (const auto order = cmapctl_order(line))
            if (const int code = perform(run, map, *order); code != EXIT_SUCCESS) return code;
    return EXIT_SUCCESS;
}

void show_change(const Cmapctl& run, const MapChange& change) {
    if (run.json) {
        say(change_json(change));
        return;
    }
    say(cmapctl_change(change.event, change.key, change.now, change.before, run.style));
}

// Until "q" and a newline, or the end of the input.
int track(const Cmapctl& run, MapSession map) {
    MapWatch watch(std::move(map), [&run](const MapChange& change) { show_change(run, change); });
    const bool prefix = run.action == Cmapctl::Action::track_prefix;
    for (const std::string& word : run.words)
        if (const cs_error_t error = watch.add(word, prefix); error != CS_OK)
            return run.tool.failed(
                fmt::format("Failed to add tracking function. Error {}\n", error_name(error)),
                error);
    if (!run.json) say("Type \"q\" to finish\n");
    const cs_error_t error = watch.run_until_quit();
    if (error == CS_OK) return EXIT_SUCCESS;
    return run.tool.failed(fmt::format("Dispatch error {}\n", error_name(error)), error);
}

int act(const Cmapctl& run, MapSession map) {
    using Action = Cmapctl::Action;
    switch (run.action) {
    case Action::get:
        return get(run, map);
    case Action::set:
        if (run.words.size() < 3) return refuse("At least 3 parameters are expected for set\n");
        return set(run, map, run.words[0], run.words[1], run.words[2]);
    case Action::remove:
        return for_each_word(run, [&](const std::string& key) { return remove(run, map, key); });
    case Action::remove_prefix:
        return for_each_word(
            run, [&](const std::string& prefix) { return remove_prefix(run, map, prefix); });
    case Action::track:
    case Action::track_prefix:
        return track(run, std::move(map));
    case Action::load:
        return load(run, map);
    case Action::clear:
        return set(run, map, "stats.clear." + run.cleared, "u32", "1");
    default:
        return print_prefixes(run, map);
    }
}

} // namespace

int cmapctl(int count, char** arguments) {
    Cmapctl run;
    run.json = take_json(count, arguments);
    if (const auto code = parse(run, count, arguments)) return *code;
    auto map = MapSession::open(run.map, MapSession::kTriesOfScripts);
    if (!map)
        return run.tool.failed(
            fmt::format("Failed to initialize the cmap API. Error {}\n", error_name(map.error())),
            map.error());
    const int code = act(run, std::move(*map));
    std::cout << std::flush;
    return code;
}

} // namespace baton::tool::compat
