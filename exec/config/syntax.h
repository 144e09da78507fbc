// exec/config/syntax.h - configuration text -> sections with keys and values, each with its line.
// Knows the form of a file, not what any name means.
#pragma once

#include "config/diagnostics.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace baton::config {

constexpr std::size_t kNameMax = 255; // of a full dotted name

struct Entry {
    std::string key;
    std::string value;
    std::size_t line = 0;
};

struct Section {
    std::string path; // dotted: "totem.interface"; of the file itself: empty
    std::size_t parent = 0;
    std::size_t line = 0;
    std::size_t end_line = 0; // of the closing brace
    std::vector<Entry> entries;
};

// Sections in the order in which they open; the first stands for the file itself. They lie flat,
// so that a file of nothing but opening braces costs no stack.
struct SyntaxTree {
    std::string file;
    std::vector<Section> sections;
};

// Without the blanks at either end, which may be no-break spaces as web pages have them.
std::string_view trimmed(std::string_view text);

// Reads on behind an error, so that all of them are found.
SyntaxTree parse_syntax(std::string file, std::string_view text, Diagnostics& diagnostics);

} // namespace baton::config
