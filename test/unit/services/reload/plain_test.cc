// test/unit/services/reload/plain_test.cc - a ring with a member that is no Baton: each node reads
// and applies for itself.
#include "unit/services/reload/cluster.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::reload;
using namespace baton::reload::testing;

namespace {

using Verdict = NodeResult::Verdict;
constexpr std::uint64_t kTool = 7;
constexpr int kOk = 1;
constexpr int kRefused = 7;
constexpr Duration kLong = std::chrono::seconds(2);

// Node 3 says nothing.
struct Mixed : Cluster {
    Mixed() : Cluster(3) {
        node(3).speaks = false;
        form_all();
        pass(kLong);
    }
};

std::vector<std::byte> order(std::uint32_t from) {
    const auto bytes = wire::encode(wire::CfgReload{NodeId{from}, 12345});
    return {bytes.begin(), bytes.end()};
}

int reading(TestNode& node) {
    return node.map.number<std::uint8_t>("config.totemconfig_reload_in_progress").value_or(0);
}

void each_applies_what_it_can(void**) {
    Mixed cluster;
    cluster.node(2).file = bad_file("line 1: what");
    cluster.node(1).ask(kTool);
    cluster.run();
    assert_int_equal(cluster.node(1).replies[kTool], kOk);
    assert_int_equal(cluster.node(1).token(), 5000);
    assert_int_equal(cluster.node(2).status(), kRefused);
    assert_string_equal(cluster.node(2).message().c_str(), "node 2 (b): line 1: what");
    assert_int_equal(reading(cluster.node(2)), 0);
    assert_int_equal(cluster.safe_messages, 0);
}

void the_answer_is_that_of_the_node_that_was_asked(void**) {
    Mixed cluster;
    cluster.node(1).file = bad_file("line 1: what");
    cluster.node(1).ask(kTool);
    cluster.run();
    assert_int_equal(cluster.node(1).replies[kTool], kRefused);
    assert_int_equal(cluster.node(2).token(), 5000);
}

void an_order_of_another_implementation_is_followed(void**) {
    Mixed cluster;
    cluster.node(1).reads_at_once = false;
    cluster.send(3, order(3));
    cluster.run();
    const int during = reading(cluster.node(1));
    cluster.node(1).have_read(cluster.node(1).file);
    assert_int_equal(during, 1);
    assert_int_equal(reading(cluster.node(1)), 0);
    assert_string_equal(cluster.node(1).logged.at(0).c_str(), "Config reload requested by node 3");
    assert_int_equal(cluster.node(1).token(), 5000);
    assert_true(cluster.node(1).replies.empty());
}

void an_order_during_a_reload_has_the_files_read_once_more(void**) {
    Mixed cluster;
    cluster.node(1).reads_at_once = false;
    for (int i = 0; i < 4; ++i) cluster.send(3, order(3));
    cluster.node(1).ask(kTool);
    cluster.run();
    const std::size_t at_first = cluster.node(1).reads;
    cluster.node(1).have_read(bad_file("half written"));
    const bool early = !cluster.node(1).replies.empty();
    cluster.node(1).have_read(cluster.node(1).file);
    assert_int_equal(at_first, 1);
    assert_int_equal(cluster.node(1).reads, 2);
    assert_false(early);
    assert_int_equal(cluster.node(1).replies[kTool], kOk);
}

void a_check_is_about_this_node_alone(void**) {
    Mixed cluster;
    cluster.node(1).ask_for_report(kTool, true);
    cluster.run();
    const Report& report = cluster.node(1).reports[kTool];
    assert_true(report.check_only && !report.two_phase && !report.applied);
    assert_int_equal(report.nodes.size(), 3);
    assert_true(report.nodes[0].verdict == Verdict::good);
    assert_true(report.nodes[1].verdict == Verdict::no_answer);
    assert_true(report.nodes[2].verdict == Verdict::no_baton && report.nodes[2].name == "c");
    assert_true(cluster.none_applied());
    assert_int_equal(cluster.node(2).reads, 0);
    assert_null(cluster.node(1).map.find("config.totemconfig_reload_in_progress"));
}

void the_report_of_a_reload_tells_what_is_known(void**) {
    Mixed cluster;
    cluster.node(1).file = bad_file("line 1: what");
    cluster.node(1).ask_for_report(kTool);
    cluster.run();
    const Report& report = cluster.node(1).reports[kTool];
    assert_true(!report.applied && report.nodes[0].verdict == Verdict::refused);
}

void one_who_hangs_up_meanwhile_is_told_nothing(void**) {
    Mixed cluster;
    cluster.node(1).reads_at_once = false;
    cluster.node(1).ask(kTool);
    cluster.run();
    cluster.node(1).service.on_disconnected(ClientId{kTool});
    cluster.node(1).have_read(cluster.node(1).file);
    assert_true(cluster.node(1).replies.empty());
    assert_int_equal(cluster.node(1).applied, 1);
}

// ---- which way it goes

void members_are_given_time_to_say_what_they_can(void**) {
    Cluster cluster(2);
    cluster.node(2).speaks = false;
    cluster.form_all();
    cluster.node(1).ask(kTool);
    cluster.run();
    const bool at_once = cluster.node(1).reads != 0;
    const auto due = cluster.node(1).service.next_deadline();
    const TimePoint begin = cluster.now();
    cluster.pass(ReloadService::kCapabilityPatience);
    assert_false(at_once);
    assert_true(due == begin + ReloadService::kCapabilityPatience);
    assert_int_equal(cluster.node(1).replies[kTool], kOk);
    assert_int_equal(cluster.safe_messages, 0);
}

void when_they_have_said_it_all_do_it_together(void**) {
    Cluster cluster(2);
    cluster.node(2).speaks = false;
    cluster.form_all();
    cluster.node(1).ask(kTool);
    cluster.node(2).speaks = true;
    const auto bytes = wire::encode(wire::Capability{.features = ~std::uint64_t{0}});
    cluster.send(2, {bytes.begin(), bytes.end()});
    cluster.run();
    assert_true(cluster.all_applied());
    assert_int_equal(cluster.safe_messages, 1);
}

// It was sent among Batons, and ordered when there was another member.
void a_question_in_a_mixed_ring_becomes_an_order(void**) {
    Cluster cluster(2);
    cluster.node(1).ask(kTool);
    cluster.node(2).speaks = false;
    cluster.form_all();
    cluster.pass(kLong);
    assert_int_equal(cluster.node(1).replies[kTool], kOk);
    assert_int_equal(cluster.safe_messages, 0);
    assert_true(cluster.all_applied());
}

void what_was_begun_alone_ends_before_the_next_question(void**) {
    Mixed cluster;
    cluster.node(1).reads_at_once = false;
    cluster.node(1).ask_for_report(1, true);
    cluster.node(3).speaks = true;
    cluster.form_all();
    cluster.node(2).ask(kTool);
    cluster.run();
    const std::size_t at_first = cluster.node(1).reads;
    cluster.node(1).have_read(cluster.node(1).file); // the check
    cluster.node(1).have_read(cluster.node(1).file);
    cluster.run();
    assert_int_equal(at_first, 1);
    assert_int_equal(cluster.node(1).reports.size(), 1);
    assert_int_equal(cluster.node(2).replies[kTool], kOk);
    assert_true(cluster.all_applied());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(each_applies_what_it_can),
        cmocka_unit_test(the_answer_is_that_of_the_node_that_was_asked),
        cmocka_unit_test(an_order_of_another_implementation_is_followed),
        cmocka_unit_test(an_order_during_a_reload_has_the_files_read_once_more),
        cmocka_unit_test(a_check_is_about_this_node_alone),
        cmocka_unit_test(the_report_of_a_reload_tells_what_is_known),
        cmocka_unit_test(one_who_hangs_up_meanwhile_is_told_nothing),
        cmocka_unit_test(members_are_given_time_to_say_what_they_can),
        cmocka_unit_test(when_they_have_said_it_all_do_it_together),
        cmocka_unit_test(a_question_in_a_mixed_ring_becomes_an_order),
        cmocka_unit_test(what_was_begun_alone_ends_before_the_next_question),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
