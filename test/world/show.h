// test/world/show.h - lines of a trace: what a story shows of what nodes do.
//   ring      every new membership            disk      ring sequences stored
//   cpg       membership and messages of groups   sync   the end of each synchronisation
//   replies   answers to clients other than "ok"   lost  datagrams that a `lose` took
//   token multicast merge join commit cancel     datagrams of these kinds that a node sends
//   quorum    what a node tells of quorum       members  and of its members
//   votes     what votequorum tells            commands  what a node wants done with its process
//   recovered multicasts that repeat one of the old ring
//   packets   all of them                        time    milliseconds, behind each line
#pragma once

#include "node/node.h"

#include <cstdint>
#include <string>
#include <vector>

namespace baton::world {

class Show {
public:
    using Kinds = std::vector<std::string>;

    Show() { only({"ring"}); }
    // These, and nothing else. Throws std::invalid_argument if there is no such kind.
    void only(const Kinds& kinds);
    // Times count from here.
    void start_clock(TimePoint now) { clock_ = now; }

    // Whether this action may make a line: asked for all, so that no text is made for nobody.
    [[nodiscard]] bool wants(const NodeAction& action) const {
        return (by_action_ >> action.index() & 1U) != 0;
    }
    void action(TimePoint now, std::uint32_t id, const NodeAction& action);
    void lost(TimePoint now, std::uint32_t from, std::uint32_t to, const Slice& frame);
    void note(std::string line) { lines_.push_back(std::move(line)); }
    [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

private:
    [[nodiscard]] bool shows(const std::string& kind) const;
    void event(TimePoint now, std::uint32_t id, const ClientEvent& event);
    void line(TimePoint now, const std::string& kind, std::uint32_t id, const std::string& text);
    void packet(TimePoint now, std::uint32_t id, const Slice& frame, const std::string& where);

    std::uint32_t shown_ = 0;     // a bit for each kind
    std::uint32_t by_action_ = 0; // a bit for each kind of action
    TimePoint clock_{std::chrono::seconds(1000)};
    std::vector<std::string> lines_;
};

} // namespace baton::world
