// exec/config/lookup.cc - typed access to the settings.
#include "config/lookup.h"

#include "config/directives.h"
#include "config/value_checks.h"

namespace baton::config {

std::string Lookup::text(std::string_view key, std::string_view otherwise) const {
    const Setting* found = find(key);
    return found == nullptr ? std::string(otherwise) : found->text;
}

std::uint32_t Lookup::number(std::string_view key, std::uint32_t otherwise, Zero zero) const {
    const Setting* found = find(key);
    if (found == nullptr || found->type == ValueType::text) return otherwise;
    if (found->number == 0 && zero == Zero::means_default) return otherwise;
    return static_cast<std::uint32_t>(found->number);
}

std::uint64_t Lookup::wide_number(std::string_view key) const {
    const Setting* found = find(key);
    return found == nullptr || found->type == ValueType::text ? 0 : found->number;
}

std::int32_t Lookup::signed_number(std::string_view key) const {
    return static_cast<std::int32_t>(static_cast<std::int64_t>(wide_number(key)));
}

bool Lookup::truth(std::string_view key, bool otherwise, std::string_view directive) const {
    const Setting* found = find(key);
    if (found == nullptr) return otherwise;
    const std::string_view path = directive.empty() ? key : directive;
    const std::size_t dot = path.rfind('.');
    const Directive* row = find_directive(path.substr(0, dot), path.substr(dot + 1));
    return row == nullptr ? otherwise : effective_truth(row->kind, found->text);
}

Place Lookup::place(std::string_view key) const {
    if (const Setting* found = find(key)) return found->place;
    const std::string section(key.substr(0, key.rfind('.')));
    const auto opened = reading_.sections.find(section);
    return opened == reading_.sections.end() ? Place{file_, 0} : opened->second;
}

} // namespace baton::config
