// exec/daemon/machine.cc - /proc/meminfo, getloadavg, reboot.
#include "daemon/machine.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <sys/reboot.h>

namespace baton {

namespace {

// Of a line "Name:   123 kB": 123.
std::optional<std::uint64_t> field(std::string_view text, std::string_view name) {
    for (std::size_t begin = 0; begin < text.size();) {
        const std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
        begin += line.size() + 1;
        if (!line.starts_with(name) || line.substr(name.size(), 1) != ":") continue;
        const std::size_t digits = line.find_first_not_of(' ', name.size() + 1);
        if (digits == std::string_view::npos) return std::nullopt;
        std::uint64_t value = 0;
        const char* const end = line.data() + line.size();
        const auto read = std::from_chars(line.data() + digits, end, value);
        return read.ec == std::errc() ? std::optional(value) : std::nullopt;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> sum(std::string_view text,
                                 std::initializer_list<std::string_view> names) {
    std::uint64_t all = 0;
    for (const std::string_view name : names) {
        const auto part = field(text, name);
        if (!part) return std::nullopt;
        all += *part;
    }
    return all;
}

} // namespace

std::optional<std::uint32_t> memory_used(std::string_view meminfo) {
    const auto total = sum(meminfo, {"MemTotal", "SwapTotal"});
    const auto unused = sum(meminfo, {"MemFree", "Cached", "SwapFree"});
    if (!total || !unused || *total == 0) return std::nullopt;
    const std::uint64_t used = *unused < *total ? *total - *unused : 0;
    return static_cast<std::uint32_t>(used * 100 / *total);
}

std::optional<std::uint32_t> memory_used() {
    std::ifstream file("/proc/meminfo");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return memory_used(text);
}

std::optional<double> load_15min() {
    std::array<double, 3> loads{};
    if (getloadavg(loads.data(), 3) != 3) return std::nullopt;
    return loads[2];
}

std::string end_machine(bool power_off) {
    ::reboot(power_off ? RB_POWER_OFF : RB_AUTOBOOT);
    return std::strerror(errno);
}

} // namespace baton
