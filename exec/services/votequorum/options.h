// exec/services/votequorum/options.h - the settings of votequorum in effect, and how they follow
// from the configuration map: a function of the keys, without a service around it.
#pragma once

#include "base/ids.h"
#include "services/cmap/map.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton::votequorum {

// Who keeps quorum when both halves have equally many votes.
enum class TieBreaker : std::uint32_t { none = 0, lowest = 1, highest = 2, list = 3 };

struct Options {
    std::uint32_t votes = 1;            // of this node
    std::uint32_t configured_votes = 0; // expected votes as the configuration has them
    std::uint32_t expected_votes = 0;   // those, or more that were seen once, with tracking
    bool two_node = false;
    bool wait_for_all = false;
    bool last_man_standing = false;
    std::uint32_t last_man_standing_window_ms = 10000;
    TieBreaker tie_breaker = TieBreaker::none;
    std::vector<NodeId> tie_list; // of TieBreaker::list, the first one here decides
    bool allow_downscale = false;
    bool expected_votes_tracking = false;

    bool device = false;                           // one is configured
    bool device_can_operate = true;                // no other setting forbids it
    std::optional<std::uint32_t> device_votes = 0; // none: they stay as they are
    std::uint32_t device_timeout_ms = 10000;
    std::uint32_t device_sync_timeout_ms = 30000;
    bool device_master_wins = false;

    // What later readings start from.
    bool wait_for_all_follows = false; // not given: on when two_node is
    TieBreaker first_tie_breaker = TieBreaker::none;
};

struct Remark {
    bool error = true; // else a warning
    std::string text;
};

struct Outcome {
    Options options;
    // At the start: with these settings this node must not run. Says why and what to write instead.
    std::optional<std::string> fatal;
    bool complete = false;       // else votes and what comes after them stay as they are
    std::vector<Remark> remarks; // for the log, in the order of the rules
};

// What else decides, besides the keys.
struct Circumstances {
    bool device_registered = false;
    std::uint32_t tracked = 0; // the highest expected votes ever seen, of their tracking
};

Outcome read_at_start(const cmap::Map& map, const Circumstances& circumstances);
// Some options are fixed from the start; a conflict is told, and disables what it must.
Outcome read_again(const cmap::Map& map, const Options& before, const Circumstances& circumstances);

} // namespace baton::votequorum
