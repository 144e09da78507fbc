// test/oracle/oracle.cc - hands each event to the checkers. See oracle.h.
#include "oracle/oracle.h"

#include "oracle/chains.h"
#include "oracle/configurations.h"
#include "oracle/groups.h"
#include "oracle/order.h"
#include "oracle/quorum.h"
#include "oracle/recovery.h"
#include "oracle/safe.h"
#include "oracle/timing.h"
#include "oracle/torn.h"
#include "oracle/trace_hash.h"
#include "oracle/track.h"

#include <utility>

namespace oracle {

class Oracle::Checkers {
public:
    explicit Checkers(Options options) : options_(options) {
        if (options.scope == Scope::cluster) watch_cluster();
        if (options.scope == Scope::one_node) watch_node();
        if (options.scope == Scope::clients)
            others_.push_back(std::make_unique<GroupChecker>(report_, Scope::clients));
    }

    void take(const Event& event) {
        if (const auto* sent = std::get_if<Originate>(&event.what))
            return originate(event.time, event.node, *sent);
        if (const auto* got = std::get_if<Deliver>(&event.what))
            return deliver(event.time, event.node, *got);
        now_ = event.time;
        hash_.take(event);
        if (lost_) return;
        track_.prepare(event);
        if (track_.doubled()) return lose();
        for (const auto& checker : rings_) checker->take(event);
        for (const auto& checker : others_) checker->take(event);
        track_.apply(event);
        retire();
    }

    void originate(Time time, Node node, const Originate& event) {
        now_ = time;
        hash_.originate(time, node, event);
        if (lost_) return;
        for (const auto& checker : rings_) checker->originate(time, node, event);
        for (const auto& checker : others_) checker->originate(time, node, event);
        track_.originated(track_.process(node), event);
    }

    void deliver(Time time, Node node, const Deliver& event) {
        now_ = time;
        hash_.deliver(time, node, event);
        if (lost_) return;
        for (const auto& checker : rings_) checker->deliver(time, node, event);
        for (const auto& checker : others_) checker->deliver(time, node, event);
        track_.delivered(track_.process(node), event);
    }

    void finish(bool quiescent) {
        if (lost_) return;
        const bool decided = quiescent && options_.quiescent;
        for (const auto& checker : rings_) checker->finish(decided);
        for (const auto& checker : others_) checker->finish(decided);
    }

    [[nodiscard]] const Report& report() const { return report_; }
    [[nodiscard]] std::uint64_t hash() const { return hash_.value(); }

private:
    void watch_cluster() {
        rings_.push_back(std::make_unique<Chains>(report_, track_, false));
        rings_.push_back(std::make_unique<Order>(report_, track_, false));
        rings_.push_back(std::make_unique<Safe>(report_, track_));
        rings_.push_back(std::make_unique<Recovery>(report_, track_));
        others_.push_back(std::make_unique<GroupChecker>(report_));
        others_.push_back(std::make_unique<TimeChecker>(report_, options_.bounds));
        others_.push_back(std::make_unique<TornChecker>(report_, options_.bounds));
        others_.push_back(std::make_unique<QuorumChecker>(report_));
        others_.push_back(std::make_unique<ConfigurationChecker>(report_));
    }
    void watch_node() {
        rings_.push_back(std::make_unique<Chains>(report_, track_, true));
        rings_.push_back(std::make_unique<Order>(report_, track_, true));
        others_.push_back(std::make_unique<TimeChecker>(report_, options_.bounds));
        others_.push_back(std::make_unique<TornChecker>(report_, options_.bounds));
    }

    // From here on nothing can be said.
    void lose() {
        lost_ = true;
        report_.count("a forgotten ring id in two places");
    }

    void retire() {
        if (track_.retiring().empty()) return;
        for (RingRecord* ring : track_.retiring())
            for (const auto& checker : rings_) checker->retire(*ring, now_);
        track_.forget();
    }

    const Options options_;
    Report report_;
    Track track_;
    TraceHash hash_;
    Time now_ = 0;
    bool lost_ = false;
    std::vector<std::unique_ptr<RingChecker>> rings_;
    std::vector<std::unique_ptr<Checker>> others_;
};

Oracle::Oracle(Options options) : checkers_(std::make_unique<Checkers>(options)) {}
Oracle::~Oracle() = default;

void Oracle::take(const Event& event) { checkers_->take(event); }
void Oracle::originate(Time time, Node node, const Originate& event) {
    checkers_->originate(time, node, event);
}
void Oracle::deliver(Time time, Node node, const Deliver& event) {
    checkers_->deliver(time, node, event);
}
void Oracle::finish(bool quiescent) { checkers_->finish(quiescent); }

const std::vector<Violation>& Oracle::violations() const {
    return checkers_->report().violations();
}
const std::map<std::string, std::uint64_t>& Oracle::counts() const {
    return checkers_->report().counts();
}
std::uint64_t Oracle::hash() const { return checkers_->hash(); }

} // namespace oracle
