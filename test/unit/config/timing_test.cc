// test/unit/config/timing_test.cc - formulas and limits of the timers.
#include "unit/cmocka.h"
#include "unit/config/support.h"

using namespace baton::config;
using namespace baton::config::test;

namespace {

void three_nodes_with_defaults(void** /*state*/) {
    const Parsed parsed =
        parse_nodes("transport: udpu\n",
                    {"ring0_addr: 10.0.0.1\n", "ring0_addr: 10.0.0.2\n", "ring0_addr: 10.0.0.3\n"});
    const Timing& timing = parsed.config.timing;
    assert_int_equal(timing.token_ms, 3650);
    assert_int_equal(timing.token_retransmit_ms, 869);
    assert_int_equal(timing.hold_ms, 685);
    assert_int_equal(timing.consensus_ms, 4380);
    assert_int_equal(timing.token_warning_ms, 2737);
    assert_int_equal(timing.pause_ms, 2920);
    assert_int_equal(parsed.config.interface(0)->knet_ping_interval_ms, 912);
    assert_int_equal(parsed.config.interface(0)->knet_ping_timeout_ms, 1825);
}

void sixteen_nodes_with_defaults(void** /*state*/) {
    std::string text = "totem {\nversion: 2\ntransport: udpu\n}\n";
    for (int i = 1; i <= 16; ++i) text += node("ring0_addr: 10.0.0." + std::to_string(i) + "\n");
    const Parsed parsed = parse(text);
    assert_int_equal(parsed.config.timing.token_ms, 12100);
    assert_int_equal(parsed.config.timing.consensus_ms, 14520);
}

void two_nodes_get_no_coefficient(void** /*state*/) {
    const Parsed parsed =
        parse_nodes("transport: udpu\n", {"ring0_addr: 10.0.0.1\n", "ring0_addr: 10.0.0.2\n"});
    assert_int_equal(parsed.config.timing.token_ms, 3000);
}

void the_coefficient_is_added_to_an_explicit_token_too(void** /*state*/) {
    const Parsed parsed =
        parse_nodes("transport: udpu\ntoken: 10000\n",
                    {"ring0_addr: 10.0.0.1\n", "ring0_addr: 10.0.0.2\n", "ring0_addr: 10.0.0.3\n"});
    assert_int_equal(parsed.config.timing.token_ms, 10650);
}

void a_coefficient_of_zero_is_off(void** /*state*/) {
    const Parsed parsed =
        parse_nodes("transport: udpu\ntoken_coefficient: 0\n",
                    {"ring0_addr: 10.0.0.1\n", "ring0_addr: 10.0.0.2\n", "ring0_addr: 10.0.0.3\n"});
    assert_int_equal(parsed.config.timing.token_ms, 3000);
}

void only_nodes_on_link_0_count(void** /*state*/) {
    const Parsed parsed =
        parse_nodes("", {"nodeid: 1\nring1_addr: 10.0.0.1\n", "nodeid: 2\nring1_addr: 10.0.0.2\n",
                         "nodeid: 3\nring1_addr: 10.0.0.3\n"});
    assert_int_equal(parsed.config.timing.token_ms, 3000);
}

void zero_is_the_default_for_most_timers(void** /*state*/) {
    const Parsed parsed =
        parse_totem_line("token: 0\njoin: 0\nmerge: 0\nwindow_size: 0\nconsensus: 0\nhold: 0");
    const Timing& timing = parsed.config.timing;
    assert_int_equal(parsed.errors(), 0);
    assert_int_equal(timing.token_ms, 3000);
    assert_int_equal(timing.join_ms, 50);
    assert_int_equal(timing.merge_ms, 200);
    assert_int_equal(timing.window_size, 50);
    assert_int_equal(timing.consensus_ms, 3600);
    assert_int_equal(timing.hold_ms, 561);
}

void a_token_warning_of_zero_is_off(void** /*state*/) {
    const Parsed parsed = parse_totem_line("token_warning: 0");
    assert_int_equal(parsed.config.timing.token_warning_ms, 0);
}

void explicit_values_are_not_derived(void** /*state*/) {
    const Parsed parsed = parse_totem_line("token_retransmit: 300\nhold: 100\nconsensus: 9000");
    assert_int_equal(parsed.config.timing.token_retransmit_ms, 300);
    assert_int_equal(parsed.config.timing.hold_ms, 100);
    assert_int_equal(parsed.config.timing.consensus_ms, 9000);
}

void more_retransmits_shorten_the_retransmit_time(void** /*state*/) {
    const Parsed parsed = parse_totem_line("token: 5000\ntoken_retransmits_before_loss_const: 10");
    assert_int_equal(parsed.config.timing.token_retransmit_ms, 490);
    assert_int_equal(parsed.config.timing.hold_ms, 382);
}

void every_timer_has_its_least_value(void** /*state*/) {
    for (const char* name : {"max_network_delay", "token", "token_retransmit", "join", "consensus",
                             "merge", "downcheck"}) {
        const Parsed bad = parse_totem_line(std::string(name) + ": 29");
        const Parsed good = parse_totem_line(std::string(name) + ": 30");
        assert_true(bad.error(4, "29 ms is too short"));
        assert_false(good.error(4, "30 ms is too short"));
    }
}

void a_hold_of_13_is_too_short_and_14_is_not(void** /*state*/) {
    const Parsed bad = parse_totem_line("hold: 13");
    const Parsed good = parse_totem_line("hold: 14");
    assert_true(bad.error(4, "hold: 13 ms is too short"));
    assert_int_equal(good.errors(), 0);
}

void too_short_a_derived_time_points_at_the_token(void** /*state*/) {
    const Parsed parsed = parse_totem_line("token: 100");
    assert_true(
        parsed.error(4, "token_retransmit: 23 ms is too short (derived from token: 100 ms)"));
}

void consensus_is_not_shorter_than_join(void** /*state*/) {
    const Parsed parsed = parse_totem_line("consensus: 40");
    assert_true(parsed.error(4, "shorter than join"));
}

// Corosync takes it, so we do.
void a_consensus_below_the_token_time_is_doubtful(void** /*state*/) {
    assert_int_equal(parse_totem_line("consensus: 2999").warnings(), 1);
    assert_int_equal(parse_totem_line("consensus: 2999").errors(), 0);
    assert_int_equal(parse_totem_line("consensus: 3000").warnings(), 0);
}

void a_token_warning_beyond_100_percent_is_an_error(void** /*state*/) {
    const Parsed parsed = parse_totem_line("token_warning: 101");
    assert_true(parsed.error(4, "token_warning"));
}

void a_token_that_would_wrap_is_an_error(void** /*state*/) {
    const Parsed parsed = parse_totem_line("token: 4294967295");
    assert_true(parsed.error(4, "too long"));
}

void windows_and_counts_are_read(void** /*state*/) {
    const Parsed parsed = parse_totem_line(
        "window_size: 300\nmax_messages: 60\nfail_recv_const: 5\nseqno_unchanged_const: "
        "6\nmiss_count_const: 7\n"
        "heartbeat_failures_allowed: 8\nsend_join: 9\ncancel_token_hold_on_retransmit: yes");
    const Timing& timing = parsed.config.timing;
    assert_int_equal(timing.window_size, 300);
    assert_int_equal(timing.max_messages, 60);
    assert_int_equal(timing.fail_recv_const, 5);
    assert_int_equal(timing.seqno_unchanged_const, 6);
    assert_int_equal(timing.miss_count_const, 7);
    assert_int_equal(timing.heartbeat_failures_allowed, 8);
    assert_int_equal(timing.send_join_ms, 9);
    assert_true(timing.cancel_token_hold_on_retransmit);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(three_nodes_with_defaults),
        cmocka_unit_test(sixteen_nodes_with_defaults),
        cmocka_unit_test(two_nodes_get_no_coefficient),
        cmocka_unit_test(the_coefficient_is_added_to_an_explicit_token_too),
        cmocka_unit_test(a_coefficient_of_zero_is_off),
        cmocka_unit_test(only_nodes_on_link_0_count),
        cmocka_unit_test(zero_is_the_default_for_most_timers),
        cmocka_unit_test(a_token_warning_of_zero_is_off),
        cmocka_unit_test(explicit_values_are_not_derived),
        cmocka_unit_test(more_retransmits_shorten_the_retransmit_time),
        cmocka_unit_test(every_timer_has_its_least_value),
        cmocka_unit_test(a_hold_of_13_is_too_short_and_14_is_not),
        cmocka_unit_test(too_short_a_derived_time_points_at_the_token),
        cmocka_unit_test(consensus_is_not_shorter_than_join),
        cmocka_unit_test(a_consensus_below_the_token_time_is_doubtful),
        cmocka_unit_test(a_token_warning_beyond_100_percent_is_an_error),
        cmocka_unit_test(a_token_that_would_wrap_is_an_error),
        cmocka_unit_test(windows_and_counts_are_read),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
