// test/unit/transport/knet/knet_test.cc - messages between nodes, and how the transport starts and
// ends.
#include "transport/knet/knet.h"

#include "transport/knet/outlet.h"
#include "unit/cmocka.h"
#include "unit/transport/knet/nodes.h"

#include <filesystem>
#include <thread>

using namespace baton;
using namespace baton::transport;
using namespace baton::transport::test;

namespace {

using Messages = std::vector<std::string>;

std::size_t open_descriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator("/proc/self/fd"))
        ++count;
    return count;
}

std::uint64_t number_of(const Knet& transport, const std::string& wanted) {
    std::uint64_t found = 0;
    transport.statistics([&](const std::string& name, const Number& value) {
        if (name == wanted) found = std::get<std::uint64_t>(value);
    });
    return found;
}

// Of all sizes, from the shortest Totem message on; no two are equal.
Messages of_all_sizes(NodeId target = {}) {
    Messages all;
    char filling = 'a';
    for (const std::size_t size :
         {13U, 45U, 46U, 100U, 1400U, 1472U, 1500U, 9000U, 60000U, 65535U, 65536U})
        all.push_back(KnetNodes::message(size, target, filling++));
    return all;
}

void messages_of_all_sizes_arrive_in_order_both_ways(void**) {
    KnetNodes ring(2);
    const bool up = ring.start_all();
    const Messages sent = of_all_sizes();
    for (const std::string& each : sent) {
        ring.multicast(1, each);
        ring.multicast(2, each);
    }
    const bool came = up && ring.run_until([&] {
        return ring.received(1).size() == sent.size() && ring.received(2).size() == sent.size();
    });
    assert_true(came);
    assert_true(ring.received(1) == sent);
    assert_true(ring.received(2) == sent);
    assert_int_equal(ring.transport(1).counters().datagrams_sent, sent.size());
    assert_int_equal(ring.transport(1).counters().datagrams_received, sent.size());
}

void a_multicast_reaches_all_but_its_sender(void**) {
    KnetNodes ring(3);
    const bool up = ring.start_all();
    ring.multicast(1, KnetNodes::message(100));
    const bool came = up && ring.run_until([&] {
        return !ring.received(2).empty() && !ring.received(3).empty();
    });
    ring.multicast(2, KnetNodes::message(50)); // behind it, so nothing else is on its way
    ring.run_until([&] { return !ring.received(1).empty(); });
    assert_true(came);
    assert_int_equal(ring.received(1).size(), 1);
    assert_int_equal(ring.received(1)[0].size(), 50);
    assert_int_equal(ring.received(3)[0].size(), 100);
}

void a_unicast_reaches_its_target_alone(void**) {
    KnetNodes ring(3);
    const bool up = ring.start_all();
    const Messages sent = of_all_sizes({3});
    for (const std::string& each : sent) ring.unicast(1, 3, each);
    ring.multicast(1, KnetNodes::message(50));
    const bool came = up && ring.run_until([&] {
        return ring.received(3).size() > sent.size() && !ring.received(2).empty();
    });
    assert_true(came);
    assert_int_equal(ring.received(2).size(), 1);
    ring.received(3).pop_back();
    assert_true(ring.received(3) == sent);
}

void a_unicast_to_an_unknown_node_goes_nowhere(void**) {
    KnetNodes ring(2);
    const bool up = ring.start_all();
    ring.unicast(1, 9, KnetNodes::message(60, {9}));
    ring.unicast(1, 2 + 65536, KnetNodes::message(61, {2 + 65536})); // no node of knet's
    ring.multicast(1, KnetNodes::message(62));
    const bool came = up && ring.run_until([&] { return !ring.received(2).empty(); });
    assert_true(came);
    assert_int_equal(ring.received(2).size(), 1);
    assert_int_equal(ring.received(2)[0].size(), 62);
}

// libknet reads a node's target out of the message: rubbish has none.
void what_is_no_totem_message_goes_nowhere(void**) {
    KnetNodes ring(2);
    const bool up = ring.start_all();
    ring.multicast(1, "x");
    ring.multicast(1, std::string(500, '\xff'));
    ring.multicast(1, KnetNodes::message(13));
    const bool came = up && ring.run_until([&] { return !ring.received(2).empty(); });
    assert_true(came);
    assert_int_equal(ring.received(2).size(), 1);
    assert_int_equal(ring.received(2)[0].size(), 13);
}

void what_is_longer_than_libknet_carries_is_dropped_and_told(void**) {
    KnetNodes ring(2);
    const bool up = ring.start_all();
    ring.multicast(1, KnetNodes::message(65537));
    ring.multicast(1, KnetNodes::message(13));
    const bool came = up && ring.run_until([&] { return !ring.received(2).empty(); });
    assert_true(came);
    assert_int_equal(ring.received(2).size(), 1);
    assert_int_equal(ring.received(2)[0].size(), 13);
}

