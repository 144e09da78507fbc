// test/unit/services/reload/keys.h - configurations in few words: keys of a map, and what a node
// has read.
#pragma once

#include "services/cmap/map.h"
#include "services/outside.h"
#include "services/reload/messages.h"

#include <string>
#include <string_view>
#include <vector>

namespace baton::reload::testing {

inline std::pair<std::string, cmap::Value> text(std::string key, std::string_view value) {
    return {std::move(key), cmap::Value::of(value)};
}
inline std::pair<std::string, cmap::Value> number(std::string key, std::uint32_t value) {
    return {std::move(key), cmap::Value::of(value)};
}

// Three nodes a, b, c with ids 1 to 3, and a version.
inline Keys some_keys(std::uint64_t version = 1) {
    Keys keys{text("totem.cluster_name", "test"),
              text("totem.transport", "udpu"),
              {"totem.config_version", cmap::Value::of(version)}};
    const std::string_view names[] = {"a", "b", "c"};
    for (std::uint32_t i = 0; i < 3; ++i) {
        const std::string node = "nodelist.node." + std::to_string(i) + '.';
        keys.push_back(number(node + "nodeid", i + 1));
        keys.push_back(text(node + "name", names[i]));
        keys.push_back(text(node + "ring0_addr", "10.0.0." + std::to_string(i + 1)));
    }
    return keys;
}

inline void fill(cmap::Map& map, const Keys& keys) {
    for (const auto& [key, value] : keys) map.set(key, value);
}
// The same keys, but this one.
inline Keys with(Keys keys, std::pair<std::string, cmap::Value> changed) {
    for (auto& [key, value] : keys)
        if (key == changed.first) {
            value = changed.second;
            return keys;
        }
    keys.push_back(std::move(changed));
    return keys;
}
inline Keys without(Keys keys, std::string_view prefix) {
    std::erase_if(keys, [&](const auto& each) { return each.first.starts_with(prefix); });
    return keys;
}

inline ConfigurationRead good_file(Keys keys, std::uint64_t version = 2) {
    auto config = std::make_shared<config::Config>();
    config->totem.config_version = version;
    return {std::move(config), std::move(keys), {}, 0xF00D};
}
inline ConfigurationRead bad_file(std::string why) {
    return {nullptr, {}, {std::move(why)}, 0xBAD};
}

// What cannot be used, if anything.
class SomeNetwork final : public Outside {
public:
    [[nodiscard]] std::vector<std::string> refusals(const config::Config&) const override {
        return refused;
    }
    std::vector<std::string> refused;
};

} // namespace baton::reload::testing
