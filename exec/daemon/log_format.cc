// exec/daemon/log_format.cc - timestamps, levels, parts.
#include "daemon/log_format.h"

#include <array>
#include <ctime>
#include <fmt/format.h>

namespace baton {

std::string_view name_of(LogPart part) {
    switch (part) {
    case LogPart::main:
        return "MAIN";
    case LogPart::totem:
        return "TOTEM";
    case LogPart::knet:
        return "KNET";
    case LogPart::sync:
        return "SYNC";
    case LogPart::cpg:
        return "CPG";
    case LogPart::ipc:
        return "QB";
    case LogPart::cmap:
        return "CMAP";
    case LogPart::cfg:
        return "CFG";
    case LogPart::quorum:
        return "QUORUM";
    case LogPart::votequorum:
        return "VOTEQ";
    case LogPart::mon:
        return "MON";
    case LogPart::wd:
        return "WD";
    }
    return "MAIN";
}

std::string_view name_of(LogLevel level) {
    switch (level) {
    case LogLevel::error:
        return "error";
    case LogLevel::warning:
        return "warning";
    case LogLevel::notice:
        return "notice";
    case LogLevel::info:
        return "info";
    case LogLevel::debug:
        return "debug";
    case LogLevel::trace:
        return "trace";
    }
    return "info";
}

config::Priority priority_of(LogLevel level) {
    switch (level) {
    case LogLevel::error:
        return config::Priority::error;
    case LogLevel::warning:
        return config::Priority::warning;
    case LogLevel::notice:
        return config::Priority::notice;
    case LogLevel::info:
        return config::Priority::info;
    case LogLevel::debug:
    case LogLevel::trace:
        break;
    }
    return config::Priority::debug;
}

bool passes(LogLevel level, config::Priority lowest, config::DebugMode debug) {
    if (level == LogLevel::trace) return debug == config::DebugMode::trace;
    if (level == LogLevel::debug && debug != config::DebugMode::off) return true;
    return priority_of(level) <= lowest;
}

std::string timestamp(WallTime when, config::Timestamp form) {
    if (form == config::Timestamp::off) return {};
    const std::time_t seconds = std::chrono::system_clock::to_time_t(when);
    std::tm parts{};
    localtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%b %d %H:%M:%S", &parts);
    std::string result(text.data(), size);
    if (form == config::Timestamp::milliseconds) {
        const auto since = when - std::chrono::system_clock::from_time_t(seconds);
        result += fmt::format(".{:03}",
                              std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
    }
    return result + ' ';
}

std::string printable(std::string text) {
    for (char& letter : text)
        if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F) letter = '?';
    return text;
}

std::string format_for_stderr(const LogLine& line, WallTime when, config::Timestamp form) {
    return fmt::format("{}{:<7} [{:<6}] {}\n", timestamp(when, form), name_of(line.level),
                       name_of(line.part), printable(line.text));
}

std::string format_for_file(const LogLine& line, WallTime when, config::Timestamp form, int pid,
                            std::string_view host) {
    return fmt::format("{}[{}] {} {} {:<7} [{:<6}] {}\n", timestamp(when, form), pid, host,
                       kLogIdentity, name_of(line.level), name_of(line.part), printable(line.text));
}

std::string format_for_syslog(const LogLine& line, WallTime when, int facility, int pid) {
    return fmt::format("<{}>{}{}[{}]:   [{:<6}] {}",
                       facility | static_cast<int>(priority_of(line.level)),
                       timestamp(when, config::Timestamp::seconds), kLogIdentity, pid,
                       name_of(line.part), printable(line.text));
}

} // namespace baton
