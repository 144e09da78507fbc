// exec/config/system_section.cc - how the daemon stands in its machine.
#include "config/sections.h"
#include "config/value.h"

#include <algorithm>

namespace baton::config {
namespace {

constexpr std::size_t kInstanceMax = 32;

int read_nice(const Lookup& lookup, Diagnostics& diagnostics) {
    const Setting* setting = lookup.find("system.priority");
    if (setting == nullptr) return 0;
    if (setting->text == "max") return -20;
    if (setting->text == "min") return 19;
    const NumberReading number = read_number(Kind::i32, setting->text);
    if (number.fault == NumberFault::none)
        return std::clamp(static_cast<int>(static_cast<std::int64_t>(number.value)), -20, 19);
    diagnostics.error(setting->place, "priority: " + quoted(setting->text) + " is not a priority",
                      "write a whole number in -20..19, max or min");
    return 0;
}

std::string read_instance(const Lookup& lookup, Diagnostics& diagnostics) {
    std::string name = lookup.text("system.instance");
    if (lookup.has("system.instance") && !is_instance_name(name))
        diagnostics.error(lookup.place("system.instance"),
                          "instance: " + quoted(name) + " cannot prefix the names of files",
                          "write 1 to 32 of the characters A-Z a-z 0-9 _ -");
    return name;
}

} // namespace

bool is_instance_name(std::string_view name) {
    return !name.empty() && name.size() <= kInstanceMax && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    });
}

System build_system(const Lookup& lookup, Diagnostics& diagnostics) {
    System system;
    system.sched_rr = lookup.truth("system.sched_rr", true);
    system.nice = read_nice(lookup, diagnostics);
    const std::string move = lookup.text("system.move_to_root_cgroup", "auto");
    system.move_to_root_cgroup = move == "yes"  ? MoveToRootCgroup::yes
                                 : move == "no" ? MoveToRootCgroup::no
                                                : MoveToRootCgroup::automatic;
    const std::string ipc = lookup.text("system.qb_ipc_type", "native");
    system.ipc_type = ipc == "shm"      ? IpcType::shm
                      : ipc == "socket" ? IpcType::socket
                                        : IpcType::native;
    system.allow_knet_handle_fallback = lookup.truth("system.allow_knet_handle_fallback", false);
    system.state_dir = lookup.text("system.state_dir");
    system.instance = read_instance(lookup, diagnostics);
    system.node = lookup.text("system.node");
    return system;
}

} // namespace baton::config
