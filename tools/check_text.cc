// tools/check_text.cc - see check_text.h.
#include "check_text.h"

#include "text.h"

#include <fmt/format.h>

namespace baton::tool {

namespace {

std::string counted(std::size_t count, const char* noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

} // namespace

std::string check_text(const std::string& file, const config::Diagnostics& diagnostics) {
    std::string text;
    for (const config::Diagnostic& each : diagnostics.all()) text += printable(each.text()) + "\n";
    const std::string warnings = counted(diagnostics.warnings(), "warning");
    if (diagnostics.good())
        return text + fmt::format("{}: good{}\n", printable(file),
                                  diagnostics.warnings() == 0 ? "" : ", " + warnings);
    return text + fmt::format("{}: not usable: {}, {}\n", printable(file),
                              counted(diagnostics.errors(), "error"), warnings);
}

std::string check_json(const std::string& file, const config::Diagnostics& diagnostics) {
    Json all = Json::array();
    for (const config::Diagnostic& each : diagnostics.all()) {
        Json one = {{"severity", each.severity == config::Severity::error ? "error" : "warning"}};
        put_bytes(one, "file", each.place.file);
        one["line"] = each.place.line;
        put_bytes(one, "what", each.what);
        put_bytes(one, "instead", each.instead);
        all.push_back(std::move(one));
    }
    Json result = {{"schema_version", 1}};
    put_bytes(result, "file", file);
    result["good"] = diagnostics.good();
    result["errors"] = diagnostics.errors();
    result["warnings"] = diagnostics.warnings();
    result["exit_code"] = diagnostics.exit_code();
    result["diagnostics"] = std::move(all);
    return json_line(result);
}

} // namespace baton::tool
