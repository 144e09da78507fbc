// test/sim/configuring.cc - see configuring.h.
#include "sim/configuring.h"

#include <fmt/format.h>

namespace baton::sim {

namespace {

constexpr std::uint32_t kVersions = 6;
constexpr std::uint32_t kKeys = 4; // besides none

class Draw {
public:
    Draw(Dice& dice, const Tuning& tuning) : dice_(dice), tuning_(tuning) {}

    Beside configuring() {
        // In a file 0 stands for the default of these: a reload would change them.
        if (tuning_.miss_count == 0 || tuning_.unchanged == 0 || !dice_.percent(30)) return {};
        rule("version {}", version());
        rule("reading {}us", dice_.among(100, 100'000));
        if (dice_.percent(30)) draw_differences();
        draw_things();
        if (dice_.percent(30)) draw_keys();
        return std::move(beside_);
    }

private:
    template <class... Parts>
    void rule(fmt::format_string<Parts...> format, Parts&&... parts) {
        beside_.rules.push_back(fmt::format(format, std::forward<Parts>(parts)...));
    }
    template <class... Parts>
    void thing(fmt::format_string<Parts...> format, Parts&&... parts) {
        beside_.things.push_back(fmt::format(format, std::forward<Parts>(parts)...));
    }
    std::uint32_t version() { return dice_.among(1, kVersions); }
    std::uint32_t anybody() { return dice_.among(1, tuning_.nodes); }

    // Somebody forgot to copy the file, or has none with a version.
    void draw_differences() {
        for (std::uint32_t left = dice_.among(1, tuning_.nodes); left > 0; --left) {
            const std::uint32_t some = dice_.among(0, kVersions);
            rule("edit {} {}", some, anybody());
        }
    }
    void draw_things() {
        const bool differ = dice_.percent(25);
        std::string all;
        for (std::uint32_t id = 1; id <= tuning_.nodes; ++id) all += fmt::format(" {}", id);
        for (std::uint32_t left = dice_.among(1, 4); left > 0; --left) {
            thing("edit {}{}", version(), all);
            for (std::uint32_t asked = dice_.among(1, 3); asked > 0; --asked)
                thing("reload {}", anybody());
            if (dice_.percent(25)) thing("spoil {}", anybody());
            if (!differ) continue;
            const std::uint32_t one = version();
            thing("edit {} {}", one, anybody());
        }
        beside_.percent = dice_.among(10, 60);
    }

    // Mostly all files have the same one. What differs is cut off when the others have changed.
    void draw_keys() {
        std::string all;
        for (std::uint32_t id = 1; id <= tuning_.nodes; ++id) all += fmt::format(" {}", id);
        for (std::uint32_t left = dice_.among(1, 3); left > 0; --left) {
            thing("key {}{}", dice_.among(0, kKeys), all);
            thing("reload {}", anybody());
        }
        if (!dice_.percent(25)) return;
        const std::uint32_t one = dice_.among(0, kKeys);
        thing("key {} {}", one, anybody());
    }

    Dice& dice_;
    const Tuning& tuning_;
    Beside beside_;
};

} // namespace

Beside draw_configuring(Dice& dice, const Tuning& tuning) {
    return Draw(dice, tuning).configuring();
}

} // namespace baton::sim
