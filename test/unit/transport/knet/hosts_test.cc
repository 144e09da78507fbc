// test/unit/transport/knet/hosts_test.cc - from what libknet has to what is wanted.
#include "transport/knet/hosts.h"

#include "unit/transport/knet/pair.h"

#include <cstring>

#include "unit/cmocka.h" // last: its fail() is a macro

using namespace baton;
using namespace baton::transport;
using namespace baton::transport::test;

namespace {

using Peers = std::vector<KnetConfig::Peer>;
using Mode = KnetConfig::Mode;

std::vector<std::uint32_t> nodes_of(const KnetEnd& end) {
    std::vector<knet_node_id_t> ids(KNET_MAX_HOST);
    std::size_t count = 0;
    knet_host_get_host_list(end.handle.get(), ids.data(), &count);
    std::vector<std::uint32_t> all(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(count));
    std::ranges::sort(all);
    return all;
}

std::vector<std::uint32_t> links_of(const KnetEnd& end, std::uint16_t node) {
    std::array<std::uint8_t, KNET_MAX_LINK> numbers{};
    std::size_t count = 0;
    knet_link_get_link_list(end.handle.get(), node, numbers.data(), &count);
    return {numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(count)};
}

// How often the link from node 1 to node 2 went down.
std::uint32_t falls(const KnetPair& pair) {
    const auto status = knet::status_of(pair.one.handle.get(), {2}, 0);
    return status ? status->stats.down_count : 1000;
}

bool is_up(const KnetPair& pair) {
    return KnetPair::wait_until([&] { return KnetPair::connected(pair.one, {2}, 0); });
}

void nodes_come_and_go(void**) {
    KnetPair pair;
    const KnetConfig::Peer second{.node = {2}, .links = {pair.link(0, 1, 2), pair.link(3, 1, 2)}};
    const KnetConfig::Peer third{.node = {3}, .links = {pair.link(0, 1, 3)}};
    const auto first = pair.one.hosts->set({second}, Mode::passive);
    const auto one = nodes_of(pair.one);
    const auto more = pair.one.hosts->set({second, third}, Mode::passive);
    const auto both = nodes_of(pair.one);
    const auto links = links_of(pair.one, 2);
    const auto fewer = pair.one.hosts->set({third}, Mode::passive);
    const auto left = nodes_of(pair.one);
    const auto none = pair.one.hosts->set({}, Mode::passive);
    assert_true(first.empty() && more.empty() && fewer.empty() && none.empty());
    assert_true((one == std::vector<std::uint32_t>{2}));
    assert_true((both == std::vector<std::uint32_t>{2, 3}));
    assert_true((links == std::vector<std::uint32_t>{0, 3}));
    assert_true((left == std::vector<std::uint32_t>{3}));
    assert_true(nodes_of(pair.one).empty());
    assert_true(pair.one.hosts->all().empty());
}

void links_come_and_go(void**) {
    KnetPair pair;
    pair.one.hosts->set({{.node = {2}, .links = {pair.link(0, 1, 2), pair.link(1, 1, 2)}}},
                        Mode::passive);
    const auto failures = pair.one.hosts->set(
        {{.node = {2}, .links = {pair.link(1, 1, 2), pair.link(7, 1, 2)}}}, Mode::passive);
    assert_true(failures.empty());
    assert_true((links_of(pair.one, 2) == std::vector<std::uint32_t>{1, 7}));
}

void what_stays_the_same_stays_up(void**) {
    KnetPair pair;
    pair.introduce(1);
    const bool up = is_up(pair);
    const std::uint32_t before = falls(pair);
    const auto failures = pair.one.hosts->set({{.node = {2}, .links = {pair.link(0, 1, 2)}},
                                               {.node = {3}, .links = {pair.link(0, 1, 3)}}},
                                              Mode::passive);
    assert_true(up && failures.empty());
    assert_int_equal(falls(pair), before);
    assert_true(KnetPair::connected(pair.one, {2}, 0));
}

void timers_and_priority_change_while_the_link_stays_up(void**) {
    KnetPair pair;
    pair.introduce(1);
    const bool up = is_up(pair);
    const std::uint32_t before = falls(pair);
    KnetConfig::Link link = pair.link(0, 1, 2);
    link.priority = 9;
    link.ping_interval_ms = 33;
    link.ping_timeout_ms = 7777;
    link.ping_precision = 99;
    link.pong_count = 300; // more than libknet can count
    const auto failures = pair.one.hosts->set({{.node = {2}, .links = {link}}}, Mode::passive);
    std::uint8_t priority = 0;
    std::uint8_t pongs = 0;
    time_t interval = 0;
    time_t timeout = 0;
    unsigned precision = 0;
    knet_handle_t handle = pair.one.handle.get();
    knet_link_get_priority(handle, 2, 0, &priority);
    knet_link_get_ping_timers(handle, 2, 0, &interval, &timeout, &precision);
    knet_link_get_pong_count(handle, 2, 0, &pongs);
    assert_true(up && failures.empty());
    assert_int_equal(priority, 9);
    assert_int_equal(interval, 33);
    assert_int_equal(timeout, 7777);
    assert_int_equal(precision, 99);
    assert_int_equal(pongs, 255);
    assert_int_equal(falls(pair), before);
    assert_true(KnetPair::connected(pair.one, {2}, 0));
}

void another_address_is_another_link(void**) {
    KnetPair pair;
    pair.introduce(1);
    const bool before = is_up(pair);
    // Node 2 moves; node 1 learns of it afterwards.
    KnetConfig::Link from_two = pair.link(0, 2, 1);
    from_two.local = knet_address(5, 2);
    const auto moved = pair.two.hosts->set({{.node = {1}, .links = {from_two}}}, Mode::passive);
    KnetConfig::Link from_one = pair.link(0, 1, 2);
    from_one.remote = knet_address(5, 2);
    const auto told = pair.one.hosts->set({{.node = {2}, .links = {from_one}}}, Mode::passive);
    const bool after = is_up(pair);
    const auto status = knet::status_of(pair.one.handle.get(), {2}, 0);
    assert_true(before && moved.empty() && told.empty() && after);
    assert_string_equal(status->dst_ipaddr, "127.0.5.2");
}

void another_port_is_another_link(void**) {
    KnetPair pair;
    pair.introduce(1);
    const bool before = is_up(pair);
    pair.port = free_knet_port();
    const std::size_t failures = pair.introduce(1);
    const bool after = is_up(pair);
    const auto status = knet::status_of(pair.one.handle.get(), {2}, 0);
    assert_true(before && after);
    assert_int_equal(failures, 0);
    assert_int_equal(std::stoi(status->dst_port), pair.port);
}

// Both links share one local end; a new owner must be able to have it at once.
void an_address_that_one_node_gave_up_another_may_take(void**) {
    KnetPair pair;
    const auto links = [&](std::uint32_t first, std::uint32_t second) {
        return Peers{{.node = {2}, .links = {pair.link(0, 1, first)}},
                     {.node = {3}, .links = {pair.link(0, 1, second)}}};
    };
    const auto before = pair.one.hosts->set(links(2, 3), Mode::passive);
    const auto after = pair.one.hosts->set(links(3, 2), Mode::passive);
    const auto status = knet::status_of(pair.one.handle.get(), {3}, 0);
    assert_true(before.empty() && after.empty());
    assert_string_equal(status->dst_ipaddr, "127.0.0.2");
}

void the_link_mode_is_that_of_every_node(void**) {
    KnetPair pair;
    const auto mode_after = [&](Mode mode) {
        pair.one.hosts->set({{.node = {2}, .links = {pair.link(0, 1, 2)}}}, mode);
        std::uint8_t policy = 99;
        knet_host_get_policy(pair.one.handle.get(), 2, &policy);
        return policy;
    };
    assert_int_equal(mode_after(Mode::passive), KNET_LINK_POLICY_PASSIVE);
    assert_int_equal(mode_after(Mode::active), KNET_LINK_POLICY_ACTIVE);
    assert_int_equal(mode_after(Mode::round_robin), KNET_LINK_POLICY_RR);
    assert_int_equal(mode_after(Mode::passive), KNET_LINK_POLICY_PASSIVE);
}

void a_link_that_cannot_be_opened_is_told_and_tried_again(void**) {
    KnetPair pair;
    auto other = UdpSocket::bound_to(SocketAddress(knet_address(0, 1), pair.port));
    const Peers wanted{{.node = {2}, .links = {pair.link(0, 1, 2), pair.link(1, 1, 2)}}};
    const auto first = pair.one.hosts->set(wanted, Mode::passive);
    const auto others = links_of(pair.one, 2);
    const auto second = pair.one.hosts->set(wanted, Mode::passive);
    other = UdpSocket();
    const auto third = pair.one.hosts->set(wanted, Mode::passive);
    assert_int_equal(first.size(), 1);
    const std::string expected =
        "knet: cannot open link 0 to node 2 (127.0.0.1 -> 127.0.0.2 port " +
        std::to_string(pair.port) + "): Address already in use";
    assert_string_equal(first[0].c_str(), expected.c_str());
    assert_true((others == std::vector<std::uint32_t>{1}));
    assert_int_equal(second.size(), 1);
    assert_true(third.empty());
    assert_true((links_of(pair.one, 2) == std::vector<std::uint32_t>{0, 1}));
}

void an_address_that_cannot_be_bound_is_told(void**) {
    KnetPair pair;
    KnetConfig::Link link = pair.link(2, 1, 2);
    link.local = address("::1"); // and the other end is IPv4
    const auto failures = pair.one.hosts->set({{.node = {2}, .links = {link}}}, Mode::passive);
    const auto known = pair.one.hosts->all().at({2}).size();
    const auto again =
        pair.one.hosts->set({{.node = {2}, .links = {pair.link(2, 1, 2)}}}, Mode::passive);
    assert_int_equal(failures.size(), 1);
    assert_non_null(std::strstr(failures[0].c_str(), "cannot open link 2 to node 2 (::1 ->"));
    assert_int_equal(known, 0);
    assert_true(again.empty());
}

void timers_that_libknet_refuses_are_told_and_tried_again(void**) {
    KnetPair pair;
    pair.introduce(1);
    const bool up = is_up(pair);
    KnetConfig::Link link = pair.link(0, 1, 2);
    link.ping_interval_ms = 0;
    const auto failures = pair.one.hosts->set({{.node = {2}, .links = {link}}}, Mode::passive);
    const auto repeated = pair.one.hosts->set({{.node = {2}, .links = {link}}}, Mode::passive);
    const bool still = KnetPair::connected(pair.one, {2}, 0);
    link.ping_interval_ms = 40;
    const auto mended = pair.one.hosts->set({{.node = {2}, .links = {link}}}, Mode::passive);
    assert_true(up && still);
    assert_int_equal(failures.size(), 1);
    assert_non_null(std::strstr(failures[0].c_str(), "ping timers and the priority of link 0"));
    assert_int_equal(repeated.size(), 1);
    assert_true(mended.empty());
}

void a_new_link_with_such_timers_is_not_half_made(void**) {
    KnetPair pair;
    KnetConfig::Link link = pair.link(0, 1, 2);
    link.ping_timeout_ms = 0;
    const auto failures = pair.one.hosts->set({{.node = {2}, .links = {link}}}, Mode::passive);
    const auto links = links_of(pair.one, 2);
    const auto mended =
        pair.one.hosts->set({{.node = {2}, .links = {pair.link(0, 1, 2)}}}, Mode::passive);
    assert_int_equal(failures.size(), 1);
    assert_true(links.empty());
    assert_true(mended.empty());
    assert_true((links_of(pair.one, 2) == std::vector<std::uint32_t>{0}));
}

// One of them fails; the others are there all the same.
void a_failure_does_not_hold_up_the_rest(void**) {
    KnetPair pair;
    KnetConfig::Link bad = pair.link(0, 1, 2);
    bad.ping_interval_ms = 0;
    const auto failures = pair.one.hosts->set({{.node = {2}, .links = {bad, pair.link(1, 1, 2)}},
                                               {.node = {3}, .links = {pair.link(0, 1, 3)}}},
                                              Mode::passive);
    assert_int_equal(failures.size(), 1);
    assert_true((links_of(pair.one, 2) == std::vector<std::uint32_t>{1}));
    assert_true((links_of(pair.one, 3) == std::vector<std::uint32_t>{0}));
}

void a_node_that_cannot_be_added_is_told_and_tried_again(void**) {
    KnetPair pair;
    knet_host_add(pair.one.handle.get(), 2); // by somebody else
    const Peers wanted{{.node = {2}, .links = {pair.link(0, 1, 2)}}};
    const auto failures = pair.one.hosts->set(wanted, Mode::passive);
    knet_host_remove(pair.one.handle.get(), 2);
    const auto mended = pair.one.hosts->set(wanted, Mode::passive);
    assert_int_equal(failures.size(), 1);
    assert_non_null(std::strstr(failures[0].c_str(), "knet: cannot add node 2: "));
    assert_true(mended.empty());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(nodes_come_and_go),
        cmocka_unit_test(links_come_and_go),
        cmocka_unit_test(what_stays_the_same_stays_up),
        cmocka_unit_test(timers_and_priority_change_while_the_link_stays_up),
        cmocka_unit_test(another_address_is_another_link),
        cmocka_unit_test(another_port_is_another_link),
        cmocka_unit_test(an_address_that_one_node_gave_up_another_may_take),
        cmocka_unit_test(the_link_mode_is_that_of_every_node),
        cmocka_unit_test(a_link_that_cannot_be_opened_is_told_and_tried_again),
        cmocka_unit_test(an_address_that_cannot_be_bound_is_told),
        cmocka_unit_test(timers_that_libknet_refuses_are_told_and_tried_again),
        cmocka_unit_test(a_new_link_with_such_timers_is_not_half_made),
        cmocka_unit_test(a_failure_does_not_hold_up_the_rest),
        cmocka_unit_test(a_node_that_cannot_be_added_is_told_and_tried_again),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
