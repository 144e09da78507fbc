// tools/text.h - text for a terminal and for JSON out of bytes that others wrote; columns; spans of
// time and points in time as people read them.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace baton::tool {

using Json = nlohmann::ordered_json;

// Valid UTF-8 and tabs stay; control characters and other bytes become \xNN. What a member of a
// group or a configuration says must not be able to drive the terminal.
std::string printable(std::string_view bytes);

// Sets object[key] to the text. JSON holds UTF-8 only: of other bytes the text is as printable()
// shows it, and object[key + "_hex"] has them all.
void put_bytes(Json& object, const std::string& key, std::string_view bytes);

// One line, ending in a newline.
std::string json_line(const Json& json);

enum class Align { left, right };

// Rows of cells -> lines with aligned columns, two blanks between them, `indent` blanks before.
class Table {
public:
    explicit Table(std::vector<Align> columns, std::size_t indent = 0)
        : columns_(std::move(columns)), indent_(indent) {}
    void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    [[nodiscard]] std::string text() const;

private:
    std::vector<Align> columns_;
    std::size_t indent_;
    std::vector<std::vector<std::string>> rows_;
};

std::string microseconds_text(double microseconds); // "812 us", "1.25 ms", "2.2 s"
std::string span_text(double seconds);              // "42 s", "6 min", "3 h 20 min", "12 d 4 h"
std::string time_text(double unix_seconds);         // local time: "2024-02-29 23:59:59"

} // namespace baton::tool
