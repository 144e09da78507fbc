// tools/command_quorum.cc - baton quorum: votes and members, and why it is so.
#include "cluster_commands.h"
#include "cluster_session.h"
#include "quorum_explain.h"
#include "quorum_query.h"

namespace baton::tool {

namespace {

const char* doing(QuorumTrouble::Call call) {
    using Call = QuorumTrouble::Call;
    switch (call) {
    case Call::map:
    case Call::this_node:
        return "ask the configuration map";
    case Call::cfg:
        return "ask for addresses";
    default:
        return "ask for the quorum";
    }
}

bool is_opening(QuorumTrouble::Call call) {
    using Call = QuorumTrouble::Call;
    return call == Call::map || call == Call::quorum || call == Call::cfg ||
           call == Call::votequorum;
}

ExitCode failed(const Context& context, const QuorumTrouble& wrong) {
    return report(context, is_opening(wrong.call) ? opening_trouble(wrong.error, doing(wrong.call))
                                                  : trouble_of(wrong.error, doing(wrong.call)));
}

} // namespace

ExitCode run_quorum(const Context& context, bool explain) {
    const auto session = QuorumSession::open();
    if (!session) return failed(context, session.error());
    auto view = session->view(session->with_votes());
    if (!view) return failed(context, view.error());
    view->rules = session->rules(*view);
    for (QuorumMember& member : view->members)
        for (const QuorumNode& node : view->rules.nodes)
            if (node.node == member.node) member.name = node.name;
    if (explain) {
        const QuorumExplanation explanation = explain_quorum(*view);
        say(context.json ? explanation_json(*view, explanation) : explanation_text(explanation));
    } else {
        say(context.json ? quorum_json(*view) : quorum_text(*view));
    }
    return view->quorate ? ExitCode::good : ExitCode::unhealthy;
}

} // namespace baton::tool
