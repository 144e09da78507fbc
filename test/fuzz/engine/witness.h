// test/fuzz/engine/witness.h - tells the oracle what a node does, and ends the run when it objects.
// Only what must hold at one node, whatever comes in, is asked of it. With BATON_FUZZ_TRACE in the
// environment the events are printed: that tells the story of an input.
#pragma once

#include "base/time.h"
#include "oracle/oracle.h"
#include "ring/probe.h"

namespace baton::fuzz {

class Witness final : public ring::Probe {
public:
    explicit Witness(NodeId self);

    void at(TimePoint now) { now_ = now; }
    void stored(std::uint64_t seq) { tell(oracle::Store{seq}); }
    void lost_disk() { tell(oracle::Amnesia{}); }
    void died() { tell(oracle::Fail{}); }
    void finish();
    // Prints what was violated, and traps.
    void require_good();

    // Probe
    void started(std::uint64_t stored_seq) override;
    void left() override { tell(oracle::Leave{}); }
    void gathering(const ring::NodeSet& proc, const ring::NodeSet& fail) override;
    void committing(const wire::CommitToken& token, const wire::CommitMember& own) override;
    void recovering(RingId ring, RingId old, const ring::NodeSet& trans, MessageSeq high) override;
    void exchanged(RingId ring, const ring::NodeSet& obliged) override;
    void installed(const ring::View& view, RingId from) override;
    void originated(const wire::Multicast& message, MessageSeq delivered) override;
    void delivered(const wire::Multicast& message) override;
    void resent(RingId ring, MessageSeq seq) override;
    void passed_token(const wire::Token& token) override;

private:
    void tell(oracle::What what);
    void print(const oracle::Event& event) const;
    [[nodiscard]] oracle::Time time() const { return now_.time_since_epoch().count(); }

    NodeId self_;
    TimePoint now_{};
    oracle::Oracle oracle_;
    const bool prints_;
};

} // namespace baton::fuzz
