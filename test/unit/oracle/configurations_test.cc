// test/unit/oracle/configurations_test.cc - which configuration a node acts on: what is right, and
// what is not.
#include "oracle/checker.h"
#include "oracle/configurations.h"

#include <map>
#include <set>
#include <string>

#include "unit/cmocka.h"

using namespace oracle;

namespace {

// Makes traces of nodes that have configurations.
class Story {
public:
    void tell(Node node, What what) {
        events_.push_back({static_cast<Time>(events_.size()), node, std::move(what)});
    }
    void start(Node node, std::uint64_t version) {
        tell(node, oracle::Start{});
        if (version != 0) tell(node, Configuration{version, {}});
        rings_[node] = {};
    }
    // These form a ring: those from one ring come together. Their services agree.
    void ring(const Nodes& members) {
        leave(members);
        arrive(members);
        for (const Node node : members) tell(node, Synchronised{here_});
    }
    // The transitional configurations, and then the ring.
    void leave(const Nodes& members) {
        last_ += 4;
        here_ = {last_, members.front()};
        for (const Node node : members)
            if (rings_[node] != Ring{})
                tell(node,
                     Transitional{{last_ - 1, rings_[node].representative}, {}, rings_[node]});
    }
    void arrive(const Nodes& members) {
        for (const Node node : members) {
            tell(node, Regular{here_, members, {last_ - 1, 1}, rings_[node] == Ring{}});
            rings_[node] = here_;
        }
    }
    void read(const Nodes& nodes, bool good = true, bool alone = false) {
        for (const Node node : nodes) tell(node, Reading{alone});
        for (const Node node : nodes) tell(node, HasRead{good});
    }
    void take(const Nodes& nodes, std::uint64_t version) {
        for (const Node node : nodes) tell(node, Configuration{version, rings_[node]});
    }
    // The properties that are violated: "V1 V3", or "".
    [[nodiscard]] std::string blamed() const {
        Report report;
        ConfigurationChecker checker(report);
        for (const Event& event : events_) checker.take(event);
        checker.finish(true);
        std::set<std::string> names;
        for (const Violation& one : report.violations()) names.insert(one.property);
        std::string text;
        for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
        return text;
    }

private:
    std::vector<Event> events_;
    std::map<Node, Ring> rings_;
    std::uint64_t last_ = 0;
    Ring here_;
};

void expect(const Story& story, const char* properties) {
    const std::string found = story.blamed();
    assert_string_equal(found.c_str(), properties);
}

// Nodes 1 to 3 on one ring, with version 1.
Story three() {
    Story story;
    for (Node node = 1; node <= 3; ++node) story.start(node, 1);
    for (Node node = 1; node <= 3; ++node) story.ring({node});
    story.ring({1, 2, 3});
    return story;
}

// Nodes 1 and 2 have been alone, with these versions, and meet.
Story meeting(std::uint64_t first, std::uint64_t second) {
    Story story;
    story.start(1, first);
    story.start(2, second);
    story.ring({1});
    story.ring({2});
    story.leave({1, 2});
    story.arrive({1, 2});
    return story;
}

// ---- versions

void equal_versions_go_on(void**) { expect(three(), ""); }

void who_has_an_older_version_must_end(void**) {
    Story story = meeting(1, 2);
    story.tell(1, Synchronised{{12, 1}});
    expect(story, "V1");
}

void who_has_an_older_version_may_end(void**) {
    Story story = meeting(1, 2);
    story.tell(1, Outdated{{12, 1}});
    expect(story, "");
}

void who_has_the_newest_version_must_not_end(void**) {
    Story story = meeting(2, 2);
    story.tell(1, Outdated{{12, 1}});
    expect(story, "V2");
}

void who_has_no_version_goes_on(void**) {
    Story story = meeting(0, 2);
    story.tell(1, Synchronised{{12, 1}});
    expect(story, "");
}

void who_has_no_version_must_not_end(void**) {
    Story story = meeting(0, 2);
    story.tell(1, Outdated{{12, 1}});
    expect(story, "V2");
}

void on_the_first_ring_of_a_start_nothing_is_compared(void**) {
    Story story;
    story.start(1, 1);
    story.start(2, 2);
    story.ring({1, 2});
    expect(story, "");
}

void on_the_first_ring_of_a_start_nobody_must_end(void**) {
    Story story;
    story.start(1, 1);
    story.start(2, 2);
    story.leave({1, 2});
    story.arrive({1, 2});
    story.tell(1, Outdated{{4, 1}});
    expect(story, "V2");
}

void versions_are_compared_once(void**) {
    Story story = three();
    story.start(4, 2);
    story.ring({4});
    story.ring({1, 2, 3, 4});
    expect(story, "");
}

// ---- reloads

void what_all_take_is_right(void**) {
    Story story = three();
    story.read({1, 2, 3});
    story.take({1, 2, 3}, 2);
    story.ring({1, 2});
    expect(story, "");
}

void what_nobody_takes_is_right(void**) {
    Story story = three();
    story.read({1, 2});
    story.read({3}, false);
    story.ring({1, 2, 3});
    expect(story, "");
}

void who_takes_what_its_companion_does_not_is_wrong(void**) {
    Story story = three();
    story.read({1, 2, 3});
    story.leave({1, 2, 3});
    story.take({1, 2}, 2);
    story.arrive({1, 2, 3});
    expect(story, "V3");
}

void at_the_end_all_must_have_taken_it(void**) {
    Story story = three();
    story.read({1, 2, 3});
    story.take({1, 2}, 2);
    expect(story, "V3 V5");
}

void who_has_ended_need_not_take_it(void**) {
    Story story = three();
    story.read({1, 2, 3});
    story.take({1, 2}, 2);
    story.tell(3, Fail{});
    expect(story, "");
}

void before_all_can_use_it_nobody_takes_it(void**) {
    Story story = three();
    story.read({1, 2});
    story.read({3}, false);
    story.take({1, 2, 3}, 2);
    expect(story, "V4");
}

void who_came_later_must_have_read_it_too(void**) {
    Story story = three();
    story.ring({1, 2});
    story.read({1, 2});
    story.ring({1, 2, 3});
    story.take({1, 2, 3}, 2);
    expect(story, "V4");
}

void what_one_takes_on_the_ring_nobody_leaves_without(void**) {
    Story story = three();
    story.read({1, 2, 3});
    story.take({1, 2}, 2);
    story.ring({3});
    story.ring({1, 2});
    expect(story, "V5");
}

void what_is_taken_behind_the_ring_another_part_may_lack(void**) {
    Story story = three();
    story.read({1, 2, 3});
    story.leave({1, 2});
    story.take({1, 2}, 2);
    story.arrive({1, 2});
    story.ring({3});
    expect(story, "");
}

void who_reads_for_itself_takes_it_alone(void**) {
    Story story = three();
    story.read({1}, true, true);
    story.take({1}, 2);
    story.ring({1, 2, 3});
    expect(story, "");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(equal_versions_go_on),
        cmocka_unit_test(who_has_an_older_version_must_end),
        cmocka_unit_test(who_has_an_older_version_may_end),
        cmocka_unit_test(who_has_the_newest_version_must_not_end),
        cmocka_unit_test(who_has_no_version_goes_on),
        cmocka_unit_test(who_has_no_version_must_not_end),
        cmocka_unit_test(on_the_first_ring_of_a_start_nothing_is_compared),
        cmocka_unit_test(on_the_first_ring_of_a_start_nobody_must_end),
        cmocka_unit_test(versions_are_compared_once),
        cmocka_unit_test(what_all_take_is_right),
        cmocka_unit_test(what_nobody_takes_is_right),
        cmocka_unit_test(who_takes_what_its_companion_does_not_is_wrong),
        cmocka_unit_test(at_the_end_all_must_have_taken_it),
        cmocka_unit_test(who_has_ended_need_not_take_it),
        cmocka_unit_test(before_all_can_use_it_nobody_takes_it),
        cmocka_unit_test(who_came_later_must_have_read_it_too),
        cmocka_unit_test(what_one_takes_on_the_ring_nobody_leaves_without),
        cmocka_unit_test(what_is_taken_behind_the_ring_another_part_may_lack),
        cmocka_unit_test(who_reads_for_itself_takes_it_alone),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
