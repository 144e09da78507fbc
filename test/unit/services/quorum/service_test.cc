// test/unit/services/quorum/service_test.cc - reports of the provider reach the clients that track.
#include "services/quorum/service.h"
#include "unit/services/silent_effects.h"

#include <string>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::quorum;

namespace {

std::string ids(const std::vector<NodeId>& nodes) {
    std::string text;
    for (const NodeId node : nodes) text += " " + std::to_string(node.value);
    return text;
}

std::string line(const QuorumEvent& event) {
    return "model " + std::to_string(event.model) + (event.quorate ? " yes " : " no ") +
           std::to_string(event.ring.seq) + ":" + ids(event.members);
}
std::string line(const NodeListEvent& event) {
    return "list " + std::to_string(event.ring.seq) + ":" + ids(event.members) + " +" +
           ids(event.joined) + " -" + ids(event.left);
}

struct Bench final : baton::testing::SilentEffects {
    explicit Bench(QuorumService::Provider provider) : service(provider, map) {
        service.on_start(*this);
    }

    void reply(ClientId, ClientReply reply) override { last = std::get<Reply>(reply); }
    void event(ClientId client, ClientEvent event) override {
        heard += std::to_string(client.value) + " " +
                 std::visit([](const auto& each) { return line(each); }, std::get<Event>(event)) +
                 "\n";
    }
    void log(LogLine line) override { logged += line.text + "\n"; }
    void command(Command command) override {
        changes += std::holds_alternative<QuorumChanged>(command) ? 1 : 0;
    }

    void ask(std::uint64_t client, const Request& request) {
        service.on_request(ClientId{client}, request, *this);
    }
    CsError status(std::uint64_t client, const Request& request) {
        ask(client, request);
        return std::get<StatusReply>(last).error;
    }
    void connect(std::uint64_t client, std::uint32_t model) {
        service.on_connected(ClientId{client});
        ask(client, ModelGetTypeRequest{model});
    }
    void form(std::uint64_t seq, const std::vector<NodeId>& members,
              const std::vector<NodeId>& trans) {
        service.sync_begin({{members.front(), seq}, members, trans}, *this);
        service.sync_send(*this);
        service.sync_activate(*this);
        service.sync_complete(*this);
    }

