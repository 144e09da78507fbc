// exec/ring/operational.h - the operational state: the token turns and messages are delivered.
#pragma once

#include "ring/context.h"
#include "ring/token_visit.h"

#include <optional>

namespace baton::ring {

class Operational {
public:
    // After install(); takes over what recovery knew of the token.
    Operational(Context& context, TokenMemory memory);

    Next on_join(Context& context, const wire::Join& join);
    Next on_token(Context& context, wire::Token token);
    // Keeps it; deliver() is called behind the last of those that came together.
    void on_multicast(Context& context, const wire::Multicast& message, const Slice& datagram);
    void deliver(Context& context);
    Next on_foreign(Context& context, NodeId sender, RingId ring);
    // Somebody said who hears whom.
    void on_told(Context& context);
    void on_hold_cancel(Context& context, RingId ring);
    // The layer above has something to send.
    void on_work(Context& context);
    Next on_timer(Context& context, Timer timer);

    [[nodiscard]] const TokenPace& pace() const { return pace_; }

private:
    [[nodiscard]] bool is_representative(const Context& context) const;
    [[nodiscard]] bool is_keeper(const Context& context) const;
    [[nodiscard]] NodeId successor(const Context& context) const;
    Next check_order(Context& context, const wire::Token& token);
    void count_idle(Context& context, const wire::Token& token);
    [[nodiscard]] bool holds(const Context& context, const wire::Token& token,
                             const VisitResult& result) const;
    void measure_pace(const Context& context);
    void measure_holding(const Context& context);
    void release_kept(Context& context);
    void ask_for_token(Context& context);
    void tell(Context& context);
    void restart_timers(Context& context, bool forwarded);
    void rest_after_install(Context& context);

    TokenMemory memory_;
    std::optional<wire::Token> kept_; // by the keeper of an idle ring
    bool held_ = false;               // when it was here last the token was about to rest there
    bool asked_ = false;              // for it, since it was here last
    bool coming_ = false;             // it was asked for since, or somebody has used it
    Duration ask_after_{};            // for the token, if it does not come
    NodeId last_sender_;              // of the message with the highest number
    TokenPace pace_;
    TimePoint merge_from_{}; // frames of other rings count from then on
    TimePoint joins_from_{}; // joins too
};

} // namespace baton::ring
