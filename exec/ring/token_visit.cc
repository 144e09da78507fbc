// exec/ring/token_visit.cc - see token_visit.h.
#include "ring/token_visit.h"

#include <algorithm>
#include <fmt/format.h>

namespace baton::ring {

namespace {

// How many multicasts this visit may send. Unsigned arithmetic throughout, as all members of a
// mixed ring must come to compatible numbers.
std::uint32_t allowance(const Context& context, const TokenMemory& memory, const wire::Token& token,
                        std::uint32_t backlog) {
    const std::uint32_t window = context.window.frames(context.config);
    std::uint32_t allowed = std::min(context.window.burst(context.config),
                                     context.window.left(context.config, token.fcc));
    const std::uint32_t demand = token.backlog + backlog - memory.backlog;
    if (demand != 0) {
        const std::uint32_t share = window * memory.backlog / demand;
        if (share > 0) allowed = std::min(allowed, share);
    }
    return allowed;
}

std::uint32_t answer_requests(Context& context, const MessageStore& store, wire::Token& token,
                              std::uint32_t allowed) {
    std::uint32_t answered = 0;
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < token.request_count; ++i) {
        const wire::RetransmitRequest& request = token.requests.at(i);
        if (request.ring != context.ring) continue; // cannot be answered on this ring any more
        const Slice* message = answered < allowed ? store.find(request.seq) : nullptr;
        if (message == nullptr) {
            token.requests.at(kept++) = request;
            continue;
        }
        context.out->push_back(SendMulticast{*message, false});
        if (context.probe != nullptr) context.probe->resent(request.ring, request.seq);
        ++context.statistics.multicasts_resent;
        ++answered;
    }
    token.request_count = kept;
    return answered;
}

bool requested(const wire::Token& token, MessageSeq seq) {
    const auto* end = token.requests.data() + token.request_count;
    return std::any_of(token.requests.data(), end, [seq](const wire::RetransmitRequest& request) {
        return request.seq == seq;
    });
}

// The last number that must have come if it was not lost.
MessageSeq expected(const Context& context, const TokenMemory& memory, const wire::Token& token) {
    return context.agreed.early_token ? earlier(memory.sent_seq, token.seq) : token.seq;
}

void request_missing(Context& context, MessageStore& store, wire::Token& token, MessageSeq last) {
    std::string list;
    for (MessageSeq seq = next(store.aru()); !before(last, seq); seq = next(seq)) {
        if (token.request_count >= wire::kRetransmitsMax) break;
        if (store.find(seq) != nullptr) continue;
        if (store.count_miss(seq) < context.config.miss_count_const) continue;
        if (requested(token, seq)) continue;
        token.requests.at(token.request_count++) = {context.ring, seq};
        ++context.statistics.retransmits_requested;
        list += fmt::format("{:x} ", seq.value);
    }
    if (!list.empty()) context.log(LogLevel::debug, "Retransmit List: " + list);
}

// Numbers given out but not yet released must stay within every member's store.
std::uint32_t within_window(const Context& context, const MessageStore& store,
                            const wire::Token& token, std::uint32_t allowed) {
    const std::uint64_t reserve = std::uint64_t{allowed} + context.window.frames(context.config);
    const auto room = static_cast<std::uint32_t>(
        MessageStore::kWindow - std::min<std::uint64_t>(reserve, MessageStore::kWindow));
    const MessageSeq limit = plus(store.released(), room);
    if (before(limit, token.seq)) return 0;
    return std::min(allowed, MessageStore::kWindow - distance(store.released(), token.seq));
}

void tell_originated(const Context& context, const MessageStore& store, const Slice& frame) {
    if (const auto message = wire::decode_multicast(frame.bytes()))
        context.probe->originated(*message, store.delivered());
}

// Gives up to `allowed` frames their numbers. The first of them are sent, those that follow the
// token are put into `late`.
std::uint32_t send_new(Context& context, MessageStore& store, wire::Token& token,
                       VisitSource& source, std::uint32_t allowed, std::vector<Slice>& late) {
    const auto waiting = static_cast<std::uint32_t>(source.backlog());
    const std::uint32_t before =
        context.agreed.early_token
            ? context.window.before_token(context.config, std::min(allowed, waiting))
            : allowed;
    std::uint32_t sent = 0;
    for (; sent < allowed; ++sent) {
        Slice frame = source.take(next(token.seq));
        if (frame.empty()) break;
        token.seq = next(token.seq);
        store.add(token.seq, frame);
        if (context.probe != nullptr) tell_originated(context, store, frame);
        ++context.statistics.multicasts_sent;
        if (sent < before)
            context.send_multicast(std::move(frame), false);
        else
            late.push_back(std::move(frame));
    }
    return sent;
}

void update_aru(const Context& context, const MessageStore& store, wire::Token& token) {
    const MessageSeq mine = store.aru();
    if (!before(mine, token.aru) && token.aru_id != context.self() && token.aru_id != NodeId{})
        return;
    token.aru = mine;
    token.aru_id = mine == token.seq ? NodeId{} : context.self();
}

} // namespace

