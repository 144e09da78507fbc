// test/unit/sync/cluster_test.cc - some nodes with different services, one order of messages.
//
// The seed draws the services of each node, whose message comes next, services that take their
// time, and memberships that change in the middle. Unsent messages survive a change, as in packing.
#include "unit/sync/bench.h"

#include "base/random.h"

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace baton {
namespace {

using namespace test;

const TimePoint kStart{std::chrono::hours(1)};

class Cluster {
public:
    Cluster(std::uint64_t seed, std::size_t size) : random_(seed) {
        for (std::size_t i = 0; i < size; ++i) {
            std::vector<std::uint16_t> services;
            for (std::uint16_t id = 0; id < 64; ++id)
                if (random_.below(8) == 0) services.push_back(id);
            services_.push_back(services);
            nodes_.push_back(std::make_unique<SyncNode>(services));
            members_.push_back({static_cast<std::uint32_t>(i + 1)});
        }
    }
    void change_membership() {
        ring_ = {members_.front(), ring_.seq + 4};
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            SyncNode& node = *nodes_[i];
            node.lines.clear();
            if (!services_[i].empty())
                node.service(random_.below(services_[i].size())).not_yet =
                    static_cast<int>(random_.below(4));
            node.synchroniser->on_view(now_,
                                       transitional_view({members_[0], ring_.seq - 1}, members_));
            node.synchroniser->on_view(now_, regular_view(ring_, members_));
        }
    }
    void deliver(std::size_t messages) {
        for (std::size_t i = 0; i < messages; ++i) {
            now_ += milliseconds(1);
            for (const auto& node : nodes_) node->synchroniser->advance(now_);
            const std::size_t sender = random_.below(nodes_.size());
            if (nodes_[sender]->sent.empty()) continue;
            const SyncBytes message = nodes_[sender]->sent.front();
            nodes_[sender]->sent.pop_front();
            for (const auto& node : nodes_)
                node->synchroniser->on_message(now_, members_[sender], message);
        }
    }
    // Everyone has ended, with the last ring, each of its services served, and never in doubt.
    [[nodiscard]] bool settled() const {
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            const SyncNode& node = *nodes_[i];
            if (node.synchroniser->running() || node.completed.ring != ring_) return false;
            if (!node.logged.empty()) return false;
            for (const std::uint16_t id : services_[i])
                for (const char* what : {" begin", " activate", " complete"})
                    if (std::count(node.lines.begin(), node.lines.end(),
                                   std::to_string(id) + what) != 1)
                        return false;
        }
        return true;
    }

private:
    Random random_;
    RingId ring_;
    TimePoint now_ = kStart;
    std::vector<NodeId> members_;
    std::vector<std::vector<std::uint16_t>> services_;
    std::vector<std::unique_ptr<SyncNode>> nodes_;
};

void all_nodes_settle_whatever_services_they_have(void**) {
    bool settled = true;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        Cluster cluster(seed, 1 + seed % 5);
        cluster.change_membership();
        cluster.deliver(6000);
        settled = settled && cluster.settled();
    }
    assert_true(settled);
}

void all_nodes_settle_after_memberships_that_did_not_last(void**) {
    bool settled = true;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        Cluster cluster(seed, 1 + seed % 5);
        Random random(seed);
        for (int changes = 0; changes < 6; ++changes) {
            cluster.change_membership();
            cluster.deliver(random.below(120));
        }
        cluster.deliver(6000);
        settled = settled && cluster.settled();
    }
    assert_true(settled);
}

} // namespace
} // namespace baton

int main() {
    using namespace baton;
    const CMUnitTest tests[] = {
        cmocka_unit_test(all_nodes_settle_whatever_services_they_have),
        cmocka_unit_test(all_nodes_settle_after_memberships_that_did_not_last),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
