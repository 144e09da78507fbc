// exec/config/lookup.h - typed access to the settings while the Config is made from them.
#pragma once

#include "config/reader.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace baton::config {

enum class Zero : std::uint8_t { counts, means_default };

class Lookup {
public:
    Lookup(std::string file, const Reading& reading) : file_(std::move(file)), reading_(reading) {}

    [[nodiscard]] const Reading& reading() const { return reading_; }
    [[nodiscard]] const Setting* find(std::string_view key) const {
        return reading_.settings.find(key);
    }
    [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }

    // What was refused while reading is not among the settings: then the default holds.
    [[nodiscard]] std::string text(std::string_view key, std::string_view otherwise = {}) const;
    [[nodiscard]] std::uint32_t number(std::string_view key, std::uint32_t otherwise,
                                       Zero zero = Zero::means_default) const;
    [[nodiscard]] std::uint64_t wide_number(std::string_view key) const;
    [[nodiscard]] std::int32_t signed_number(std::string_view key) const;
    // `directive`: its name in the table, if that is not the key: "totem.interface.broadcast".
    [[nodiscard]] bool truth(std::string_view key, bool otherwise,
                             std::string_view directive = {}) const;

    // Where the key stands; or its section (first of its name); or just the file.
    [[nodiscard]] Place place(std::string_view key) const;

private:
    std::string file_;
    const Reading& reading_;
};

} // namespace baton::config
