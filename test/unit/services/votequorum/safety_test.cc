// test/unit/services/votequorum/safety_test.cc - whatever happens to the network and the nodes,
// never do two parts of the cluster think that they are it.
#include "unit/services/votequorum/cluster.h"

#include "base/random.h"

#include <set>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::votequorum;
using namespace baton::votequorum::testing;

namespace {

constexpr int kSeeds = 150;
constexpr int kSteps = 60;

struct Mode {
    const char* name;
    Keys keys;
    bool restarts = true; // what a node forgets when it starts again does no harm
};

class Story {
public:
    Story(const Mode& mode, std::uint32_t nodes, std::uint64_t seed)
        : random_(seed), nodes_(nodes), restarts_(mode.restarts), cluster_(nodes, mode.keys),
          group_(nodes, 0), alive_(nodes, true) {}

    // Whether two parts were quorate at once.
    bool goes_wrong() {
        for (int step = 0; step < kSteps; ++step) {
            happen();
            if (quorate_rings().size() > 1) return true;
        }
        return false;
    }

private:
    void happen() {
        switch (random_.below(6)) {
        case 0:
            return cluster_.pass(std::chrono::seconds(10));
        case 1:
            if (restarts_) return turn_over(random_node());
            [[fallthrough]];
        case 2:
            return read_again(random_node());
        case 3:
            interrupt();
            [[fallthrough]];
        case 4: // one node goes elsewhere
            group_[random_node()] = random_.below(3);
            return settle();
        default: // all is different
            for (std::uint32_t i = 0; i < nodes_; ++i) group_[i] = random_.below(3);
            return settle();
        }
    }

    // The same configuration once more, as after a reload, at one node or at all.
    void read_again(std::uint32_t index) {
        for (std::uint32_t i = 0; i < nodes_; ++i)
            if (alive_[i] && (i == index || index % 2 == 0))
                cluster_.node(i + 1).map.set("quorum.touched", ++touched_);
        cluster_.run();
    }

    // Nodes find each other, and lose some before all have said what they have to say.
    void interrupt() {
        Ids members;
        for (std::uint32_t i = 0; i < nodes_; ++i)
            if (alive_[i] && random_.below(3) != 0) members.push_back(i + 1);
        if (members.size() < 2) return;
        cluster_.begin(members);
        const std::uint32_t silent = members.at(random_.below(members.size()));
        const auto others = members;
        std::erase(members, silent);
        cluster_.exchange(members);
        for (const std::uint32_t id : others) cluster_.node(id).component.clear();
    }

    std::uint32_t random_node() { return static_cast<std::uint32_t>(random_.below(nodes_)); }

    void turn_over(std::uint32_t index) {
        alive_[index] = !alive_[index];
        if (alive_[index]) cluster_.restart(index + 1);
        cluster_.node(index + 1).component.clear();
        settle();
    }

    // Each group is a ring; one that has not changed stays as it is.
    void settle() {
        for (std::uint64_t group = 0; group < 3; ++group) {
            Ids members;
            std::vector<NodeId> ids;
            for (std::uint32_t i = 0; i < nodes_; ++i) {
                if (!alive_[i] || group_[i] != group) continue;
                members.push_back(i + 1);
                ids.push_back(NodeId{i + 1});
            }
            bool same = true;
            for (const std::uint32_t id : members)
                same = same && cluster_.node(id).component == ids;
            if (!same) cluster_.form(members);
        }
    }

    std::set<RingId> quorate_rings() {
        std::set<RingId> rings;
        for (std::uint32_t i = 0; i < nodes_; ++i)
            if (alive_[i] && cluster_.node(i + 1).quorum.view().quorate)
                rings.insert(cluster_.node(i + 1).ring);
        return rings;
    }

    Random random_;
    std::uint32_t nodes_;
    bool restarts_;
    Cluster cluster_;
    std::vector<std::uint64_t> group_;
    std::vector<bool> alive_;
    std::uint32_t touched_ = 0;
};

// The first seed with which the mode fails; 0: none.
std::uint64_t failing_seed(const Mode& mode, std::uint32_t nodes) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        if (!Story(mode, nodes, seed).goes_wrong()) continue;
        print_message("%s: %u nodes, seed %lu\n", mode.name, nodes,
                      static_cast<unsigned long>(seed));
        return seed;
    }
    return 0;
}

void holds(const Mode& mode, std::initializer_list<std::uint32_t> sizes) {
    std::uint64_t failed = 0;
    for (const std::uint32_t nodes : sizes) failed += failing_seed(mode, nodes);
    assert_int_equal(failed, 0);
}

const auto kTie = truth("auto_tie_breaker");
const auto kWait = truth("wait_for_all");
const auto kLast = truth("last_man_standing");

void a_majority_is_the_only_one(void**) { holds({"plain", {}}, {2, 3, 4, 5}); }
void waiting_for_all_gives_no_second_one(void**) { holds({"wait", {kWait}}, {2, 3, 4, 5}); }
void the_lowest_node_is_in_one_half(void**) { holds({"lowest", {kTie}}, {2, 4, 6}); }
void the_highest_node_is_in_one_half(void**) {
    holds({"highest", {kTie, text("auto_tie_breaker_node", "highest")}}, {2, 4, 6});
}
void the_first_of_a_list_is_in_one_half(void**) {
    holds({"list", {kTie, text("auto_tie_breaker_node", "2 1 4")}}, {4, 6});
}
void the_only_one_of_a_list_is_in_one_half(void**) {
    holds({"list of one", {kTie, text("auto_tie_breaker_node", "2")}}, {2, 4});
}
void ties_and_waiting_go_together(void**) { holds({"tie, wait", {kTie, kWait}}, {3, 4, 5}); }
void those_who_leave_leave_no_second_one(void**) {
    holds({"downscale", {truth("allow_downscale")}}, {3, 4, 5});
}
void tracking_gives_no_second_one(void**) {
    holds({"tracking", {truth("expected_votes_tracking")}}, {3, 4, 5});
}
void the_last_man_stands_in_one_place(void**) { holds({"last man", {kLast}, false}, {3, 4, 5, 6}); }
void the_last_man_who_waits_may_start_again(void**) {
    holds({"last man, wait", {kLast, kWait}}, {3, 4, 5, 6});
}
void the_last_man_may_be_the_tie_breaker(void**) {
    holds({"last man, tie", {kLast, kTie}, false}, {4, 6});
}
void the_last_man_may_be_the_tie_breaker_and_wait(void**) {
    holds({"last man, tie, wait", {kLast, kTie, kWait}}, {3, 4, 5, 6});
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_majority_is_the_only_one),
        cmocka_unit_test(waiting_for_all_gives_no_second_one),
        cmocka_unit_test(the_lowest_node_is_in_one_half),
        cmocka_unit_test(the_highest_node_is_in_one_half),
        cmocka_unit_test(the_first_of_a_list_is_in_one_half),
        cmocka_unit_test(the_only_one_of_a_list_is_in_one_half),
        cmocka_unit_test(ties_and_waiting_go_together),
        cmocka_unit_test(those_who_leave_leave_no_second_one),
        cmocka_unit_test(tracking_gives_no_second_one),
        cmocka_unit_test(the_last_man_stands_in_one_place),
        cmocka_unit_test(the_last_man_who_waits_may_start_again),
        cmocka_unit_test(the_last_man_may_be_the_tie_breaker),
        cmocka_unit_test(the_last_man_may_be_the_tie_breaker_and_wait),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
