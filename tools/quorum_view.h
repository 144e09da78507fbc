// tools/quorum_view.h - what this node knows of the quorum: votes, members, rules, and who is
// absent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton::tool {

struct QuorumMember {
    std::uint32_t node = 0;
    std::string name{}; // as it is to be shown
    std::uint32_t votes = 0;
    std::uint32_t flags = 0; // VOTEQUORUM_INFO_*
};

// The local node's view of the votes; only with corosync_votequorum.
struct Votes {
    std::uint32_t expected = 0;
    std::uint32_t highest_expected = 0;
    std::uint32_t total = 0;
    std::uint32_t quorum = 0;
    std::uint32_t flags = 0; // VOTEQUORUM_INFO_*
    std::uint32_t device_votes = 0;
    std::string device{}; // name of the quorum device, if one is registered
};

struct QuorumNode { // of the nodelist
    std::uint32_t node = 0;
    std::string name{};
    std::uint32_t votes = 1;
    bool member = false;
    bool seen = false; // since the start of the daemon
};

struct QuorumRules { // what the configuration says
    bool two_node = false;
    bool waiting_for_all = false; // right now
    bool auto_tie_breaker = false;
    std::string tie_breaker_node{}; // "lowest", "highest" or ids; empty: lowest
    bool last_man_standing = false;
    std::string device_model{}; // empty: none configured
    std::vector<QuorumNode> nodes{};
};

struct QuorumView {
    std::string provider{}; // empty: none is configured
    std::uint32_t local = 0;
    std::uint32_t representative = 0;
    std::uint64_t ring_sequence = 0;
    bool quorate = false;
    std::optional<Votes> votes{};
    std::vector<QuorumMember> members{}; // by id
    QuorumRules rules{};
};

struct QuorumStyle {
    bool machine = false;     // -p: the column of the quorum device always
    bool hexadecimal = false; // -H
};

// corosync-quorumtool: the whole page, and the table of -l.
std::string quorumtool_status(const QuorumView& view, QuorumStyle style, const std::string& date);
std::string quorumtool_members(const QuorumView& view, QuorumStyle style);

// "Quorate ", "2Node Quorate WaitForAll ", ...
std::string flag_words(std::uint32_t flags);

// baton quorum.
std::string quorum_text(const QuorumView& view);
std::string quorum_json(const QuorumView& view);

} // namespace baton::tool
