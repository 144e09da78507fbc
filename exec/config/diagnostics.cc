// exec/config/diagnostics.cc - collecting what is wrong, and saying it on one line.
#include "config/diagnostics.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <tuple>
#include <utility>

namespace baton::config {
namespace {

// A file of rubbish has an error on each line: nobody reads more of them than this.
constexpr std::size_t kKeptMax = 1000;

} // namespace

std::string quoted(std::string_view text) {
    constexpr std::size_t kShown = 80;
    std::string result = "'";
    for (const char character : text.substr(0, kShown)) {
        const auto byte = static_cast<unsigned char>(character);
        if (byte >= 0x20 && byte != 0x7F) {
            result += character;
            continue;
        }
        std::array<char, 8> escape{};
        std::snprintf(escape.data(), escape.size(), "\\x%02x", static_cast<unsigned>(byte));
        result += escape.data();
    }
    return result + (text.size() > kShown ? "...'" : "'");
}

std::string Diagnostic::text() const {
    std::string line = place.file;
    if (place.line != 0) line += ':' + std::to_string(place.line);
    if (!line.empty()) line += ": ";
    line += severity == Severity::error ? "error: " : "warning: ";
    line += what;
    if (!instead.empty()) line += "; " + instead;
    return line;
}

void Diagnostics::error(Place place, std::string what, std::string instead, int exit_code) {
    if (errors_ == 0) exit_code_ = exit_code;
    ++errors_;
    keep({Severity::error, std::move(place), std::move(what), std::move(instead), exit_code});
}

void Diagnostics::warning(Place place, std::string what, std::string instead) {
    ++warnings_;
    keep({Severity::warning, std::move(place), std::move(what), std::move(instead), kExitGood});
}

void Diagnostics::keep(Diagnostic diagnostic) {
    if (all_.size() < kKeptMax) {
        all_.push_back(std::move(diagnostic));
        return;
    }
    if (diagnostic.severity != Severity::error) return;
    // An error must not get lost behind a thousand warnings.
    const auto spare = std::find_if(all_.rbegin(), all_.rend(), [](const Diagnostic& each) {
        return each.severity == Severity::warning;
    });
    if (spare != all_.rend()) *spare = std::move(diagnostic);
}

void Diagnostics::sort() {
    std::stable_sort(all_.begin(), all_.end(), [](const Diagnostic& a, const Diagnostic& b) {
        return std::tie(a.place.file, a.place.line) < std::tie(b.place.file, b.place.line);
    });
}

} // namespace baton::config
