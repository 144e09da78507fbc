// exec/config/reader.cc - walks the sections of a file in their order. What is unknown is kept and
// warned of, never refused: other programs keep their own notes in this file.
#include "config/reader.h"

#include "config/nearest.h"
#include "config/value.h"
#include "config/value_checks.h"

#include <algorithm>
#include <optional>

namespace baton::config {
namespace {

constexpr std::size_t kNameMin = 3;

// How the entries of one section are to be taken.
struct Scope {
    std::string prefix;     // of the full names; without a dot at its end
    std::string_view table; // the section of the directive table
    bool known = false;     // names are checked
    bool keep = true;       // settings are stored
};

const Entry* last_entry(const Section& section, std::string_view key) {
    const auto found = std::find_if(section.entries.rbegin(), section.entries.rend(),
                                    [&](const Entry& each) { return each.key == key; });
    return found == section.entries.rend() ? nullptr : &*found;
}

bool fit_for_a_name(std::string_view name) {
    return std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-' || c == '/' || c == ':';
    });
}

// ring0_addr to ring7_addr are known; a ring8_addr is a link too many, not a note of somebody's.
bool is_ring_address(std::string_view key) {
    constexpr std::string_view kHead = "ring";
    constexpr std::string_view kTail = "_addr";
    if (!key.starts_with(kHead) || !key.ends_with(kTail)) return false;
    if (key.size() <= kHead.size() + kTail.size()) return false;
    const auto number = key.substr(kHead.size(), key.size() - kHead.size() - kTail.size());
    return std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
}

class Reader {
public:
    Reader(const SyntaxTree& tree, Reading& reading, Diagnostics& diagnostics)
        : tree_(tree), reading_(reading), diagnostics_(diagnostics) {}

    void read(bool access_file) {
        for (std::size_t i = 0; i < tree_.sections.size(); ++i) {
            const Section& section = tree_.sections[i];
            if (i != 0) note_section(section);
            if (section.path == "uidgid")
                read_access(section);
            else if (!access_file)
                read_section(section);
            else if (i != 0 || !section.entries.empty())
                diagnostics_.error(at(i == 0 ? section.entries.front().line : section.line),
                                   "only uidgid sections may stand in this file",
                                   "move it to the main file");
        }
    }

private:
    [[nodiscard]] Place at(std::size_t line) const { return {tree_.file, line}; }

    void note_section(const Section& section) {
        reading_.sections.try_emplace(section.path, at(section.line));
        const KnownSection* known = find_section(section.path);
        if (known == nullptr) return warn_of_unknown(section);
        if (known->status == Status::used) return;
        diagnostics_.warning(at(section.line),
                             "section " + quoted(section.path) + " is obsolete and has no effect",
                             std::string(known->advice));
    }

    void warn_of_unknown(const Section& section) {
        const Section& parent = tree_.sections[section.parent];
        const bool inside_unknown =
            section.parent != 0 && (find_section(parent.path) == nullptr ||
                                    find_section(parent.path)->status != Status::used);
        if (inside_unknown) return; // the outer one has been named
        std::string advice;
        const auto known = section_paths();
        const auto owner = std::ranges::find_if(
            known, [&](std::string_view path) { return path.ends_with('.' + section.path); });
        const std::string_view similar = nearest(section.path, known);
        if (owner != known.end())
            advice = "it belongs inside section " +
                     quoted(owner->substr(0, owner->size() - section.path.size() - 1));
        else if (!similar.empty())
            advice = "did you mean " + quoted(similar) + "?";
        diagnostics_.warning(at(section.line),
                             "unknown section " + quoted(section.path) + " has no effect", advice);
    }

    void read_section(const Section& section) {
        const Scope scope = scope_of(section);
        for (const Entry& entry : section.entries) read_entry(section, scope, entry);
    }

    Scope scope_of(const Section& section) {
        if (section.path == "nodelist.node") return node_scope(section);
        if (section.path == "totem.interface") return interface_scope(section);
        if (section.path == "totem.interface.member") return member_scope(section);
        if (section.path == "logging.logger_subsys") return subsystem_scope(section);
        if (section.path == "logging.logging_daemon") return daemon_scope(section);
        const KnownSection* known = find_section(section.path);
        const bool check = &section == &tree_.sections.front() ||
                           (known != nullptr && known->status == Status::used);
        return {section.path, section.path, check, true};
    }

