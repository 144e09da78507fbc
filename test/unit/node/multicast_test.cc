// test/unit/node/multicast_test.cc - multicasts of clients that the node takes in one go.
#include "support/records.h"
#include "unit/node/trio.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::test;

namespace {

std::size_t frames_in(const NodeActions& actions) {
    std::size_t count = 0;
    for (const NodeAction& action : actions)
        if (std::holds_alternative<ring::SendMulticast>(action)) ++count;
    return count;
}

void assert_all_heard(Trio& trio, const std::vector<std::string>& said) {
    for (const std::uint32_t id : {1U, 2U, 3U}) {
        const bool same = trio.heard(id) == said;
        assert_true(same);
    }
}

// Node 1 was the last to speak: it keeps the token of the idle ring, and can use it at once.
void what_follows_from_multicasts_waits_until_they_are_settled(void**) {
    Trio trio;
    trio.world.say(1, "g", "mine", 0, false);
    trio.world.run(std::chrono::seconds(1));
    Node& node = *trio.world.node(1);
    const ClientId client = trio.world.client(1, "g")->id;
    const std::vector<std::byte> data(100);
    NodeActions before;
    for (int i = 0; i < 3; ++i)
        node.client_multicast(trio.world.now(), client, {2, false, data}, before);
    const std::size_t early = before.size();
    NodeActions after;
    node.settle(trio.world.now(), after);
    const std::size_t frames = frames_in(after);
    assert_int_equal(early, 0);
    assert_int_equal(frames, 1);
}

void multicasts_of_one_step_keep_their_order(void**) {
    constexpr int kMessages = 200;
    Trio trio;
    trio.world.gathers = true;
    std::vector<std::string> said;
    trio.world.pause(1); // they wait, and are read one behind the other then
    for (int i = 0; i < kMessages; ++i) {
        said.push_back("message " + std::to_string(i));
        trio.world.say(1, "g", said.back(), 0, false);
    }
    trio.world.resume(1);
    trio.world.run(std::chrono::seconds(2));
    assert_all_heard(trio, said);
    const bool works = trio.works();
    assert_true(works);
}

// Two long messages in frames that are filled: the second begins in what the first leaves of its
// last frame, its headers whole there or in part.
void a_message_may_be_cut_within_its_headers(void**) {
    Trio trio(Trio::Kind::fast);
    trio.world.gathers = true;
    std::vector<std::string> said;
    for (std::size_t length = 2400; length < 2640; length += 11) {
        trio.world.pause(1);
        for (const std::size_t more : {std::size_t{0}, std::size_t{600}}) {
            said.push_back(std::to_string(said.size()) + std::string(length + more, 'x'));
            trio.world.say(1, "g", said.back(), 0, false);
        }
        trio.world.resume(1);
        trio.world.run(std::chrono::milliseconds(200));
    }
    assert_all_heard(trio, said);
}

// Records as they come from a client at once: more than a frame takes, and one that is longer.
void multicasts_that_come_as_records_are_delivered_one_by_one(void**) {
    for (const auto kind : {Trio::Kind::fast, Trio::Kind::plain}) {
        Trio trio(kind);
        const ClientId client = trio.world.client(1, "g")->id;
        const std::uint64_t sent_before = trio.world.node(1)->status().messages_sent;
        std::vector<std::string> said;
        std::vector<std::byte> records;
        for (std::size_t i = 0; i < 200; ++i) {
            said.push_back(std::to_string(i) + std::string(i == 100 ? 3000 : i % 90, 'x'));
            const std::string numbered = said.back() + std::string(8, '\0');
            add_record(records, std::as_bytes(std::span(numbered)));
        }
        NodeActions actions;
        trio.world.node(1)->client_multicasts(trio.world.now(), client, {false, records}, actions);
        const std::uint64_t sent = trio.world.node(1)->status().messages_sent - sent_before;
        trio.world.run(std::chrono::seconds(2));
        bool same = true;
        for (const std::uint32_t id : {1U, 2U, 3U}) same = same && trio.heard(id) == said;
        assert_true(actions.empty());
        assert_true(same);
        assert_int_equal(sent, 200);
    }
}

// A client of node 1 that is in no group.
struct Stranger {
    Stranger() {
        node.client_connected(now(), wire::ServiceId::cpg, id, actions);
        actions.clear();
    }
    [[nodiscard]] TimePoint now() const { return trio.world.now(); }
    // What its multicasts have led to.
    std::size_t frames() {
        node.settle(now(), actions);
        return frames_in(actions);
    }
    Trio trio;
    Node& node = *trio.world.node(1);
    const ClientId id{4711};
    const std::vector<std::byte> data = std::vector<std::byte>(100);
    NodeActions actions;
};

void records_of_nobody_are_dropped(void**) {
    Stranger nobody;
    nobody.node.client_multicasts(nobody.now(), nobody.id, {false, record_of(nobody.data)},
                                  nobody.actions);
    const std::size_t frames = nobody.frames();
    assert_int_equal(frames, 0);
}

// A refused one is told in the log, with the step that follows.
void a_multicast_of_nobody_is_dropped(void**) {
    Stranger nobody;
    nobody.node.client_multicast(nobody.now(), nobody.id, {2, false, nobody.data}, nobody.actions);
    const std::size_t frames = nobody.frames();
    const NodeActions& actions = nobody.actions;
    const auto* line = actions.empty() ? nullptr : std::get_if<LogLine>(&actions.front());
    const bool told = line != nullptr && line->level == LogLevel::warning;
    assert_int_equal(frames, 0);
    assert_true(told);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(what_follows_from_multicasts_waits_until_they_are_settled),
        cmocka_unit_test(multicasts_of_one_step_keep_their_order),
        cmocka_unit_test(a_message_may_be_cut_within_its_headers),
        cmocka_unit_test(multicasts_that_come_as_records_are_delivered_one_by_one),
        cmocka_unit_test(records_of_nobody_are_dropped),
        cmocka_unit_test(a_multicast_of_nobody_is_dropped),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
