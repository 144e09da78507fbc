// test/unit/config/support.h - a configuration text, what was made of it, and questions about that.
#pragma once

#include "config/nodelist_checks.h"
#include "config/parse.h"
#include "config/resolution.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

namespace baton::config::test {

struct Parsed {
    Config config;
    Diagnostics diagnostics;

    [[nodiscard]] std::size_t errors() const { return diagnostics.errors(); }
    [[nodiscard]] std::size_t warnings() const { return diagnostics.warnings(); }

    [[nodiscard]] bool has(Severity severity, std::size_t line, std::string_view part) const {
        return std::ranges::any_of(diagnostics.all(), [&](const Diagnostic& each) {
            return each.severity == severity && each.place.line == line &&
                   each.text().find(part) != std::string::npos;
        });
    }
    [[nodiscard]] bool error(std::size_t line, std::string_view part) const {
        return has(Severity::error, line, part);
    }
    [[nodiscard]] bool warning(std::size_t line, std::string_view part) const {
        return has(Severity::warning, line, part);
    }
    [[nodiscard]] std::string setting(std::string_view key) const {
        const Setting* found = config.settings.find(key);
        return found == nullptr ? "(none)" : found->text;
    }
};

inline Parsed parse(const std::string& text) {
    Parsed parsed;
    parsed.config = parse_configuration({"main.conf", text}, {}, parsed.diagnostics);
    return parsed;
}

// Lines 1 to 4 and 5 to 10 of a good file for one node.
inline std::string good_totem(std::string_view more = "") {
    return "totem {\nversion: 2\ntransport: udpu\n" + std::string(more) + "}\n";
}
inline std::string node(std::string_view lines) {
    return "nodelist {\nnode {\n" + std::string(lines) + "}\n}\n";
}
inline std::string good_node() { return node("ring0_addr: 10.0.0.1\nnodeid: 1\n"); }
// `line` stands in line 4 of a file that is good without it.
inline Parsed parse_totem_line(std::string_view line) {
    return parse(good_totem(std::string(line) + "\n") + good_node());
}
// The text starts in line 11.
inline Parsed parse_behind(const std::string& text) {
    return parse(good_totem() + good_node() + text);
}

inline Parsed parse_nodes(std::string_view totem, std::initializer_list<std::string_view> nodes) {
    std::string text = "totem {\nversion: 2\n" + std::string(totem) + "}\n";
    for (const std::string_view each : nodes) text += node(each);
    return parse(text);
}

inline void resolve_with(Parsed& parsed, const Resolution& resolution) {
    resolve(parsed.config, resolution, parsed.diagnostics);
}

} // namespace baton::config::test
