// test/world/witness.h - tells an oracle what happens in a world, in the oracle's own words.
#pragma once

#include "node/node.h"
#include "oracle/oracle.h"
#include "ring/probe.h"
#include "world/client.h"

#include <memory>
#include <optional>
#include <vector>

namespace baton::world {

class Witness {
public:
    // `now` is the world's time; it and the oracle must outlive the witness.
    Witness(oracle::Oracle& oracle, const TimePoint& now) : oracle_(oracle), now_(now) {}

    // What looks into one node.
    class Probe;
    std::unique_ptr<Probe> probe(std::uint32_t id);

    void failed(std::uint32_t id) { tell(id, oracle::Fail{}); }
    void stored(std::uint32_t id, std::uint64_t seq) { tell(id, oracle::Store{seq}); }
    void forgot(std::uint32_t id) { tell(id, oracle::Amnesia{}); }
    void ended(std::uint32_t id) { tell(id, oracle::End{}); }
    void cut(std::uint32_t id, oracle::Nodes others) { tell(id, oracle::Cut{std::move(others)}); }
    void fault() { tell(0, oracle::Fault{}); }
    void calm() { tell(0, oracle::Calm{}); }
    void deaf(std::uint32_t id, oracle::Nodes others) { tell(id, oracle::Deaf{std::move(others)}); }
    void still() { tell(0, oracle::Still{}); }

    // ---- what was done about votes, and what a node tells of them
    void votes(std::uint32_t id, oracle::What what) { tell(id, std::move(what)); }
    void quorum(std::uint32_t id, const quorum::QuorumEvent& event);
    void members(std::uint32_t id, const quorum::NodeListEvent& event);
    void tally(std::uint32_t id, const votequorum::InfoReply& reply);
    void synchronised(std::uint32_t id, RingId ring);

    // ---- what clients did and saw
    void joined(std::uint32_t id, const Client& client);
    void left(std::uint32_t id, const Client& client);
    void died(std::uint32_t id, const Client& client);
    void sent(std::uint32_t id, const Client& client, Bytes message, bool safe);
    void saw(std::uint32_t id, const Client& client, const cpg::Event& event);

private:
    [[nodiscard]] oracle::Time time() const { return now_.time_since_epoch().count(); }
    void tell(std::uint32_t id, oracle::What what) { oracle_.take({time(), id, std::move(what)}); }

    oracle::Oracle& oracle_;
    const TimePoint& now_;
};

// Of one host, for all the lives of its process.
class Witness::Probe final : public ring::Probe {
public:
    Probe(Witness& witness, std::uint32_t id) : witness_(witness), id_(id) {}

    // As far as the last token tells: all members have what was sent.
    [[nodiscard]] bool caught_up() const { return caught_up_; }
    // By which it counts votes, from its next start on.
    void count_by(std::optional<oracle::Rules> rules) { rules_ = std::move(rules); }

    // The version of its configuration, from its next start on.
    void acts_on(std::uint64_t version) { version_ = version; }

    void started(std::uint64_t stored_seq) override;
    void left() override;
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
    void tell(oracle::What what) { witness_.tell(id_, std::move(what)); }

    Witness& witness_;
    const std::uint32_t id_;
    bool caught_up_ = false;
    std::optional<oracle::Rules> rules_;
    std::uint64_t version_ = 0;
};

} // namespace baton::world
