// exec/services/cfg/shutdown.h - may this node be shut down? Those of its clients who asked for it
// (trackers) are asked, and one of them can refuse.
//
// One question at a time. It ends when all who were asked have answered, when the time is over
// (silence is a no then), or, without an answer, when the asker has gone.
#pragma once

#include "services/cmap/map.h"
#include "services/service.h"

#include <map>
#include <optional>
#include <set>

namespace baton::cfg {

class Shutdown {
public:
    explicit Shutdown(const cmap::Map& map) : map_(map) {}

    // True: this node is to be shut down, at once, as nobody has to be asked.
    bool ask(ClientId asker, ShutdownKind kind, Effects& effects);
    // The rest: true if that decided a question, and for it.
    bool answer(ClientId client, bool yes, Effects& effects);
    void track(ClientId client, Effects& effects);
    bool untrack(ClientId client, Effects& effects);
    bool disconnected(ClientId client, Effects& effects);
    bool advance(Effects& effects);
    [[nodiscard]] std::optional<TimePoint> next_deadline() const;

    static constexpr std::uint32_t kTimeoutMs = 5000; // when the map does not say

private:
    enum class Said : std::uint8_t { nothing, yes, no };
    struct Question {
        ClientId asker;
        ShutdownKind kind = ShutdownKind::request;
        TimePoint deadline;
        std::map<ClientId, Said> asked;
    };

    void put(ClientId client, Effects& effects);
    [[nodiscard]] std::size_t count(Said what) const;
    bool decide_if_complete(Effects& effects);
    bool decide(Effects& effects);

    const cmap::Map& map_;
    std::set<ClientId> trackers_;
    std::optional<Question> question_;
};

} // namespace baton::cfg
