// exec/services/supervision/monitor.cc - what is measured.
#include "services/supervision/monitor.h"

#include "services/supervision/keys.h"

#include <algorithm>

namespace baton::supervision {

namespace {

template <class Number>
std::optional<Reading> reading(std::optional<Number> number) {
    if (!number) return std::nullopt;
    return Reading{static_cast<double>(*number), cmap::Value::of(*number)};
}

} // namespace

// Before the first measurement the memory is shown as a signed number: Corosync does that, and
// whoever reads it by its type finds the same.
MonitorService::MonitorService(cmap::Map& map, const Outside& outside, Effects& effects)
    : memory_(
          kMemory, cmap::Value::of(std::int32_t{0}),
          [&outside] { return reading(outside.memory_used()); }, map, effects),
      load_(
          kLoad, cmap::Value::of(0.0), [&outside] { return reading(outside.load_15min()); }, map,
          effects) {}

void MonitorService::on_start(Effects& /*effects*/) {
    memory_.start();
    load_.start();
}

void MonitorService::advance(Effects& /*effects*/) {
    memory_.advance();
    load_.advance();
}

std::optional<TimePoint> MonitorService::next_deadline() const {
    const auto memory = memory_.next_deadline();
    const auto load = load_.next_deadline();
    return memory && load ? std::min(memory, load) : memory ? memory : load;
}

} // namespace baton::supervision
