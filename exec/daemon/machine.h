// exec/daemon/machine.h - this machine: how much of it is in use, and its end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace baton {

// Percent, rounded down, of the memory in use, out of the text of /proc/meminfo: of memory and swap
// together, what is neither free nor a page of a file. Corosync's number.
std::optional<std::uint32_t> memory_used(std::string_view meminfo);
std::optional<std::uint32_t> memory_used(); // now
std::optional<double> load_15min();

// Restarts the machine, or switches it off, without writing anything first. Comes back only if the
// system refuses, with the reason.
std::string end_machine(bool power_off);

} // namespace baton
