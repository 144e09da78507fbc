// exec/services/cmap/statistics.h - the second map of clients: counters, under names of their own.
// Nothing is kept here but a copy that is made when somebody reads.
#pragma once

#include "base/time.h"
#include "ring/statistics.h"
#include "services/cmap/map.h"
#include "services/command.h"
#include "services/outside.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace baton::cmap {

// What the ring and its send queue say of themselves.
struct RingNumbers {
    ring::Statistics counters;
    std::uint64_t messages_waiting = 0;  // frames in the send queue
    std::uint64_t messages_room = 0;     // frames that it still takes
    std::uint32_t backlog = 0;           // mean length of the send queue when the token came
    Duration rotation{0};                // mean time between two tokens
    Duration holding{0};                 // mean time for which the token stayed here
    std::optional<Duration> since_token; // none has come yet: none
};

class Statistics {
public:
    using Ring = std::function<RingNumbers()>;

    // `outside` must outlive this object.
    Statistics(Ring ring, const Outside& outside) : ring_(std::move(ring)), outside_(outside) {}

    // As it is now, or was a moment ago. Watchers of the map are told of keys that came and went
    // since it was asked for last.
    Map& read(TimePoint now);
    void unwatch(WatchId id) { map_.unwatch(id); }
    // Read anew when it is asked for next.
    void forget() { read_at_.reset(); }

    // Setting stats.clear.GROUP clears the counters of a group; all other keys are read-only. What
    // the core does not have itself is to be cleared by whoever has it.
    struct Clearing {
        CsError error = CsError::ok;
        std::optional<ClearStatistics::What> what;
    };
    Clearing clear(std::string_view key);
    // What deleting or adjusting a key leads to: never anything.
    [[nodiscard]] static CsError refuse_change(std::string_view key);

private:
    using Values = std::map<std::string, Value, std::less<>>;

    [[nodiscard]] Values collect() const;
    void add_ring(Values& values) const;

    Ring ring_;
    const Outside& outside_;
    ring::Statistics base_; // counters when they were cleared last
    Map map_;
    std::optional<TimePoint> read_at_;
};

} // namespace baton::cmap