    Scope node_scope(const Section& section) {
        reading_.nodes.push_back(at(section.line));
        return {"nodelist.node." + std::to_string(reading_.nodes.size() - 1), section.path, true,
                true};
    }

    Scope interface_scope(const Section& section) {
        const auto link = link_of(section);
        if (link) reading_.links.try_emplace(*link, at(section.line));
        return {"totem.interface." + std::to_string(link.value_or(0)), section.path, true,
                link.has_value()};
    }

    // Complained of where the entry itself is read.
    static std::optional<std::uint8_t> link_of(const Section& section) {
        const Entry* entry = last_entry(section, "linknumber");
        if (entry == nullptr) return std::uint8_t{0};
        const NumberReading number = read_number(Kind::u8, entry->value);
        if (number.fault != NumberFault::none || number.value >= kLinksMax) return std::nullopt;
        return static_cast<std::uint8_t>(number.value);
    }

    Scope member_scope(const Section& section) {
        const Section& parent = tree_.sections[section.parent];
        const auto link = parent.path == "totem.interface" ? link_of(parent) : std::uint8_t{0};
        return {"totem.interface." + std::to_string(link.value_or(0)) + ".member", section.path,
                true, link.has_value()};
    }

    Scope subsystem_scope(const Section& section) {
        const Entry* name = last_entry(section, "subsys");
        if (name == nullptr || name->value.empty()) {
            report_nameless(section, name == nullptr);
            return {"logging.logger_subsys", section.path, true, false};
        }
        note_subsystem(name->value);
        return {"logging.logger_subsys." + name->value, section.path, true, true};
    }

    // An empty name has always been let through.
    void report_nameless(const Section& section, bool missing) {
        const std::string what = "a logger_subsys section without a name";
        const std::string instead = "write 'subsys: NAME' in it";
        if (missing)
            diagnostics_.error(at(section.end_line), what, instead);
        else
            diagnostics_.warning(at(section.end_line), what + " has no effect", instead);
    }

    void note_subsystem(const std::string& name) {
        auto& all = reading_.subsystems;
        if (std::ranges::find(all, name) == all.end()) all.push_back(name);
    }

    Scope daemon_scope(const Section& section) {
        const Entry* name = last_entry(section, "name");
        const Entry* subsystem = last_entry(section, "subsys");
        if (name == nullptr) {
            diagnostics_.error(at(section.end_line), "a logging_daemon section without a name",
                               "write 'name: NAME' in it");
            return {"logging.logging_daemon", section.path, true, false};
        }
        if (name->value != "corosync") {
            std::string prefix = "logging.logging_daemon." + name->value;
            if (subsystem != nullptr) prefix += '.' + subsystem->value;
            return {prefix, section.path, true, true};
        }
        if (subsystem == nullptr) return {"logging", "logging", true, true};
        note_subsystem(subsystem->value);
        return {"logging.logger_subsys." + subsystem->value, "logging.logger_subsys", true, true};
    }

    void read_entry(const Section& section, const Scope& scope, const Entry& entry) {
        std::string name = scope.prefix + (scope.prefix.empty() ? "" : ".") + entry.key;
        if (!check_name(name, entry)) return;
        Setting setting{.text = entry.value, .place = at(entry.line)};
        const bool selects = section.path == "logging.logging_daemon" && entry.key == "name";
        const Directive* directive =
            scope.known && !selects ? find_directive(scope.table, entry.key) : nullptr;
        if (directive != nullptr) {
            if (!check_value(*directive, setting, diagnostics_)) return;
            warn_of_status(*directive, entry);
        } else if (scope.known && !selects) {
            if (!report_unknown(section, scope, entry)) return;
        }
        if (scope.known) warn_of_habits(entry.value, at(entry.line), diagnostics_);
        if (entry.key == "linknumber" && section.path == "totem.interface")
            return check_link(setting);
        if (section.path == "totem.interface.member")
            name = scope.prefix + '.' + std::to_string(members_[scope.prefix]++);
        else if (scope.known)
            warn_of_repetition(name, entry);
        if (scope.keep) reading_.settings.set(std::move(name), std::move(setting));
    }

