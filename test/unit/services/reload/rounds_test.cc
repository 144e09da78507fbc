// test/unit/services/reload/rounds_test.cc - all members take a new configuration, or none does.
#include "unit/services/reload/cluster.h"

#include <algorithm>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::reload;
using namespace baton::reload::testing;

namespace {

using Verdict = NodeResult::Verdict;
constexpr std::uint64_t kTool = 7;
constexpr int kOk = 1;
constexpr int kTryAgain = 6;
constexpr int kRefused = 7;

bool contains(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

void all_apply_when_all_agree(void**) {
    Cluster cluster(3);
    cluster.node(2).ask(kTool);
    cluster.run();
    assert_true(cluster.all_applied());
    assert_int_equal(cluster.node(2).replies[kTool], kOk);
    assert_int_equal(cluster.safe_messages, 1); // the decision
}

void nobody_applies_before_the_last_has_answered(void**) {
    Cluster cluster(3);
    cluster.node(3).reads_at_once = false;
    cluster.node(1).ask(kTool);
    cluster.run();
    const bool early = !cluster.none_applied() || !cluster.node(1).replies.empty();
    cluster.node(3).have_read(cluster.node(3).file);
    cluster.run();
    assert_false(early);
    assert_true(cluster.all_applied());
}

void one_bad_file_is_enough_for_none(void**) {
    Cluster cluster(3);
    cluster.node(3).file = bad_file("corosync.conf:4: error: what is this");
    cluster.node(1).ask(kTool);
    cluster.run();
    assert_true(cluster.none_applied());
    assert_int_equal(cluster.node(1).replies[kTool], kRefused);
    for (const std::uint32_t id : {1U, 2U, 3U}) {
        assert_int_equal(cluster.node(id).status(), kRefused);
        assert_string_equal(cluster.node(id).message().c_str(),
                            "node 3 (c): corosync.conf:4: error: what is this");
    }
}

void what_a_running_node_cannot_do_is_a_refusal_too(void**) {
    Cluster cluster(3);
    cluster.node(2).file =
        good_file(with(some_keys(2), text("nodelist.node.0.ring0_addr", "10.0.0.9")));
    cluster.node(1).ask(kTool);
    cluster.run();
    assert_true(cluster.none_applied());
    assert_true(contains(cluster.node(3).message(), "node 2 (b): ring0_addr of node 1"));
}

void what_the_network_of_one_node_cannot_do_is_a_refusal_too(void**) {
    Cluster cluster(3);
    cluster.node(2).network.refused = {"knet: cannot encrypt with crypto_model nss"};
    cluster.node(1).ask(kTool);
    cluster.run();
    assert_true(cluster.none_applied());
    assert_int_equal(cluster.node(1).replies[kTool], kRefused);
    for (const std::uint32_t id : {1U, 2U, 3U})
        assert_string_equal(cluster.node(id).message().c_str(),
                            "node 2 (b): knet: cannot encrypt with crypto_model nss");
}

void the_report_tells_of_each_node(void**) {
    Cluster cluster(3);
    cluster.node(2).file = good_file(with(some_keys(8), text("totem.transport", "udp")), 8);
    cluster.node(3).file = bad_file("line 4: what");
    cluster.node(1).ask_for_report(kTool);
    cluster.run();
    const Report& report = cluster.node(1).reports[kTool];
    assert_true(report.two_phase && !report.applied && !report.check_only);
    assert_int_equal(report.nodes.size(), 3);
    assert_true(report.nodes[0].verdict == Verdict::good && report.nodes[0].name == "a");
    assert_true(report.nodes[1].old_version == 1 && report.nodes[1].new_version == 8);
    assert_true(report.nodes[1].digest == 0xF00D);
    assert_true(report.nodes[1].needs_restart == std::vector<std::string>{"totem.transport"});
    assert_true(report.nodes[2].verdict == Verdict::refused);
    assert_true(report.nodes[2].complaints == std::vector<std::string>{"line 4: what"});
}

void a_check_reads_everywhere_and_changes_nothing(void**) {
    Cluster cluster(3);
    cluster.node(1).ask_for_report(kTool, true);
    cluster.run();
    const Report& report = cluster.node(1).reports[kTool];
    assert_true(cluster.none_applied());
    assert_true(report.check_only && !report.applied && report.why.empty());
    assert_true(report.nodes.size() == 3 && report.nodes[2].verdict == Verdict::good);
    assert_int_equal(cluster.node(2).status(), 0);
    assert_int_equal(cluster.node(2).reads, 1);
}

void warnings_of_a_good_file_are_told(void**) {
    Cluster cluster(2);
    cluster.node(2).file.complaints = {"line 2: warning: spelling"};
    cluster.node(1).ask_for_report(kTool, true);
    cluster.run();
    const Report& report = cluster.node(1).reports[kTool];
    assert_true(report.nodes[1].verdict == Verdict::good);
    assert_int_equal(report.nodes[1].complaints.size(), 1);
}

// ---- what goes wrong on the way

void who_does_not_answer_in_time_stops_it(void**) {
    Cluster cluster(3);
    cluster.node(2).reads_at_once = false;
    cluster.node(1).ask(kTool);
    cluster.node(1).ask_for_report(kTool);
    cluster.run();
    cluster.pass(ReloadService::kAnswerPatience - milliseconds(1));
    const bool early = !cluster.node(1).replies.empty();
    cluster.pass(milliseconds(1));
    assert_false(early);
    assert_true(cluster.none_applied());
    assert_int_equal(cluster.node(1).replies[kTool], kRefused);
    assert_string_equal(cluster.node(3).message().c_str(), "node 2 (b): did not answer");
}

void an_answer_that_comes_too_late_means_nothing(void**) {
    Cluster cluster(3);
    cluster.node(2).reads_at_once = false;
    cluster.node(1).ask(kTool);
    cluster.run();
    cluster.pass(ReloadService::kAnswerPatience);
    cluster.node(2).have_read(cluster.node(2).file);
    cluster.run();
    assert_true(cluster.none_applied());
    assert_int_equal(cluster.waiting(), 0);
}

void a_membership_change_stops_it(void**) {
    Cluster cluster(3);
    cluster.node(3).reads_at_once = false;
    cluster.node(1).ask(kTool);
    cluster.run();
    cluster.form({1, 2});
    assert_true(cluster.none_applied());
    assert_int_equal(cluster.node(1).replies[kTool], kTryAgain);
    assert_true(contains(cluster.node(2).message(), "the membership changed"));
}

void the_death_of_who_asked_stops_it(void**) {
    Cluster cluster(3);
    cluster.node(3).reads_at_once = false;
    cluster.node(1).ask(kTool);
    cluster.run();
    cluster.form({2, 3});
    cluster.node(3).have_read(cluster.node(3).file);
    cluster.run();
    assert_true(cluster.none_applied());
    cluster.node(2).reads_at_once = cluster.node(3).reads_at_once = true;
    cluster.node(2).ask(kTool);
    cluster.run();
    assert_int_equal(cluster.node(2).replies[kTool], kOk);
}

void when_who_asked_never_decides_the_others_end_it(void**) {
    Cluster cluster(3);
    cluster.node(3).reads_at_once = false;
    cluster.node(1).ask(kTool);
    cluster.run();
    const TimePoint due = *cluster.node(2).service.next_deadline();
    assert_true(due == cluster.now() + 2 * ReloadService::kAnswerPatience);
    cluster.sleeps = 1; // it does not act upon its deadline
    cluster.pass(2 * ReloadService::kAnswerPatience);
    assert_false(cluster.node(2).service.next_deadline().has_value());
    assert_true(cluster.none_applied());
}

// The decision was ordered, and then the membership changed: those who stay together do the same.
void a_decision_in_the_transitional_configuration_counts(void**) {
    Cluster cluster(2);
    cluster.node(1).ask(kTool);
    while (cluster.safe_messages == 0) cluster.step();
    TestNode& one = cluster.node(1);
    one.capability.on_transitional();
    one.service.on_view({true, {NodeId{1}, 7}, {NodeId{1}}, {}, {NodeId{2}}}, one);
    cluster.run();
    const bool doubted = std::ranges::any_of(one.logged, [](const std::string& line) {
        return contains(line, "node 2: it was lost while this was decided");
    });
    assert_int_equal(one.applied, 1);
    assert_int_equal(one.replies[kTool], kOk);
    assert_true(doubted);
}

void answers_of_another_ring_do_not_count(void**) {
    Cluster cluster(2);
    cluster.node(2).reads_at_once = false;
    cluster.node(1).ask(kTool);
    cluster.run();
    wire::ReloadAnswer stale;
    stale.id = {NodeId{1}, {NodeId{1}, 99}, 1};
    stale.good = true;
    cluster.send(2, wire::encode(stale));
    cluster.run();
    assert_true(cluster.none_applied() && cluster.node(1).replies.empty());
}

void only_who_asked_can_have_it_applied(void**) {
    Cluster cluster(3);
    cluster.node(3).reads_at_once = false;
    cluster.node(1).ask(kTool);
    cluster.run();
    const wire::ReloadId id{NodeId{1}, {NodeId{1}, 4}, 1};
    for (const std::uint32_t from : {1U, 2U}) { // too early, and not who asked
        const auto bytes = wire::encode(wire::ReloadDecision{id, true});
        cluster.send(from, {bytes.begin(), bytes.end()});
    }
    cluster.run();
    const bool early = !cluster.none_applied();
    cluster.node(3).have_read(cluster.node(3).file);
    cluster.run();
    assert_false(early);
    assert_true(cluster.all_applied());
}

void rubbish_is_told_now_and_then(void**) {
    Cluster cluster(1);
    for (int i = 0; i < 8; ++i) {
        auto bytes = wire::encode(wire::ReloadQuestion{});
        bytes[0] = std::byte{9};
        cluster.send(1, {bytes.begin(), bytes.end()});
    }
    cluster.run();
    assert_int_equal(cluster.node(1).logged.size(), 4);
}

// ---- several who ask

void two_at_once_are_served_one_after_the_other(void**) {
    Cluster cluster(3);
    cluster.node(1).ask(kTool);
    cluster.node(2).ask(kTool);
    cluster.run();
    assert_int_equal(cluster.node(1).replies[kTool], kOk);
    assert_int_equal(cluster.node(2).replies[kTool], kOk);
    assert_int_equal(cluster.node(3).applied, 2);
}

void what_waits_together_is_one_attempt(void**) {
    Cluster cluster(2);
    cluster.node(2).reads_at_once = false;
    cluster.node(1).ask(1);
    cluster.run();
    for (const std::uint64_t client : {2U, 3U, 4U}) cluster.node(1).ask(client);
    cluster.node(1).ask_for_report(5, true);
    cluster.node(2).reads_at_once = true;
    cluster.node(2).have_read(cluster.node(2).file);
    cluster.run();
    assert_int_equal(cluster.node(1).replies.size(), 4);
    assert_int_equal(cluster.node(1).applied, 2);
    assert_true(cluster.node(1).reports[5].check_only);
}

void too_many_who_wait_are_sent_away(void**) {
    Cluster cluster(2);
    cluster.node(2).reads_at_once = false;
    for (std::uint64_t client = 1; client <= ReloadService::kRequestsMax + 2; ++client)
        cluster.node(1).ask_for_report(client);
    const auto& reports = cluster.node(1).reports;
    assert_int_equal(reports.size(), 1);
    assert_true(contains(reports.begin()->second.why, "too many"));
}

void who_hangs_up_is_told_nothing(void**) {
    Cluster cluster(2);
    cluster.node(1).ask(1);
    cluster.node(1).ask(2);
    for (const std::uint64_t client : {1U, 2U})
        cluster.node(1).service.on_disconnected(ClientId{client});
    cluster.run();
    assert_true(cluster.node(1).replies.empty());
}

void a_signal_waits_for_nobody_s_answer(void**) {
    Cluster cluster(2);
    cluster.node(1).ask_for_report(0);
    cluster.run();
    assert_true(cluster.node(1).reports.empty());
    assert_true(cluster.all_applied());
}

void during_a_synchronisation_a_client_is_to_try_again(void**) {
    Cluster cluster(2);
    cluster.node(1).in_sync = true;
    cluster.node(1).ask(kTool);
    assert_int_equal(cluster.node(1).replies[kTool], kTryAgain);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(all_apply_when_all_agree),
        cmocka_unit_test(nobody_applies_before_the_last_has_answered),
        cmocka_unit_test(one_bad_file_is_enough_for_none),
        cmocka_unit_test(what_a_running_node_cannot_do_is_a_refusal_too),
        cmocka_unit_test(what_the_network_of_one_node_cannot_do_is_a_refusal_too),
        cmocka_unit_test(the_report_tells_of_each_node),
        cmocka_unit_test(a_check_reads_everywhere_and_changes_nothing),
        cmocka_unit_test(warnings_of_a_good_file_are_told),
        cmocka_unit_test(who_does_not_answer_in_time_stops_it),
        cmocka_unit_test(an_answer_that_comes_too_late_means_nothing),
        cmocka_unit_test(a_membership_change_stops_it),
        cmocka_unit_test(the_death_of_who_asked_stops_it),
        cmocka_unit_test(when_who_asked_never_decides_the_others_end_it),
        cmocka_unit_test(a_decision_in_the_transitional_configuration_counts),
        cmocka_unit_test(answers_of_another_ring_do_not_count),
        cmocka_unit_test(only_who_asked_can_have_it_applied),
        cmocka_unit_test(rubbish_is_told_now_and_then),
        cmocka_unit_test(two_at_once_are_served_one_after_the_other),
        cmocka_unit_test(what_waits_together_is_one_attempt),
        cmocka_unit_test(too_many_who_wait_are_sent_away),
        cmocka_unit_test(who_hangs_up_is_told_nothing),
        cmocka_unit_test(a_signal_waits_for_nobody_s_answer),
        cmocka_unit_test(during_a_synchronisation_a_client_is_to_try_again),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