    cmap::Map map;
    QuorumService service;
    Reply last;
    std::string heard;
    std::string logged;
    int changes = 0;
};

using enum QuorumService::Provider;
constexpr NodeId k1{1}, k2{2}, k3{3};

void without_a_provider_a_node_is_always_quorate(void**) {
    Bench bench(none);
    bench.connect(1, 0);
    bench.ask(1, GetQuorateRequest{});
    const bool quorate = std::get<QuorateReply>(bench.last).quorate;
    bench.ask(1, GetTypeRequest{});
    const std::uint32_t type = std::get<TypeReply>(bench.last).type;
    const auto key = bench.map.number<std::uint8_t>("runtime.quorum.quorate");
    assert_true(quorate);
    assert_int_equal(type, 0);
    assert_int_equal(key.value(), 1);
}

void without_a_provider_the_view_stays_empty(void**) {
    Bench bench(none);
    bench.connect(1, 0);
    bench.form(4, {k1}, {});
    bench.ask(1, TrackRequest{kTrackCurrent});
    assert_string_equal(bench.heard.c_str(), "1 model 0 yes 0:\n");
}

void with_a_provider_a_node_is_not_quorate_at_first(void**) {
    Bench bench(votequorum);
    bench.connect(1, 1);
    const std::uint32_t type = std::get<ModelTypeReply>(bench.last).type;
    bench.ask(1, GetQuorateRequest{});
    const bool quorate = std::get<QuorateReply>(bench.last).quorate;
    assert_int_equal(type, 1);
    assert_false(quorate);
}

void there_are_two_models(void**) {
    Bench bench(votequorum);
    bench.connect(1, 2);
    assert_int_equal(std::get<ModelTypeReply>(bench.last).error, CsError::invalid_param);
}

void every_report_is_told_also_when_nothing_changed(void**) {
    Bench bench(votequorum);
    bench.connect(1, 0);
    bench.ask(1, TrackRequest{kTrackChangesOnly});
    bench.service.report({true, {k1, 4}, {k1, k2}}, bench);
    bench.service.report({true, {k1, 4}, {k1, k2}}, bench);
    const auto key = bench.map.number<std::uint8_t>("runtime.quorum.quorate");
    assert_string_equal(bench.heard.c_str(), "1 model 0 yes 4: 1 2\n1 model 0 yes 4: 1 2\n");
    assert_int_equal(bench.changes, 2);
    assert_int_equal(key.value(), 1);
}

void scripts_find_their_lines(void**) {
    Bench bench(votequorum);
    bench.form(4, {k1, k2}, {});
    bench.service.report({true, {k1, 4}, {k1, k2}}, bench);
    bench.form(8, {k1}, {k1});
    bench.service.report({false, {k1, 8}, {k1}}, bench);
    assert_string_equal(
        bench.logged.c_str(),
        "Using quorum provider corosync_votequorum\n"
        "Sync members[2]: 1 2\nSync joined[2]: 1 2\n"
        "This node is within the primary component and will provide service.\nMembers[2]: 1 2\n"
        "Sync members[1]: 1\nSync left[1]: 2\n"
        "This node is within the non-primary component and will NOT provide any services.\n"
        "Members[1]: 1\n");
}

void node_lists_say_who_came_and_who_went(void**) {
    Bench bench(votequorum);
    bench.form(4, {k1, k2}, {});
    bench.connect(1, 1);
    bench.ask(1, TrackRequest{kTrackChangesOnly});
    bench.form(8, {k1, k3}, {k1});
    assert_string_equal(bench.heard.c_str(), "1 list 8: 1 3 + 3 - 2\n");
}

void who_was_away_and_is_back_both_came_and_went(void**) {
    Bench bench(votequorum);
    bench.form(4, {k1, k2}, {});
    bench.connect(1, 1);
    bench.ask(1, TrackRequest{kTrackChangesOnly});
    bench.form(8, {k1, k2}, {k1});
    assert_string_equal(bench.heard.c_str(), "1 list 8: 1 2 + 2 - 2\n");
}

void an_interrupted_change_does_not_count(void**) {
    Bench bench(votequorum);
    bench.form(4, {k1, k2}, {});
    bench.service.sync_begin({{k1, 8}, {k1}, {k1}}, bench);
    bench.service.sync_abort();
    bench.connect(1, 1);
    bench.ask(1, TrackRequest{kTrackChangesOnly});
    bench.form(12, {k1}, {k1});
    assert_string_equal(bench.heard.c_str(), "1 list 12: 1 + - 2\n");
}

void model_1_hears_the_list_before_quorum_at_once(void**) {
    Bench bench(votequorum);
    bench.form(4, {k1, k2}, {});
    bench.service.report({true, {k1, 4}, {k1, k2}}, bench);
    bench.connect(1, 1);
    const CsError error = bench.status(1, TrackRequest{kTrackChanges});
    assert_string_equal(bench.heard.c_str(), "1 list 4: 1 2 + -\n1 model 1 yes 4: 1 2\n");
    assert_int_equal(error, CsError::ok);
}

void tracking_twice_is_refused_and_answered_all_the_same(void**) {
    Bench bench(votequorum);
    bench.connect(1, 0);
    bench.status(1, TrackRequest{kTrackChangesOnly});
    const CsError error = bench.status(1, TrackRequest{kTrackCurrent});
    assert_int_equal(error, CsError::exist);
    assert_string_equal(bench.heard.c_str(), "1 model 0 no 0:\n");
}

void the_newest_tracker_hears_first(void**) {
    Bench bench(votequorum);
    for (const std::uint64_t client : {1U, 2U, 3U}) {
        bench.connect(client, 0);
        bench.ask(client, TrackRequest{kTrackChangesOnly});
    }
    bench.service.report({true, {k1, 4}, {k1}}, bench);
    assert_string_equal(bench.heard.c_str(),
                        "3 model 0 yes 4: 1\n2 model 0 yes 4: 1\n1 model 0 yes 4: 1\n");
}

void who_stopped_or_is_gone_hears_nothing(void**) {
    Bench bench(votequorum);
    for (const std::uint64_t client : {1U, 2U}) {
        bench.connect(client, 0);
        bench.ask(client, TrackRequest{kTrackChangesOnly});
    }
    const CsError first = bench.status(1, UntrackRequest{});
    const CsError second = bench.status(1, UntrackRequest{});
    bench.service.on_disconnected(ClientId{2});
    bench.service.report({true, {k1, 4}, {k1}}, bench);
    assert_int_equal(first, CsError::ok);
    assert_int_equal(second, CsError::ok);
    assert_string_equal(bench.heard.c_str(), "");
}

void messages_of_nodes_mean_nothing(void**) {
    Bench bench(votequorum);
    BufferPool pool;
    bench.service.on_message(k2, pool.copy(std::vector<std::byte>(16)), bench);
    assert_false(bench.service.view().quorate);
}

// It was away in the first change, which was cut short, and came back in the next one.
void who_was_away_meanwhile_left_and_joined(void**) {
    Bench bench(votequorum);
    bench.connect(1, 1);
    bench.form(4, {k1, k2, k3}, {});
    bench.ask(1, TrackRequest{kTrackChangesOnly});
    bench.service.sync_begin({{k1, 8}, {k1, k2}, {k1, k2}}, bench);
    bench.service.sync_abort();
    bench.form(12, {k1, k2, k3}, {k1, k2, k3});
    bench.form(16, {k1, k2, k3}, {k1, k2, k3});
    assert_string_equal(bench.heard.c_str(), "1 list 12: 1 2 3 + 3 - 3\n1 list 16: 1 2 3 + -\n");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(without_a_provider_a_node_is_always_quorate),
        cmocka_unit_test(without_a_provider_the_view_stays_empty),
        cmocka_unit_test(with_a_provider_a_node_is_not_quorate_at_first),
        cmocka_unit_test(there_are_two_models),
        cmocka_unit_test(every_report_is_told_also_when_nothing_changed),
        cmocka_unit_test(scripts_find_their_lines),
        cmocka_unit_test(node_lists_say_who_came_and_who_went),
        cmocka_unit_test(who_was_away_and_is_back_both_came_and_went),
        cmocka_unit_test(an_interrupted_change_does_not_count),
        cmocka_unit_test(model_1_hears_the_list_before_quorum_at_once),
        cmocka_unit_test(tracking_twice_is_refused_and_answered_all_the_same),
        cmocka_unit_test(the_newest_tracker_hears_first),
        cmocka_unit_test(who_stopped_or_is_gone_hears_nothing),
        cmocka_unit_test(messages_of_nodes_mean_nothing),
        cmocka_unit_test(who_was_away_meanwhile_left_and_joined),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
