// tools/quorum_turns.h - when the quorum was won and lost, out of what the daemon tells.
#pragma once

#include <optional>
#include <utility>
#include <vector>

namespace baton::tool {

// Several events may be taken at once, and most of them tell of members alone: every turn counts,
// also one that another event follows. The first event is a turn.
class QuorumTurns {
public:
    void told(bool quorate) {
        if (now_ == quorate) return;
        now_ = quorate;
        turns_.push_back(quorate);
    }
    // What was not taken yet, in order.
    [[nodiscard]] std::vector<bool> take() { return std::exchange(turns_, {}); }

private:
    std::optional<bool> now_{};
    std::vector<bool> turns_{};
};

} // namespace baton::tool
