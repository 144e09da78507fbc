// exec/daemon/abilities.cc - a word in time, where an option without effect would be silent.
#include "daemon/abilities.h"

#include "transport/knet/abilities.h"

namespace baton {

namespace {

void doubt_dscp(const config::Config& config, config::Diagnostics& diagnostics) {
    const config::Setting* setting = config.settings.find("totem.ip_dscp");
    if (!config.totem.ip_dscp || setting == nullptr || transport::knet::can_set_dscp()) return;
    diagnostics.warning(setting->place,
                        "ip_dscp: the libknet of this machine (" +
                            transport::knet::library_version() +
                            ") cannot set it; it has no effect",
                        "let a firewall rule mark the packets, or use a Baton that was built with "
                        "a newer libknet");
}

// What goes over such a device is not the ring's: it works without, so this is no reason to refuse.
void doubt_device(const config::Config& config, config::Diagnostics& diagnostics) {
    const config::Setting* name = config.settings.find("nozzle.name");
    if (name == nullptr || name->text.empty()) return;
    diagnostics.warning(name->place,
                        "nozzle: this daemon makes no virtual network devices; there will be no " +
                            config::quoted(name->text),
                        "remove the section, and connect the nodes by a network of their own");
}

} // namespace

void doubt_abilities(const config::Config& config, config::Diagnostics& diagnostics) {
    doubt_dscp(config, diagnostics);
    doubt_device(config, diagnostics);
}

} // namespace baton