    bool check_name(std::string_view name, const Entry& entry) {
        if (name.size() >= kNameMin && name.size() <= kNameMax && fit_for_a_name(name)) return true;
        std::string advice = "a full name has 3 to 255 of the characters a-z A-Z 0-9 . _ - / :";
        if (name.size() >= kNameMin && name.size() <= kNameMax &&
            entry.key.find(' ') != std::string::npos)
            advice = "write 'KEY: VALUE' with the colon directly behind the key";
        diagnostics_.error(at(entry.line), quoted(name) + " cannot be a name", advice);
        return false;
    }

    void check_link(const Setting& setting) {
        if (setting.number < kLinksMax) return;
        diagnostics_.error(setting.place, "linknumber: there is no link " + quoted(setting.text),
                           "write a number in 0..7");
    }

    void warn_of_status(const Directive& directive, const Entry& entry) {
        if (directive.status == Status::used) return;
        const bool taken = entry.key == "to_file" || entry.key == "syslog_level";
        const std::string_view effect = directive.status == Status::no_effect ? " has no effect"
                                        : taken                               ? " is an old name"
                                                : " is obsolete and has no effect";
        diagnostics_.warning(at(entry.line), quoted(entry.key) + std::string(effect),
                             std::string(directive.advice));
    }

    // False if the section takes no other keys.
    bool report_unknown(const Section& section, const Scope& scope, const Entry& entry) {
        const bool closed = section.path == "totem.interface.member" ||
                            (section.path == "nodelist.node" && is_ring_address(entry.key));
        const std::string what =
            "unknown key " + quoted(entry.key) +
            (scope.table.empty() ? " outside every section" : " in section " + quoted(scope.table));
        if (closed)
            diagnostics_.error(at(entry.line), what, suggestion(scope.table, entry.key));
        else
            diagnostics_.warning(at(entry.line), what + " has no effect",
                                 suggestion(scope.table, entry.key));
        return !closed;
    }

    static std::string suggestion(std::string_view section, std::string_view key) {
        const auto elsewhere = sections_with(key);
        if (!elsewhere.empty()) return "it belongs in section " + quoted(elsewhere.back());
        const std::string_view similar = nearest(key, names_in_section(section));
        if (!similar.empty()) return "did you mean " + quoted(similar) + "?";
        return {};
    }

    void warn_of_repetition(std::string_view name, const Entry& entry) {
        const Setting* first = reading_.settings.find(name);
        if (first == nullptr || first->place.file != tree_.file) return;
        diagnostics_.warning(at(entry.line),
                             quoted(name) + " is given twice, first in line " +
                                 std::to_string(first->place.line) + "; the last one counts",
                             "remove one of them");
    }

    void read_access(const Section& section) {
        for (const Entry& entry : section.entries) {
            if (entry.key != "uid" && entry.key != "gid") {
                diagnostics_.error(at(entry.line),
                                   "unknown key " + quoted(entry.key) + " in section 'uidgid'",
                                   "only uid and gid may stand there");
                continue;
            }
            warn_of_habits(entry.value, at(entry.line), diagnostics_);
            add_access(entry);
        }
    }

    void add_access(const Entry& entry) {
        AccessEntry access;
        access.is_group = entry.key == "gid";
        access.text = entry.value;
        access.place = at(entry.line);
        const NumberReading number = read_number(Kind::u32, entry.value);
        if (entry.value.empty() || number.fault == NumberFault::out_of_range)
            diagnostics_.error(access.place,
                               entry.key + ": " + quoted(entry.value) +
                                   " is neither a name nor a number of this system",
                               "write a user or group name, or its number");
        else if (number.fault == NumberFault::none)
            access.id = static_cast<std::uint32_t>(number.value);
        reading_.access.push_back(std::move(access));
    }

    const SyntaxTree& tree_;
    Reading& reading_;
    Diagnostics& diagnostics_;
    std::map<std::string, std::size_t> members_; // entries so far, by prefix
};

} // namespace

void read_main_file(const SyntaxTree& tree, Reading& reading, Diagnostics& diagnostics) {
    Reader(tree, reading, diagnostics).read(false);
}

void read_access_file(const SyntaxTree& tree, Reading& reading, Diagnostics& diagnostics) {
    Reader(tree, reading, diagnostics).read(true);
}

} // namespace baton::config
