// exec/config/directives.h - every name that may stand in a configuration file, and what it takes.
#pragma once

#include "config/settings.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace baton::config {

// What a value must look like. The truth kinds differ in the spellings that Corosync knows.
enum class Kind : std::uint8_t {
    text,
    u8,
    u16,
    u32,
    u64,
    i32,
    word,              // one of `words`
    truth_number,      // 1, 0; another number is true, a word is refused
    truth_default_yes, // yes, no; anything else is the default: yes
    truth_default_no,  // the same with the default no
    truth_on,          // on; anything else is false
    truth_yes,         // yes; anything else is false
    truth_yes_no,      // yes, no; anything else is refused
    truth_target,      // yes, on, no, off; anything else is refused (logging)
    truth_on_off,      // on, off; anything else is refused (logging)
};

enum class Status : std::uint8_t { used, no_effect, obsolete };

struct Directive {
    std::string_view section;
    std::string_view name; // a trailing '*' stands for any ending
    Kind kind = Kind::text;
    std::string_view words = {};  // of Kind::word, separated by blanks
    std::string_view advice = {}; // for what has no effect: what to write instead
    Status status = Status::used;
};

struct KnownSection {
    std::string_view path;
    Status status = Status::used;
    std::string_view advice = {};
};

const Directive* find_directive(std::string_view section, std::string_view name);
const KnownSection* find_section(std::string_view path);

// For suggestions.
std::vector<std::string_view> names_in_section(std::string_view section);
std::vector<std::string_view> sections_with(std::string_view name);
std::vector<std::string_view> section_paths();

constexpr bool is_truth(Kind kind) { return kind >= Kind::truth_number; }
constexpr bool is_number(Kind kind) { return kind >= Kind::u8 && kind <= Kind::i32; }
ValueType stored_type(Kind kind);

} // namespace baton::config