// What a first start had set up went with its libknet.
void a_second_start_sets_up_everything(void**) {
    KnetNodes ring(2);
    auto other = UdpSocket::bound_to(SocketAddress(knet_address(0, 1), ring.port));
    KnetConfig config = ring.config(1);
    config.compression.model = "zlib";
    ring.make(config);
    const auto refused = ring.transport(1).check_interface();
    other = UdpSocket();
    const bool up = ring.transport(1).check_interface().has_value() && ring.start(ring.config(2));
    ring.run_until([&] { return ring.all_connected(); });
    ring.multicast(1, KnetNodes::message(9000));
    const bool came = up && ring.run_until([&] { return !ring.received(2).empty(); });
    assert_false(refused.has_value());
    assert_true(came);
    assert_true(number_of(ring.transport(1), "stats.knet.handle.tx_compressed_packets") == 1);
}

// More at once than the data socket takes: it waits, and goes on as libknet makes room.
void a_flood_waits_and_arrives_in_order(void**) {
    constexpr std::size_t kCount = 900;
    KnetNodes ring(2);
    const bool up = ring.start_all();
    Messages sent;
    for (std::size_t number = 0; number < kCount; ++number) {
        sent.push_back(KnetNodes::message(30000 + number));
        ring.transport(1).multicast(ring.frame(sent.back()));
    }
    ring.transport(1).flush();
    const bool left = up && ring.run_until([&] {
        return ring.transport(1).counters().datagrams_sent == kCount && !ring.received(2).empty();
    });
    const auto is_last = [](const std::string& each) { return each.size() == 13; };
    const bool ended = left && ring.run_until([&] {
        ring.multicast(1, KnetNodes::message(13));
        return std::ranges::any_of(ring.received(2), is_last);
    });
    std::erase_if(ring.received(2), is_last);
    // Loss is allowed here, as in any network; another order is not.
    auto next = sent.begin();
    for (const std::string& each : ring.received(2)) {
        next = std::find(next, sent.end(), each);
        if (next == sent.end()) break;
    }
    assert_true(ended);
    assert_true(next != sent.end());
    assert_int_equal(ring.transport(1).counters().send_dropped, 0);
    assert_int_equal(ring.transport(1).counters().send_errors, 0);
}

void what_exceeds_the_limit_is_dropped_and_counted(void**) {
    KnetNodes ring(2);
    const bool up = ring.start_all();
    for (std::size_t number = 0; number < knet::Outlet::kFramesMax + 7; ++number)
        ring.transport(1).multicast(ring.frame(KnetNodes::message(13)));
    ring.transport(1).flush();
    const std::uint64_t dropped = ring.transport(1).counters().send_dropped;
    const bool left = up && ring.run_until([&] {
        return ring.transport(1).counters().datagrams_sent == knet::Outlet::kFramesMax;
    });
    assert_true(left);
    assert_int_equal(dropped, 7);
}

void what_waits_to_be_read_can_be_thrown_away(void**) {
    constexpr std::uint64_t kCount = 10;
    KnetNodes ring(2);
    const bool up = ring.start_all();
    for (std::uint64_t number = 0; number < kCount; ++number)
        ring.multicast(1, KnetNodes::message(20));
    // The loop rests, so that nobody reads them.
    for (int looks = 0; looks < 20000; ++looks) {
        if (number_of(ring.transport(2), "stats.knet.node1.link0.rx_data_packets") >= kCount) break;
        std::this_thread::sleep_for(std::chrono::milliseconds{3});
    }
    ring.transport(2).discard_received();
    ring.multicast(1, KnetNodes::message(99));
    const bool last = up && ring.run_until([&] {
        return !ring.received(2).empty() && ring.received(2).back().size() == 99;
    });
    assert_true(last);
    assert_true(ring.received(2).size() < kCount); // one may have been on its way into the socket
}

void what_was_sent_leaves_though_the_transport_ends(void**) {
    KnetNodes ring(2);
    const bool up = ring.start_all();
    constexpr std::size_t kCount = 50;
    for (std::size_t number = 0; number < kCount; ++number)
        ring.multicast(1, KnetNodes::message(100 + number));
    ring.node(1).transport.reset();
    const bool came = up && ring.run_until([&] { return ring.received(2).size() == kCount; });
    assert_true(came);
    assert_int_equal(ring.received(2).back().size(), 100 + kCount - 1);
}

