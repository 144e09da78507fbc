// exec/services/cmap/keys_that_act.cc - keys that make the node do something when they are set.
#include "services/cmap/state.h"
#include "wire/cmap.h"

namespace baton::cmap {

namespace {
constexpr std::string_view kGather = "runtime.force_gather";
constexpr std::string_view kDumpFlightData = "runtime.blackbox.dump_flight_data";
constexpr std::string_view kDumpState = "runtime.blackbox.dump_state";
constexpr std::string_view kNo = "no";
constexpr unsigned kNewValue = kAdd | kModify;
} // namespace

void CmapService::State::watch_own_keys() {
    for (const std::string_view key : {kGather, kDumpFlightData, kDumpState}) map.set(key, kNo);
    map.watch(kGather, kNewValue, [this](const Change& change) {
        if (change.after->text() == kNo) return;
        effects.gather();
        map.set(kGather, kNo); // told after this change
    });
    map.watch(kDumpFlightData, kNewValue,
              [this](const Change&) { effects.command(DumpFlightData{}); });
    map.watch(kDumpState, kNewValue, [this](const Change&) { effects.command(DumpState{}); });
    map.watch(wire::kConfigVersionKey, kNewValue | kDelete,
              [this](const Change&) { announce_version(); });
}

} // namespace baton::cmap
