// exec/services/cpg/outbox.h - what this node multicasts, with a place to wait.
//
// While a synchronisation runs nothing of our clients may be ordered: a leave between a node's join
// list and the end would be undone at all other nodes and leave a ghost there. What clients do in
// that time (they die, mostly) waits here, in order, and goes out when the synchronisation ended.
#pragma once

#include "services/service.h"

#include <cstddef>
#include <deque>
#include <initializer_list>
#include <vector>

namespace baton::cpg {

class Outbox {
public:
    using Pieces = std::initializer_list<Bytes>;

    [[nodiscard]] bool must_wait(const Effects& effects) const {
        return effects.synchronising() || !kept_.empty();
    }
    // Whether a client message of this size can be sent or kept now.
    [[nodiscard]] bool room_for(std::size_t bytes, const Effects& effects) const;

    // Now, or later if it must wait. A leave asks nobody for room.
    void send(Pieces pieces, bool safe, Effects& effects);
    // The synchronisation has ended.
    void flush(Effects& effects);

private:
    struct Kept {
        std::vector<std::byte> bytes;
        bool safe;
    };
    std::deque<Kept> kept_;
    std::size_t kept_bytes_ = 0;
};

} // namespace baton::cpg