void a_transport_that_ended_can_be_started_anew(void**) {
    KnetNodes ring(2);
    const bool up = ring.start_all();
    ring.node(1).transport.reset();
    const bool again =
        up && ring.start(ring.config(1)) && ring.run_until([&] { return ring.all_connected(); });
    ring.run_until([&] {
        ring.multicast(1, KnetNodes::message(20));
        ring.multicast(2, KnetNodes::message(20));
        return !ring.received(1).empty() && !ring.received(2).empty();
    });
    assert_true(again);
    assert_false(ring.received(1).empty());
    assert_false(ring.received(2).empty());
}

void no_descriptor_is_left_open(void**) {
    KnetNodes ring(2, 2);
    ring.start_all();
    for (auto& each : ring.nodes) each->transport.reset();
    const std::size_t before = open_descriptors(); // what libraries keep is open by now
    ring.start_all();
    for (auto& each : ring.nodes) each->transport.reset();
    ring.run_until([] { return open_descriptors() > 0; });
    assert_int_equal(open_descriptors(), before);
}

void it_is_down_and_silent_before_it_is_started(void**) {
    KnetNodes ring(2);
    Knet& transport = *ring.make(ring.config(1)).transport;
    int numbers = 0;
    transport.multicast(ring.frame(KnetNodes::message(20)));
    transport.flush();
    transport.discard_received();
    transport.set_network(ring.config(1));
    transport.statistics([&](const std::string&, const Number&) { ++numbers; });
    transport.clear_statistics();
    transport.forget_old_key();
    assert_true(transport.use_new_key().has_value());
    assert_false(transport.up());
    assert_true(transport.peers().empty());
    assert_int_equal(numbers, 0);
    assert_int_equal(transport.counters().datagrams_sent, 0);
    assert_true(ring.node(1).lines.empty());
}

void an_address_that_is_not_here_is_no_error_but_a_warning(void**) {
    KnetNodes ring(2);
    KnetConfig config = ring.config(1);
    config.peers[0].links[0].local = address("192.0.2.1"); // of documents only
    config.peers[0].links[0].remote = address("192.0.2.2");
    const bool up = ring.start(config);
    const auto warnings = ring.transport(1).warnings();
    assert_true(up);
    assert_int_equal(warnings.size(), 1);
    assert_string_equal(warnings[0].c_str(), "address 192.0.2.1 of link 0 is not on this machine");
}

void addresses_that_are_here_bring_no_warning(void**) {
    KnetNodes ring(3, 2);
    const bool up = ring.start(ring.config(1));
    assert_true(up);
    assert_true(ring.transport(1).warnings().empty());
}

void a_port_that_somebody_uses_is_an_error_until_it_is_free(void**) {
    KnetNodes ring(2);
    auto other = UdpSocket::bound_to(SocketAddress(knet_address(0, 1), ring.port));
    ring.make(ring.config(1));
    const auto refused = ring.transport(1).check_interface();
    const bool up = ring.transport(1).up();
    other = UdpSocket();
    const auto opened = ring.transport(1).check_interface();
    assert_false(refused.has_value());
    assert_non_null(std::strstr(refused.error().what.c_str(), "127.0.0.1"));
    assert_non_null(std::strstr(refused.error().what.c_str(), "Address already in use"));
    assert_false(up);
    assert_true(opened.has_value());
    assert_true(ring.transport(1).up());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(messages_of_all_sizes_arrive_in_order_both_ways),
        cmocka_unit_test(a_multicast_reaches_all_but_its_sender),
        cmocka_unit_test(a_unicast_reaches_its_target_alone),
        cmocka_unit_test(a_unicast_to_an_unknown_node_goes_nowhere),
        cmocka_unit_test(what_is_no_totem_message_goes_nowhere),
        cmocka_unit_test(what_is_longer_than_libknet_carries_is_dropped_and_told),
        cmocka_unit_test(a_second_start_sets_up_everything),
        cmocka_unit_test(a_flood_waits_and_arrives_in_order),
        cmocka_unit_test(what_exceeds_the_limit_is_dropped_and_counted),
        cmocka_unit_test(what_waits_to_be_read_can_be_thrown_away),
        cmocka_unit_test(what_was_sent_leaves_though_the_transport_ends),
        cmocka_unit_test(a_transport_that_ended_can_be_started_anew),
        cmocka_unit_test(no_descriptor_is_left_open),
        cmocka_unit_test(it_is_down_and_silent_before_it_is_started),
        cmocka_unit_test(an_address_that_is_not_here_is_no_error_but_a_warning),
        cmocka_unit_test(addresses_that_are_here_bring_no_warning),
        cmocka_unit_test(a_port_that_somebody_uses_is_an_error_until_it_is_free),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
