// tools/quorumtool_text.cc - the pages of corosync-quorumtool.
#include "quorum_view.h"

#include <array>
#include <corosync/votequorum.h>
#include <fmt/format.h>
#include <string_view>

namespace baton::tool {

namespace {

struct FlagWord {
    std::uint32_t flag;
    std::string_view word;
};
constexpr std::array<FlagWord, 7> kFlagWords{
    {{VOTEQUORUM_INFO_TWONODE, "2Node "},
     {VOTEQUORUM_INFO_QUORATE, "Quorate "},
     {VOTEQUORUM_INFO_WAIT_FOR_ALL, "WaitForAll "},
     {VOTEQUORUM_INFO_LAST_MAN_STANDING, "LastManStanding "},
     {VOTEQUORUM_INFO_AUTO_TIE_BREAKER, "AutoTieBreaker "},
     {VOTEQUORUM_INFO_ALLOW_DOWNSCALE, "AllowDownscale "},
     {VOTEQUORUM_INFO_QDEVICE_REGISTERED, "Qdevice "}}};

std::string underlined(std::string_view title) {
    return fmt::format("{}\n{}\n", title, std::string(title.size(), '-'));
}

std::string line(std::string_view label, const std::string& value) {
    return fmt::format("{:<18}{}\n", label, value);
}

std::string id_text(std::uint32_t node, QuorumStyle style) {
    return style.hexadecimal ? fmt::format("0x{:08x}", node) : std::to_string(node);
}

bool has_device(const QuorumView& view) {
    return view.votes && (view.votes->flags & VOTEQUORUM_INFO_QDEVICE_REGISTERED) != 0;
}

std::string device_state(std::uint32_t flags) {
    if ((flags & VOTEQUORUM_INFO_QDEVICE_REGISTERED) == 0) return "NR";
    return fmt::format("{},{},{}", (flags & VOTEQUORUM_INFO_QDEVICE_ALIVE) != 0 ? "A" : "NA",
                       (flags & VOTEQUORUM_INFO_QDEVICE_CAST_VOTE) != 0 ? "V" : "NV",
                       (flags & VOTEQUORUM_INFO_QDEVICE_MASTER_WINS) != 0 ? "MW" : "NMW");
}

std::string device_row(const Votes& votes, QuorumStyle style) {
    const bool casts = (votes.flags & VOTEQUORUM_INFO_QDEVICE_CAST_VOTE) != 0;
    const std::string remark = casts ? "" : fmt::format(" (votes {})", votes.device_votes);
    return fmt::format("{:>10} {:>10} {:>10} {}{}\n", id_text(0, style),
                       casts ? votes.device_votes : 0, "", votes.device, remark);
}

std::string member_row(const QuorumView& view, const QuorumMember& member, QuorumStyle style,
                       bool device) {
    std::string row = fmt::format("{:>10} ", id_text(member.node, style));
    if (view.votes) row += fmt::format("{:>10} ", member.votes);
    if (device) row += fmt::format("{:>10} ", device_state(member.flags));
    return fmt::format("{}{}{}\n", row, member.name, member.node == view.local ? " (local)" : "");
}

std::string votes_block(const Votes& votes) {
    const bool quorate = (votes.flags & VOTEQUORUM_INFO_QUORATE) != 0;
    return "\n" + underlined("Votequorum information") +
           line("Expected votes:", std::to_string(votes.expected)) +
           line("Highest expected:", std::to_string(votes.highest_expected)) +
           line("Total votes:", std::to_string(votes.total)) +
           line("Quorum:", fmt::format("{} {}", votes.quorum, quorate ? " " : "Activity blocked")) +
           line("Flags:", flag_words(votes.flags));
}

} // namespace

std::string flag_words(std::uint32_t flags) {
    std::string text;
    for (const FlagWord& known : kFlagWords)
        if ((flags & known.flag) != 0) text += known.word;
    return text;
}

std::string quorumtool_members(const QuorumView& view, QuorumStyle style) {
    const bool device = view.votes && (style.machine || has_device(view));
    std::string text = "\n" + underlined("Membership information");
    text += fmt::format("{:>10} ", "Nodeid");
    if (view.votes) text += fmt::format("{:>10} ", "Votes");
    if (device) text += fmt::format("{:>10} ", "Qdevice");
    text += "Name\n";
    for (const QuorumMember& member : view.members) text += member_row(view, member, style, device);
    if (has_device(view)) text += device_row(*view.votes, style);
    return text;
}

std::string quorumtool_status(const QuorumView& view, QuorumStyle style, const std::string& date) {
    const std::string ring = view.votes
                                 ? fmt::format("{:x}.{:x}", view.representative, view.ring_sequence)
                                 : fmt::format("{:x}", view.ring_sequence);
    std::string text =
        underlined("Quorum information") + line("Date:", date) +
        line("Quorum provider:", view.provider.empty() ? "Not configured" : view.provider) +
        line("Nodes:", std::to_string(view.members.size())) +
        line("Node ID:", id_text(view.local, style)) + line("Ring ID:", ring) +
        line("Quorate:", view.quorate ? "Yes" : "No");
    if (view.votes) text += votes_block(*view.votes);
    return text + quorumtool_members(view, style);
}

} // namespace baton::tool
