// exec/services/supervision/monitor.h - the service that measures this machine: its memory and its
// load, each against a limit (gauge.h). It has no clients and says nothing on the ring.
#pragma once

#include "services/outside.h"
#include "services/supervision/gauge.h"

namespace baton::supervision {

class MonitorService final : public Service {
public:
    // All of them must outlive it.
    MonitorService(cmap::Map& map, const Outside& outside, Effects& effects);

    [[nodiscard]] wire::ServiceId id() const override { return wire::ServiceId::mon; }
    void on_start(Effects& effects) override;
    void on_message(NodeId, const Slice&, Effects&) override {}
    void advance(Effects& effects) override;
    [[nodiscard]] std::optional<TimePoint> next_deadline() const override;

private:
    Gauge memory_;
    Gauge load_;
};

} // namespace baton::supervision