TokenVerdict judge(const wire::Token& token, const TokenMemory& memory, const MessageStore& store,
                   RingId ring) {
    if (token.ring != ring) return TokenVerdict::foreign;
    if (!before(memory.last_seq, token.token_seq)) return TokenVerdict::repeated;
    // Numbers were given out since and are in use; the true token still comes.
    if (before(token.seq, memory.sent_seq)) return TokenVerdict::takes_back;
    const bool ahead = before(store.aru(), token.seq);
    if (ahead && distance(store.aru(), token.seq) >= MessageStore::kWindow)
        return TokenVerdict::beyond_window;
    return TokenVerdict::good;
}

VisitResult visit(Context& context, TokenMemory& memory, MessageStore& store, wire::Token& token,
                  VisitSource& source) {
    const MessageSeq previous_aru = memory.last_aru;
    const bool loss = token.request_count > 0;
    memory.last_aru = token.aru;
    const auto backlog = static_cast<std::uint32_t>(source.backlog());
    std::uint32_t allowed = allowance(context, memory, token, backlog);
    const std::uint32_t answered = answer_requests(context, store, token, allowed);
    allowed -= answered;
    request_missing(context, store, token, expected(context, memory, token));
    const std::uint32_t sent = send_new(context, store, token, source,
                                        within_window(context, store, token, allowed), memory.late);
    context.window.visited(context.config, sent < backlog && sent == allowed && sent > 0,
                           loss || token.request_count > 0);
    token.fcc += answered + sent - memory.sent;
    token.backlog += backlog - memory.backlog;
    memory.sent = answered + sent;
    memory.backlog = backlog;
    update_aru(context, store, token);
    if (token.aru == previous_aru && token.aru_id != NodeId{}) {
        if (memory.stuck_visits++ == 0) memory.stuck_since = context.now;
    } else {
        memory.stuck_visits = 0;
    }
    return {sent, answered > 0};
}

VisitResult send_more(Context& context, TokenMemory& memory, MessageStore& store,
                      wire::Token& token, VisitSource& source) {
    const std::uint32_t window = context.window.frames(context.config);
    const std::uint32_t burst = context.window.burst(context.config);
    const std::uint32_t room = token.fcc < window ? window - token.fcc : 0;
    const std::uint32_t unused = burst - std::min(memory.sent, burst);
    const std::uint32_t sent =
        send_new(context, store, token, source,
                 within_window(context, store, token, std::min(room, unused)), memory.late);
    token.fcc += sent;
    memory.sent += sent;
    update_aru(context, store, token);
    return {sent, false};
}

void send_late(Context& context, TokenMemory& memory) {
    for (Slice& frame : memory.late) {
        const bool last = &frame == &memory.late.back();
        context.send_multicast(std::move(frame), false, last);
    }
    memory.late.clear();
}

void pass_on(Context& context, TokenMemory& memory, wire::Token& token, NodeId to, bool forward) {
    memory.stable = earlier(memory.sent_aru, token.aru);
    memory.sent_aru = token.aru;
    memory.sent_seq = token.seq;
    token.sender = context.self();
    token.target = to;
    memory.sent_token = wire::encode(token, context.pool);
    memory.sent_to = to;
    if (context.probe != nullptr) context.probe->passed_token(token);
    if (!forward) return;
    ++context.statistics.token_sent;
    context.send_token(to, memory.sent_token);
    send_late(context, memory);
}

void repeat_token(Context& context, TokenMemory& memory) {
    if (memory.sent_token.empty()) return;
    ++context.statistics.token_repeated;
    context.send_token(memory.sent_to, memory.sent_token);
    context.start_timer(Timer::token_retransmit, context.config.token_retransmit);
}

} // namespace baton::ring
