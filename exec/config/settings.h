// exec/config/settings.h - every directive of the files under its full dotted name.
// This is the form in which the configuration database shows them (totem.interface.0.mcastport),
// and the form from which the typed Config is made.
#pragma once

#include "config/diagnostics.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace baton::config {

enum class ValueType : std::uint8_t { text, u8, u16, u32, u64, i32 };

struct Setting {
    ValueType type = ValueType::text; // the type under which the database stores it
    std::string text;                 // as written, blanks around it removed
    Place place;
    std::uint64_t number = 0; // for the unsigned types; an i32 as two's complement
};

class Settings {
public:
    // The later of two equal keys wins.
    void set(std::string key, Setting setting) { all_[std::move(key)] = std::move(setting); }
    [[nodiscard]] const Setting* find(std::string_view key) const {
        const auto found = all_.find(key);
        return found == all_.end() ? nullptr : &found->second;
    }

    // In the order of the names.
    [[nodiscard]] const std::map<std::string, Setting, std::less<>>& all() const { return all_; }

private:
    std::map<std::string, Setting, std::less<>> all_;
};

} // namespace baton::config
