// exec/ring/agreed.h - what all members of a ring are known to do as well, and so may be done.
// Said by the layer above, at one place in the order of messages; gather takes it back.
#pragma once

namespace baton::ring {

struct Agreed {
    bool adaptive_window = false; // window.h
    // An idle token rests with whom the last message came from, and soon; otherwise with the
    // representative, after as many visits as are configured.
    bool parked_token = false;
    // The token leaves before the last part of a visit's messages: who lacks a number that was
    // given out since it passed the token last does not ask for it.
    bool early_token = false;
};

} // namespace baton::ring
