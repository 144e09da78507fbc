// exec/config/value_checks.cc - numbers and words that are wrong are errors, as they always were;
// doubtful truth values are read as they are meant, with a warning.
#include "config/value_checks.h"

#include "config/value.h"

namespace baton::config {
namespace {

bool has_inline_comment(std::string_view value) {
    return value.find(" #") != std::string_view::npos ||
           value.find("\t#") != std::string_view::npos;
}

bool is_quoted(std::string_view value) {
    return value.size() >= 2 && value.front() == value.back() &&
           (value.front() == '"' || value.front() == '\'');
}

std::string name_and(const Directive& directive, const Setting& setting) {
    return std::string(directive.name) + ": " + quoted(setting.text);
}

bool check_number(const Directive& directive, Setting& setting, Diagnostics& diagnostics) {
    const NumberReading number = read_number(directive.kind, setting.text);
    setting.number = number.value;
    if (number.fault == NumberFault::none) return true;
    const bool malformed = number.fault == NumberFault::malformed;
    const std::string advice =
        "write a number in " + range_text(directive.kind) + ", without a unit";
    diagnostics.error(setting.place,
                      name_and(directive, setting) +
                          (malformed ? " is not a number" : " is out of range"),
                      advice_for(setting.text, advice));
    return false;
}

bool check_word(const Directive& directive, const Setting& setting, Diagnostics& diagnostics) {
    if (is_one_of(directive.words, setting.text)) return true;
    std::string words(directive.words);
    for (std::size_t at = 0; (at = words.find(' ', at)) != std::string::npos; at += 2)
        words.replace(at, 1, ", ");
    diagnostics.error(setting.place, name_and(directive, setting) + " is not known",
                      advice_for(setting.text, "write one of " + words));
    return false;
}

} // namespace

bool check_value(const Directive& directive, Setting& setting, Diagnostics& diagnostics) {
    setting.type = stored_type(directive.kind);
    if (is_number(directive.kind)) return check_number(directive, setting, diagnostics);
    if (directive.kind == Kind::word) return check_word(directive, setting, diagnostics);
    const bool logging = directive.section.starts_with("logging"); // checked in its own turn
    if (!is_truth(directive.kind) || logging) return true;
    setting.number = effective_truth(directive.kind, setting.text) ? 1 : 0;
    return check_truth(directive, setting, diagnostics);
}

void warn_of_habits(std::string_view value, const Place& place, Diagnostics& diagnostics) {
    if (has_inline_comment(value))
        diagnostics.warning(place,
                            "'#' behind a value does not start a comment: it is part of the value",
                            "put the comment on a line of its own");
    if (is_quoted(value))
        diagnostics.warning(place, "the quotes are part of the value", "write it without quotes");
}

bool effective_truth(Kind kind, std::string_view text) {
    return read_truth(kind, text).value_or(corosync_truth(kind, text) == CorosyncTruth::yes);
}

bool check_truth(const Directive& directive, const Setting& setting, Diagnostics& diagnostics,
                 int exit_code) {
    const auto meant = read_truth(directive.kind, setting.text);
    const CorosyncTruth corosync = corosync_truth(directive.kind, setting.text);
    const std::string value = std::string(directive.name) + ": " + quoted(setting.text);
    const std::string write = "write " + std::string(truth_spellings(directive.kind));
    const std::string_view taken = corosync == CorosyncTruth::yes ? "yes" : "no";
    const bool good = meant || corosync != CorosyncTruth::refused;
    if (!good)
        diagnostics.error(setting.place, value + " is not a truth value",
                          advice_for(setting.text, write), exit_code);
    else if (!meant)
        diagnostics.warning(setting.place,
                            value + " is not a truth value and counts as " + std::string(taken),
                            write);
    else if (corosync == CorosyncTruth::refused)
        diagnostics.warning(setting.place, value + " is refused by Corosync", write);
    else if (*meant != (corosync == CorosyncTruth::yes))
        diagnostics.warning(setting.place, value + " is read by Corosync as " + std::string(taken),
                            write);
    return good;
}

std::string advice_for(std::string_view value, std::string advice) {
    if (has_inline_comment(value)) return "put the comment on a line of its own";
    if (is_quoted(value)) return "write it without quotes";
    return advice;
}

} // namespace baton::config
