// exec/ring/proposal.cc - see proposal.h.
#include "ring/proposal.h"

namespace baton::ring {

namespace {

// Whoever puts us out is out for us; whom a member of my old ring misses, I shall miss too. A
// stranger is believed as to those of whom we know by hearsay alone: a node that died long ago, or
// never was, would otherwise be handed on between rings that form side by side, and each would wait
// for it again. What anybody says of itself is so.
NodeSet put_out_by(const Context& context, const wire::Join& join) {
    NodeSet fail(join.fail);
    if (fail.contains(context.self())) return {join.sender};
    if (context.installed.members.contains(join.sender)) return fail;
    fail = fail.without(context.installed.members).without(context.heard);
    if (join.leave || NodeSet(join.fail).contains(join.sender)) fail.add(join.sender);
    return fail;
}

} // namespace

// Only candidates can fail: who is not known, and leaves, is not known afterwards either.
JoinVerdict consider(Context& context, const wire::Join& join) {
    const NodeSet proc(join.proc);
    const NodeSet fail(join.fail);
    if (context.proc.contains(join.sender)) context.heard.add(join.sender);
    if (proc == context.proc && fail == context.fail) return JoinVerdict::agrees;
    if (context.proc.contains_all(proc) && context.fail.contains_all(fail))
        return JoinVerdict::old_news;
    if (context.fail.contains(join.sender)) return JoinVerdict::ignored;

    NodeSet widened = context.proc;
    widened.add(proc);
    if (widened.size() > wire::kMembersMax) {
        ++context.statistics.received_dropped;
        return JoinVerdict::ignored;
    }
    const NodeSet failed_before = context.fail;
    context.fail.add(put_out_by(context, join).within(widened));
    if (widened == context.proc && context.fail == failed_before) return JoinVerdict::old_news;
    context.proc = std::move(widened);
    if (context.proc.contains(join.sender)) context.heard.add(join.sender);
    return JoinVerdict::widened;
}

bool take_in(Context& context, NodeId sender, RingId ring) {
    if (sender == context.self() || sender == NodeId{}) return false;
    if (context.installed.members.contains(sender) && ring.seq < context.ring.seq) return false;
    if (context.proc.size() >= wire::kMembersMax) return false;
    context.proc.add(sender);
    context.heard.add(sender);
    return true;
}

} // namespace baton::ring
