// exec/services/command.h - what services want done outside of the core, in order.
#pragma once

#include "base/ids.h"
#include "config/config.h"
#include "services/reload/messages.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace baton {

// Quorum was found, or lost, or found again for other members.
struct QuorumChanged {
    bool quorate = false;
    RingId ring;
    std::vector<NodeId> members;
};
// Must be on disk when this returns (expected votes tracking).
struct StoreExpectedVotes {
    std::uint32_t votes = 0;
};
// Leave in order, as a signal to the daemon would have it.
struct ShutDown {
    std::string why;
    int exit_code = 0;
};
// End at once, without a word to anybody.
struct Die {
    std::string why;
    int exit_code = 255;
};
// Read and check the configuration files, then tell Node::configuration_read() under this number.
// It may take its time, and nothing else waits for it; a later one replaces it.
struct ReadConfiguration {
    std::uint64_t number = 0;
};
// The daemon's own part of a new configuration: nodes, logging.
struct ApplyConfiguration {
    std::shared_ptr<const config::Config> config;
};
// Logging was changed key by key: what holds now.
struct ApplyLogging {
    config::Logging logging;
};
// Timers were changed, key by key or by a reload: what holds now. The ring knows already.
struct ApplyTiming {
    config::Timing timing;
};
// Options of knet were changed key by key: what holds now, of those alone (reload/knet_options.h).
struct ApplyKnetOptions {
    config::Totem totem;
};
// A configuration brought another encryption of the ring's packets, and the transport accepts both
// since: send under the new one; accept nothing but what is sent under. In this order, and the
// second alone if nothing comes of the change.
struct UseNewKey {};
struct ForgetOldKey {};
struct ReopenLogs {
    ClientId client; // of cfg; answered by the shell, as only it knows how it went
};
// What an operator's Node::reload() came to.
struct ReloadDecided {
    ClientId client; // as it was given there
    reload::Report report;
};
struct ClearStatistics {
    enum class What : std::uint8_t { knet, ipc, totem, schedmiss, all } what = What::all;
};
struct DumpFlightData {}; // the flight recorder, into the state folder
struct DumpState {};      // what SIGUSR2 shows

// The watchdog as it is to be from now on: nothing needs to be said again while this holds.
struct KeepWatchdog {
    std::string device; // empty: none
    std::chrono::seconds timeout{0};
    bool feed = true; // else it resets this node after the timeout
    friend bool operator==(const KeepWatchdog&, const KeepWatchdog&) = default;
};
// Restart this machine, or switch it off, at once: nobody is told and nothing is written before.
struct EndMachine {
    bool power_off = false;
};

using Command = std::variant<QuorumChanged, StoreExpectedVotes, ShutDown, Die, ReadConfiguration,
                             ApplyConfiguration, ApplyLogging, ApplyTiming, ApplyKnetOptions,
                             UseNewKey, ForgetOldKey, ReloadDecided, ReopenLogs, ClearStatistics,
                             DumpFlightData, DumpState, KeepWatchdog, EndMachine>;

} // namespace baton
