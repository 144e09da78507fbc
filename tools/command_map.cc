// tools/command_map.cc - baton map: keys of the daemon's map read, set, deleted, listed, watched.
#include "cluster_commands.h"
#include "cluster_session.h"
#include "map_watch.h"

#include <fmt/format.h>
#include <set>

namespace baton::tool {

namespace {

using Keys = std::set<std::string>;

std::string line(const std::string& key, const MapValue& value) {
    return fmt::format("{} ({}) = {}\n", key, type_name(value.type), printable(value_text(value)));
}

Trouble refused(cs_error_t error, const std::string& doing, const std::string& key) {
    if (error == CS_ERR_ACCESS)
        return {Trouble::Kind::refused, fmt::format("the key {} is read-only", printable(key))};
    if (error == CS_ERR_NOT_EXIST)
        return {Trouble::Kind::refused, fmt::format("there is no key {}", printable(key))};
    return trouble_of(error, doing + " the key " + printable(key));
}

ExitCode show(const Context& context, const MapSession& map, const Keys& keys, bool must_exist) {
    Json all = {{"schema_version", 1}, {"keys", Json::array()}};
    for (const std::string& key : keys) {
        const auto value = map.get(key);
        if (!value && !must_exist) continue; // deleted meanwhile
        if (!value) return report(context, refused(value.error(), "read", key));
        Json entry = {{"key", key}};
        put_value(entry, *value);
        all["keys"].push_back(std::move(entry));
        if (!context.json) say(line(key, *value));
    }
    if (context.json) say(json_line(all));
    return ExitCode::good;
}

ExitCode list(const Context& context, const MapSession& map, std::vector<std::string> prefixes) {
    if (prefixes.empty()) prefixes.emplace_back();
    Keys keys;
    for (const std::string& prefix : prefixes) {
        const auto found = map.keys(prefix);
        if (!found) return report(context, trouble_of(found.error(), "list the keys"));
        keys.insert(found->begin(), found->end());
    }
    return show(context, map, keys, false);
}

ExitCode misused(const Context& context, const std::string& text) {
    return report(context, {Trouble::Kind::misused, text});
}

ExitCode set(const Context& context, const MapSession& map, const std::vector<std::string>& words) {
    const auto type = type_named(words[1]);
    if (!type || *type == CMAP_VALUETYPE_BINARY)
        return misused(context, "the type is one of i8 u8 i16 u16 i32 u32 i64 u64 flt dbl str");
    const auto value = strict_value(*type, words[2]);
    if (!value)
        return misused(context,
                       fmt::format("'{}' is {} {}", printable(words[2]),
                                   value.error() == NoValue::out_of_range ? "too large or too "
                                                                            "small for"
                                                                          : "no",
                                   words[1]));
    const cs_error_t error = map.set(words[0], *value);
    return error == CS_OK ? ExitCode::good : report(context, refused(error, "set", words[0]));
}

ExitCode remove(const Context& context, const MapSession& map, const Keys& keys) {
    for (const std::string& key : keys)
        if (const cs_error_t error = map.remove(key); error != CS_OK)
            return report(context, refused(error, "delete", key));
    return ExitCode::good;
}

void show_change(const Context& context, const MapChange& change) {
    if (context.json) {
        say(change_json(change));
        return;
    }
    if (change.event == CMAP_TRACK_DELETE)
        say(fmt::format("- {}", line(change.key, change.before)));
    else
        say(fmt::format("{} {}", change.event == CMAP_TRACK_ADD ? '+' : '=',
                        line(change.key, change.now)));
}

// Until "q" and a newline, the end of standard input, or a signal.
ExitCode watch(const Context& context, MapSession map, std::vector<std::string> prefixes) {
    if (prefixes.empty()) prefixes.emplace_back();
    MapWatch watch(std::move(map), [&](const MapChange& change) { show_change(context, change); });
    for (const std::string& prefix : prefixes)
        if (const cs_error_t error = watch.add(prefix, true); error != CS_OK)
            return report(context, refused(error, "watch", prefix));
    const cs_error_t error = watch.run_until_quit();
    return error == CS_OK ? ExitCode::good : report(context, trouble_of(error, "watch"));
}

} // namespace

ExitCode run_map(const Context& context, const MapOptions& options) {
    using Action = MapOptions::Action;
    auto map = open_map(context, options.statistics ? CMAP_MAP_STATS : CMAP_MAP_ICMAP);
    if (!map) return report(context, map.error());
    const Keys keys(options.words.begin(), options.words.end());
    switch (options.action) {
    case Action::get:
        return show(context, *map, keys, true);
    case Action::set:
        return set(context, *map, options.words);
    case Action::remove:
        return remove(context, *map, keys);
    case Action::watch:
        return watch(context, std::move(*map), options.words);
    case Action::list:
        break;
    }
    return list(context, *map, options.words);
}

} // namespace baton::tool
