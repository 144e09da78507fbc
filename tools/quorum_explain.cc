// tools/quorum_explain.cc - see quorum_explain.h.
#include "quorum_explain.h"

#include "text.h"

#include <corosync/votequorum.h>
#include <fmt/format.h>

namespace baton::tool {

namespace {

using Lines = std::vector<std::string>;

bool has(const Votes& votes, std::uint32_t flag) { return (votes.flags & flag) != 0; }

std::string node_text(const QuorumNode& node) {
    return node.name.empty() ? fmt::format("node {}", node.node)
                             : fmt::format("node {} ({})", node.node, printable(node.name));
}

template <class Which>
std::string listed(const QuorumView& view, Which which) {
    std::string text;
    for (const QuorumNode& node : view.rules.nodes)
        if (which(node)) text += (text.empty() ? "" : ", ") + node_text(node);
    return text;
}

std::string absent(const QuorumView& view) {
    return listed(view, [](const QuorumNode& node) { return !node.member; });
}

std::string never_seen(const QuorumView& view) {
    return listed(view, [](const QuorumNode& node) { return !node.seen; });
}

std::string verdict(const QuorumView& view) {
    if (!view.votes)
        return view.provider.empty()
                   ? "no quorum provider is configured: nobody counts votes, and each part of a "
                     "split cluster goes on"
                   : fmt::format("the quorum provider '{}' does not count votes",
                                 printable(view.provider));
    return fmt::format("this node is {}quorate: {} of {} expected votes are here, {} are needed",
                       view.quorate ? "" : "NOT ", view.votes->total, view.votes->expected,
                       view.votes->quorum);
}

void say_members(const QuorumView& view, Lines& lines) {
    std::string here;
    for (const QuorumMember& member : view.members)
        here += fmt::format("{}{} with {} vote{}", here.empty() ? "" : ", ", member.node,
                            member.votes, member.votes == 1 ? "" : "s");
    lines.push_back("members: " + (here.empty() ? "none" : here));
    if (const std::string away = absent(view); !away.empty()) lines.push_back("absent: " + away);
}

void say_waiting(const QuorumView& view, Lines& lines) {
    if (!has(*view.votes, VOTEQUORUM_INFO_WAIT_FOR_ALL)) return;
    if (!view.rules.waiting_for_all) {
        lines.push_back("wait_for_all is on; all nodes have been seen together since the start, so "
                        "it holds up nothing now");
        return;
    }
    const std::string missing = never_seen(view);
    lines.push_back(
        "wait_for_all: nothing begins until all nodes have been seen at the same time" +
        (missing.empty() ? std::string() : "; not seen since this node started: " + missing));
}

void say_rules(const QuorumView& view, Lines& lines) {
    const Votes& votes = *view.votes;
    if (has(votes, VOTEQUORUM_INFO_TWONODE))
        lines.push_back("two_node: one vote of two is enough; fencing decides who lives");
    if (has(votes, VOTEQUORUM_INFO_AUTO_TIE_BREAKER)) {
        const std::string& node = view.rules.tie_breaker_node;
        lines.push_back("auto_tie_breaker: of two equal halves the one with node " +
                        (node.empty() ? std::string("'lowest'") : "'" + printable(node) + "'") +
                        " is quorate");
    }
    if (has(votes, VOTEQUORUM_INFO_LAST_MAN_STANDING))
        lines.push_back("last_man_standing: expected votes follow the members that are left, some "
                        "seconds after each loss");
    if (has(votes, VOTEQUORUM_INFO_ALLOW_DOWNSCALE))
        lines.push_back("allow_downscale: nodes that leave in good order take their votes along");
    if (votes.expected != votes.highest_expected)
        lines.push_back(fmt::format("expected votes are {}, but have been {}", votes.expected,
                                    votes.highest_expected));
}

void say_device(const QuorumView& view, Lines& lines) {
    const Votes& votes = *view.votes;
    if (has(votes, VOTEQUORUM_INFO_QDEVICE_REGISTERED)) {
        lines.push_back(fmt::format(
            "quorum device '{}' with {} votes: {}, {}{}", printable(votes.device),
            votes.device_votes, has(votes, VOTEQUORUM_INFO_QDEVICE_ALIVE) ? "alive" : "not alive",
            has(votes, VOTEQUORUM_INFO_QDEVICE_CAST_VOTE) ? "it votes for this node"
                                                          : "it does not vote for this node",
            has(votes, VOTEQUORUM_INFO_QDEVICE_MASTER_WINS) ? "; who has its vote wins" : ""));
    } else if (!view.rules.device_model.empty()) {
        lines.push_back(fmt::format("a quorum device '{}' is configured, but none is registered",
                                    printable(view.rules.device_model)));
    }
}

void advise_device(const QuorumView& view, Lines& lines) {
    const Votes& votes = *view.votes;
    const bool registered = has(votes, VOTEQUORUM_INFO_QDEVICE_REGISTERED);
    if (!registered && !view.rules.device_model.empty())
        lines.push_back("start the device's daemon: systemctl start corosync-qdevice");
    if (registered && !has(votes, VOTEQUORUM_INFO_QDEVICE_CAST_VOTE))
        lines.push_back("see why the device does not vote: corosync-qdevice-tool -s");
}

Lines advise(const QuorumView& view) {
    Lines lines;
    if (!view.votes) {
        if (view.provider.empty())
            lines.push_back("to count votes, on every node: quorum { provider: "
                            "corosync_votequorum } in corosync.conf, then start again");
        return lines;
    }
    if (view.quorate) return lines;
    if (const std::string away = absent(view); !away.empty())
        lines.push_back("start what is absent, or mend the network to it: " + away);
    advise_device(view, lines);
    const char* sure = "only if you are sure that the absent nodes are off or run nothing";
    if (view.rules.waiting_for_all)
        lines.push_back(fmt::format("to begin without them, {}: baton map set "
                                    "quorum.cancel_wait_for_all u8 1",
                                    sure));
    if (view.votes->total < view.votes->quorum && view.votes->total > 0)
        lines.push_back(fmt::format("to go on with those that are here, {}: corosync-quorumtool "
                                    "-e {}",
                                    sure, view.votes->total));
    return lines;
}

} // namespace

QuorumExplanation explain_quorum(const QuorumView& view) {
    QuorumExplanation explanation{.verdict = verdict(view)};
    if (view.votes) {
        say_members(view, explanation.reasons);
        say_waiting(view, explanation.reasons);
        say_rules(view, explanation.reasons);
        say_device(view, explanation.reasons);
    }
    explanation.advice = advise(view);
    return explanation;
}

std::string explanation_text(const QuorumExplanation& explanation) {
    std::string text = explanation.verdict + "\n";
    for (const std::string& reason : explanation.reasons) text += "  - " + reason + "\n";
    if (!explanation.advice.empty()) text += "What to do:\n";
    for (const std::string& advice : explanation.advice) text += "  - " + advice + "\n";
    return text;
}

std::string explanation_json(const QuorumView& view, const QuorumExplanation& explanation) {
    const Json json = {{"schema_version", 1},
                       {"quorate", view.quorate},
                       {"verdict", explanation.verdict},
                       {"reasons", explanation.reasons},
                       {"advice", explanation.advice}};
    return json_line(json);
}

} // namespace baton::tool
