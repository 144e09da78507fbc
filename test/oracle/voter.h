// test/oracle/voter.h - what is known of one node that counts votes.
#pragma once

#include "oracle/event.h"

#include <cstdint>
#include <optional>

namespace oracle {

enum class Maybe : std::uint8_t { no, yes, either };

struct Voter {
    bool live = false;
    std::optional<Rules> rules; // none: it counts no votes

    // The ring that it is on, and the one before in this incarnation; all that a change took along.
    Ring ring;
    Nodes members;
    Time since = 0;
    Ring came;
    Nodes before;
    Nodes along;

    // What it told of quorum, at last.
    bool ever_told = false;
    bool told = false;         // on this ring,
    bool settled = false;      // and on the one before,
    bool had_quorum = false;   // that one, by a majority
    bool came_quorate = false; // and it was quorate when it left that
    bool quorate = false;
    Ring quorate_ring;
    Nodes told_members;
    Nodes list; // of members
    bool ever_listed = false;
    bool listed = false; // on this ring

    // What follows from that.
    Maybe waits = Maybe::no;              // for all others
    bool passed_over = false;             // a ring that ended before it told anything
    bool majority = false;                // it was quorate with more than half when it last told
    Nodes strong;                         // those whom it saw when it last had a majority
    Ring cast;                            // where the device votes for it
    std::uint64_t floor = 0;              // no fewer votes can be expected
    bool departing = false;               // it said that it leaves
    std::size_t leaving = 0;              // members that said so
    std::optional<std::uint64_t> expects; // so many votes, as somebody at this node said
    bool pardons = false;                 // somebody here said that nobody shall wait
    std::optional<Time> lonely;           // since it lost members, if its votes may be forgotten
};

std::uint64_t votes_of(const Rules& rules, const Nodes& nodes);
std::uint64_t all_votes(const Rules& rules); // the device's too

// Whether exactly half of `expected` is the better half for this node: the rules of tie breakers.
// `either` if it passed over a ring, and what it saw there would matter.
Maybe wins_tie(const Voter& voter, std::uint64_t expected, std::uint64_t quorum);

} // namespace oracle
