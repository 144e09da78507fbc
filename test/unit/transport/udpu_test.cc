// test/unit/transport/udpu_test.cc - datagrams between nodes on the loopback interface.
#include "transport/udpu.h"
#include "unit/cmocka.h"
#include "unit/transport/nodes.h"

using namespace baton;
using namespace baton::transport;
using namespace baton::transport::test;

namespace {

struct Three : Loopback {
    Three() {
        port = free_port(address("127.0.0.11"));
        const std::vector<UdpConfig::Peer> peers{{{1}, address("127.0.0.11")},
                                                 {{2}, address("127.0.0.12")},
                                                 {{3}, address("127.0.0.13")}};
        for (std::uint32_t id = 1; id <= 3; ++id) {
            auto& node = add(config({id}, peers));
            up = node.transport->check_interface().value_or(false) && up;
        }
    }
    Udpu& transport(std::size_t node) { return *nodes[node - 1]->transport; }
    std::vector<std::string>& received(std::size_t node) { return nodes[node - 1]->received; }
    bool up = true;
};

void a_multicast_reaches_all_but_its_sender(void** /*state*/) {
    Three ring;
    ring.transport(1).multicast(ring.frame("hello"));
    ring.transport(1).flush();
    ring.run_until([&] { return !ring.received(2).empty() && !ring.received(3).empty(); });
    assert_true(ring.up);
    assert_true(ring.received(1).empty());
    assert_int_equal(ring.received(2).size(), 1);
    assert_string_equal(ring.received(2).at(0).c_str(), "hello");
    assert_int_equal(ring.received(3).size(), 1);
}

void a_token_reaches_its_target_alone(void** /*state*/) {
    Three ring;
    ring.transport(1).unicast({3}, ring.frame("token"));
    ring.transport(1).flush();
    ring.run_until([&] { return !ring.received(3).empty(); });
    assert_int_equal(ring.received(3).size(), 1);
    assert_true(ring.received(2).empty());
}

void a_token_for_an_unknown_node_goes_nowhere(void** /*state*/) {
    Three ring;
    ring.transport(1).unicast({9}, ring.frame("token"));
    ring.transport(1).multicast(ring.frame("after"));
    ring.transport(1).flush();
    ring.run_until([&] { return !ring.received(3).empty(); });
    assert_int_equal(ring.received(3).size(), 1);
    assert_string_equal(ring.received(3).at(0).c_str(), "after");
}

void multicasts_arrive_before_the_token_that_follows_them(void** /*state*/) {
    Three ring;
    std::vector<std::string> expected;
    for (int number = 0; number < 200; ++number) {
        expected.push_back("multicast " + std::to_string(1000 + number) +
                           std::string(number % 7 == 0 ? 300 : 1400, 'x'));
        ring.transport(1).multicast(ring.frame(expected.back()));
    }
    expected.emplace_back("token");
    ring.transport(1).unicast({2}, ring.frame("token"));
    ring.transport(1).flush();
    ring.run_until(
        [&] { return ring.received(2).size() == 201 && ring.received(3).size() == 200; });
    assert_true(ring.received(2) == expected);
    assert_int_equal(ring.received(3).size(), 200);
}

void equal_frames_arrive_as_single_datagrams(void** /*state*/) {
    Three ring;
    for (int number = 0; number < 50; ++number)
        ring.transport(2).multicast(ring.frame(std::string(1455, char('A' + number % 26))));
    ring.transport(2).flush();
    ring.run_until([&] { return ring.received(1).size() == 50; });
    assert_int_equal(ring.received(1).size(), 50);
    assert_int_equal(ring.received(1).at(49).size(), 1455);
    assert_int_equal(ring.transport(2).counters().datagrams_sent, 100);
    assert_int_equal(ring.transport(1).counters().datagrams_received, 50);
}

void the_largest_datagram_passes(void** /*state*/) {
    Three ring;
    ring.transport(1).unicast({2}, ring.frame(std::string(65507, 'x')));
    ring.transport(1).unicast({2}, ring.frame(std::string(65507, 'y')));
    ring.transport(1).flush();
    ring.run_until([&] { return ring.received(2).size() == 2; });
    assert_int_equal(ring.received(2).size(), 2);
    assert_int_equal(ring.received(2).at(1).size(), 65507);
}

void a_frame_that_cannot_be_sent_does_not_hold_up_the_next(void** /*state*/) {
    Three ring;
    ring.transport(1).unicast({2}, ring.frame(std::string(65508, 'x'))); // above what UDP carries
    ring.transport(1).unicast({2}, ring.frame("next"));
    ring.transport(1).flush();
    ring.run_until([&] { return !ring.received(2).empty(); });
    assert_int_equal(ring.received(2).size(), 1);
    assert_int_equal(ring.transport(1).counters().send_errors, 1);
}

void send_errors_are_logged_at_a_limited_rate(void** /*state*/) {
    Three ring;
    for (int time = 0; time < 10; ++time) {
        ring.transport(1).unicast({2}, ring.frame(std::string(65508, 'x')));
        ring.transport(1).flush();
    }
    const auto& lines = ring.nodes[0]->lines;
    const auto warnings = std::ranges::count_if(
        lines, [](const LogLine& line) { return line.level == LogLevel::warning; });
    assert_int_equal(warnings, 1);
    assert_int_equal(ring.transport(1).counters().send_errors, 10);
}

// Sends to node 2 from an address that is, or is not, in the node list.
std::size_t accepted_from(const char* source, bool only_listed) {
    Loopback ring;
    ring.port = Loopback::free_port(address("127.0.0.12"));
    UdpConfig config =
        ring.config({2}, {{{1}, address("127.0.0.11")}, {{2}, address("127.0.0.12")}});
    config.only_listed_sources = only_listed;
    auto& node = ring.add(config);
    const bool up = node.transport->check_interface().value_or(false);
    auto sender = UdpSocket::bound_to(SocketAddress(address(source), 0));
    const SocketAddress to(address("127.0.0.12"), ring.port);
    if (up && sender) sendto(sender->number(), "x", 1, 0, to.data(), to.size());
    ring.run_until(
        [&] { return !node.received.empty() || node.transport->counters().refused_source > 0; });
    return node.received.size();
}

// All three are there, and node 1 is told anew whom it knows.
struct Growing : Three {
    UdpConfig with_peers(std::initializer_list<std::uint32_t> ids) {
        std::vector<UdpConfig::Peer> peers;
        for (const std::uint32_t id : ids)
            peers.push_back({{id}, address(("127.0.0.1" + std::to_string(id)).c_str())});
        return config({1}, peers);
    }
    void say(const char* text) {
        transport(1).multicast(frame(text));
        transport(1).flush();
    }
};

void a_node_that_is_taken_away_hears_nothing_more(void** /*state*/) {
    Growing ring;
    ring.transport(1).set_network(ring.with_peers({1, 2}));
    ring.say("for two");
    ring.transport(1).unicast({3}, ring.frame("token"));
    ring.transport(1).set_network(ring.with_peers({1, 2, 3}));
    ring.say("for all");
    ring.run_until([&] { return ring.received(2).size() == 2 && !ring.received(3).empty(); });
    assert_int_equal(ring.received(2).size(), 2);
    assert_int_equal(ring.received(3).size(), 1);
    assert_string_equal(ring.received(3).at(0).c_str(), "for all");
}

void a_node_that_was_added_hears_and_is_heard(void** /*state*/) {
    Growing ring;
    ring.transport(1).set_network(ring.with_peers({1, 2}));
    ring.transport(1).set_network(ring.with_peers({1, 2, 3}));
    ring.transport(1).unicast({3}, ring.frame("token"));
    ring.transport(1).flush();
    ring.transport(3).unicast({1}, ring.frame("answer"));
    ring.transport(3).flush();
    ring.run_until([&] { return !ring.received(1).empty() && !ring.received(3).empty(); });
    assert_int_equal(ring.received(3).size(), 1);
    assert_int_equal(ring.received(1).size(), 1);
    assert_int_equal(ring.transport(1).counters().refused_source, 0);
}

void what_a_node_sends_that_was_taken_away_is_refused(void** /*state*/) {
    Growing ring;
    ring.transport(1).set_network(ring.with_peers({1, 2}));
    ring.transport(3).unicast({1}, ring.frame("from a stranger"));
    ring.transport(3).flush();
    ring.transport(2).unicast({1}, ring.frame("from a peer"));
    ring.transport(2).flush();
    ring.run_until([&] {
        return !ring.received(1).empty() && ring.transport(1).counters().refused_source > 0;
    });
    assert_int_equal(ring.received(1).size(), 1);
    assert_string_equal(ring.received(1).at(0).c_str(), "from a peer");
    assert_int_equal(ring.transport(1).counters().refused_source, 1);
}

void a_source_that_is_not_listed_is_refused(void** /*state*/) {
    assert_int_equal(accepted_from("127.0.0.77", true), 0);
}

void a_listed_source_may_send_from_any_port(void** /*state*/) {
    assert_int_equal(accepted_from("127.0.0.11", true), 1);
}

void every_source_is_accepted_where_the_check_is_off(void** /*state*/) {
    assert_int_equal(accepted_from("127.0.0.77", false), 1);
}

void ipv6_works_as_ipv4_does(void** /*state*/) {
    Loopback ring; // one address: the node is its own peer under two ids
    ring.port = Loopback::free_port(address("::1"));
    auto& node = ring.add(ring.config({1}, {{{1}, address("::1")}, {{2}, address("::1")}}));
    const bool up = node.transport->check_interface().value_or(false);
    if (up) {
        node.transport->multicast(ring.frame("multicast"));
        node.transport->unicast({2}, ring.frame("token"));
        node.transport->flush();
        ring.run_until([&] { return node.received.size() == 2; });
    }
    if (!up) skip(); // a machine without IPv6
    assert_int_equal(node.received.size(), 2);
    assert_string_equal(node.received.at(0).c_str(), "multicast");
    assert_string_equal(node.received.at(1).c_str(), "token");
}

void without_the_own_address_the_transport_is_down_and_silent(void** /*state*/) {
    Loopback ring;
    ring.port = 5405;
    auto& node = ring.add(ring.config({1}, {{{1}, address("192.0.2.1")}, // of documents only
                                            {{2}, address("127.0.0.12")}}));
    const auto found = node.transport->check_interface();
    node.transport->multicast(ring.frame("x"));
    node.transport->flush();
    assert_true(found.has_value());
    assert_false(*found);
    assert_false(node.transport->up());
    assert_int_equal(node.transport->counters().datagrams_sent, 0);
    assert_int_equal(node.transport->warnings().size(), 1);
}

void a_port_that_somebody_uses_is_an_error(void** /*state*/) {
    Loopback ring;
    auto other = UdpSocket::bound_to(SocketAddress(address("127.0.0.11"), 0));
    SocketAddress taken;
    socklen_t size = SocketAddress::kCapacity;
    getsockname(other->number(), taken.data(), &size);
    ring.port = taken.port();
    auto& node = ring.add(ring.config({1}, {{{1}, address("127.0.0.11")}}));
    const auto found = node.transport->check_interface();
    assert_false(found.has_value());
    assert_non_null(std::strstr(found.error().what.c_str(), "127.0.0.11"));
    assert_false(node.transport->up());
}

void what_waits_can_be_thrown_away(void** /*state*/) {
    Three ring;
    for (int number = 0; number < 10; ++number) ring.transport(1).multicast(ring.frame("old"));
    ring.transport(1).flush();
    ring.transport(2).discard_received();
    ring.transport(1).multicast(ring.frame("new"));
    ring.transport(1).flush();
    ring.run_until([&] { return !ring.received(2).empty(); });
    assert_int_equal(ring.received(2).size(), 1);
    assert_string_equal(ring.received(2).at(0).c_str(), "new");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_multicast_reaches_all_but_its_sender),
        cmocka_unit_test(a_token_reaches_its_target_alone),
        cmocka_unit_test(a_token_for_an_unknown_node_goes_nowhere),
        cmocka_unit_test(multicasts_arrive_before_the_token_that_follows_them),
        cmocka_unit_test(equal_frames_arrive_as_single_datagrams),
        cmocka_unit_test(the_largest_datagram_passes),
        cmocka_unit_test(a_frame_that_cannot_be_sent_does_not_hold_up_the_next),
        cmocka_unit_test(send_errors_are_logged_at_a_limited_rate),
        cmocka_unit_test(a_node_that_is_taken_away_hears_nothing_more),
        cmocka_unit_test(a_node_that_was_added_hears_and_is_heard),
        cmocka_unit_test(what_a_node_sends_that_was_taken_away_is_refused),
        cmocka_unit_test(a_source_that_is_not_listed_is_refused),
        cmocka_unit_test(a_listed_source_may_send_from_any_port),
        cmocka_unit_test(every_source_is_accepted_where_the_check_is_off),
        cmocka_unit_test(ipv6_works_as_ipv4_does),
        cmocka_unit_test(without_the_own_address_the_transport_is_down_and_silent),
        cmocka_unit_test(a_port_that_somebody_uses_is_an_error),
        cmocka_unit_test(what_waits_can_be_thrown_away),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
