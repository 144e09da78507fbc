// test/unit/transport/knet/change_test.cc - a configuration that changes, and links that come and
// go, while messages flow.
#include "unit/transport/knet/nodes.h"

#include <string>

#include "unit/cmocka.h" // last: its fail() is a macro

using namespace baton;
using namespace baton::transport;
using namespace baton::transport::test;

namespace {

// Links whose other end is gone are down after this time.
void impatient(KnetConfig& config) {
    for (KnetConfig::Peer& peer : config.peers)
        for (KnetConfig::Link& link : peer.links) link.ping_timeout_ms = 600;
}

bool reaches(const Knet& transport, NodeId node) {
    return std::ranges::any_of(transport.peers(), [&](const PeerState& peer) {
        return peer.node == node && peer.reachable;
    });
}

// What is sent while links change may be lost, as in any network: it is sent until it arrives.
bool arrives(KnetNodes& ring, std::uint32_t from, std::uint32_t to) {
    ring.received(to).clear();
    return ring.run_until([&] {
        ring.unicast(from, to, KnetNodes::message(77, {to}));
        return !ring.received(to).empty();
    });
}

void a_node_that_comes_is_heard(void**) {
    KnetNodes ring(3);
    KnetConfig first = ring.config(1);
    std::erase_if(first.peers, [](const auto& peer) { return peer.node == NodeId{3}; });
    const bool started =
        ring.start(first) && ring.start(ring.config(2)) && ring.start(ring.config(3));
    ring.run_until([&] { return KnetNodes::connected(ring.transport(1)) == 1; });
    ring.transport(1).set_network(ring.config(1));
    const bool all = ring.run_until([&] { return ring.all_connected(); });
    const bool both_ways = arrives(ring, 1, 3) && arrives(ring, 3, 1);
    assert_true(started && all && both_ways);
    assert_true(arrives(ring, 1, 2));
}

void a_node_that_is_taken_away_hears_and_is_heard_no_more(void**) {
    KnetNodes ring(3);
    const bool up = ring.start_all();
    KnetConfig fewer = ring.config(1);
    std::erase_if(fewer.peers, [](const auto& peer) { return peer.node == NodeId{3}; });
    ring.transport(1).set_network(fewer);
    ring.multicast(1, KnetNodes::message(20));
    ring.unicast(1, 3, KnetNodes::message(21, {3}));
    ring.multicast(3, KnetNodes::message(22));
    const bool came = up && ring.run_until([&] { return ring.received(2).size() == 2; });
    ring.multicast(2, KnetNodes::message(23)); // after all the others
    ring.run_until([&] { return !ring.received(1).empty() && !ring.received(3).empty(); });
    assert_true(came);
    assert_int_equal(ring.received(1).size(), 1);
    assert_int_equal(ring.received(1)[0].size(), 23);
    assert_int_equal(ring.received(3).size(), 1);
    assert_int_equal(ring.received(3)[0].size(), 23);
}

void a_change_of_timers_loses_nothing(void**) {
    KnetNodes ring(2);
    const bool up = ring.start_all();
    const int before = ring.node(1).links_changed;
    ring.node(1).lines.clear(); // nobody was reached at the start
    for (std::uint32_t time = 0; time < 10; ++time) {
        KnetConfig changed = ring.config(1);
        changed.peers[0].links[0].priority = static_cast<std::uint8_t>(time);
        changed.peers[0].links[0].ping_interval_ms = 20 + time;
        changed.mode = time % 2 == 0 ? KnetConfig::Mode::active : KnetConfig::Mode::passive;
        changed.compression.model = time % 3 == 0 ? "zlib" : "none";
        changed.compression.level = 1;
        changed.debug = time % 2 == 0;
        ring.multicast(1, KnetNodes::message(1000 + time));
        ring.transport(1).set_network(changed);
    }
    const bool came = up && ring.run_until([&] { return ring.received(2).size() == 10; });
    std::string complaints;
    for (const LogLine& line : ring.node(1).lines)
        if (line.level <= LogLevel::warning) complaints += line.text + '\n';
    assert_true(came);
    assert_int_equal(ring.received(2).back().size(), 1009);
    assert_int_equal(ring.node(1).links_changed, before);
    assert_string_equal(complaints.c_str(), "");
}

void messages_take_the_other_link_when_one_is_taken_away(void**) {
    KnetNodes ring(2, 2);
    const bool up = ring.start_all(impatient);
    for (std::uint32_t id = 1; id <= 2; ++id) {
        KnetConfig fewer = ring.config(id);
        impatient(fewer);
        fewer.peers[0].links.erase(fewer.peers[0].links.begin());
        ring.transport(id).set_network(fewer);
    }
    const bool both_ways = up && arrives(ring, 1, 2) && arrives(ring, 2, 1);
    const auto left = ring.transport(1).peers();
    assert_true(both_ways);
    assert_int_equal(left[0].links.size(), 1);
    assert_int_equal(left[0].links[0].link, 1);
}

void the_other_end_of_a_lost_link_notices_and_goes_on_by_the_other(void**) {
    KnetNodes ring(2, 2);
    const bool up = ring.start_all(impatient);
    KnetConfig fewer = ring.config(2);
    impatient(fewer);
    fewer.peers[0].links.erase(fewer.peers[0].links.begin());
    const int before = ring.node(1).links_changed;
    ring.transport(2).set_network(fewer);
    const bool told = up && ring.run_until([&] { return ring.node(1).links_changed > before; });
    const bool one = ring.run_until([&] { return KnetNodes::connected(ring.transport(1)) == 1; });
    const bool reached = reaches(ring.transport(1), {2});
    assert_true(told && one && reached);
    assert_true(arrives(ring, 1, 2));
}

// Whoever listens looks at the states when told, and never again: the last call must be right.
void what_is_told_last_is_so(void**) {
    KnetNodes ring(2);
    bool believed = false; // node 2 is reached
    int told = 0;
    const auto follow = [&](bool wanted) {
        return ring.run_until([&] {
            if (ring.node(1).links_changed != told) {
                told = ring.node(1).links_changed;
                believed = reaches(ring.transport(1), {2});
            }
            return believed == wanted;
        });
    };
    KnetConfig second = ring.config(2);
    impatient(second);
    KnetConfig first = ring.config(1);
    impatient(first);
    const bool started = ring.start(first);
    bool right = true;
    for (int time = 0; time < 3; ++time) {
        right = ring.start(second) && follow(true) && right;
        ring.node(2).transport.reset();
        right = follow(false) && right;
    }
    assert_true(started && right);
}

void what_fails_is_logged_and_tried_again(void**) {
    KnetNodes ring(2, 2);
    KnetConfig one = ring.config(1);
    one.peers[0].links.pop_back();
    const bool started = ring.start(one) && ring.start(ring.config(2));
    auto other = UdpSocket::bound_to(SocketAddress(knet_address(1, 1), ring.port));
    ring.transport(1).set_network(ring.config(1));
    const bool told = ring.node(1).has_line("cannot open link 1 to node 2 (127.0.1.1 ->");
    other = UdpSocket();
    ring.transport(1).set_network(ring.config(1));
    const bool all = ring.run_until([&] { return ring.all_connected(); });
    assert_true(started && told && all);
}

void compression_that_is_not_known_is_logged_and_the_links_change_all_the_same(void**) {
    KnetNodes ring(3);
    KnetConfig first = ring.config(1);
    std::erase_if(first.peers, [](const auto& peer) { return peer.node == NodeId{3}; });
    const bool started =
        ring.start(first) && ring.start(ring.config(2)) && ring.start(ring.config(3));
    KnetConfig changed = ring.config(1);
    changed.compression.model = "rle";
    ring.transport(1).set_network(changed);
    const bool told = ring.node(1).has_line("knet_compression_model rle");
    const bool all = ring.run_until([&] { return ring.all_connected(); });
    assert_true(started && told && all);
}

// The datagrams of a stranger do no harm, whoever they claim to be from.
void rubbish_from_outside_does_no_harm(void**) {
    for (const bool only_listed : {true, false}) {
        KnetNodes ring(2);
        const bool up =
            ring.start_all([&](KnetConfig& config) { config.only_listed_sources = only_listed; });
        auto stranger = UdpSocket::bound_to(SocketAddress(address("127.0.0.77"), 0));
        const SocketAddress to(knet_address(0, 2), ring.port);
        std::string bytes;
        for (unsigned round = 0; round < 2000; ++round) {
            bytes.assign(1 + round * 7 % 1400, static_cast<char>(round));
            bytes[0] = round % 2 == 0 ? 1 : bytes[0]; // the version that is spoken
            sendto(stranger->number(), bytes.data(), bytes.size(), 0, to.data(), to.size());
        }
        const bool goes_on = up && arrives(ring, 1, 2);
        assert_true(goes_on);
        for (const std::string& each : ring.received(2)) assert_int_equal(each.size(), 77);
        assert_true(ring.transport(2).up());
    }
}

void another_kind_of_network_is_ignored(void**) {
    KnetNodes ring(2);
    const bool up = ring.start_all();
    ring.transport(1).set_network(UdpConfig{});
    assert_true(up);
    assert_true(arrives(ring, 1, 2));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_node_that_comes_is_heard),
        cmocka_unit_test(a_node_that_is_taken_away_hears_and_is_heard_no_more),
        cmocka_unit_test(a_change_of_timers_loses_nothing),
        cmocka_unit_test(messages_take_the_other_link_when_one_is_taken_away),
        cmocka_unit_test(the_other_end_of_a_lost_link_notices_and_goes_on_by_the_other),
        cmocka_unit_test(what_is_told_last_is_so),
        cmocka_unit_test(what_fails_is_logged_and_tried_again),
        cmocka_unit_test(compression_that_is_not_known_is_logged_and_the_links_change_all_the_same),
        cmocka_unit_test(rubbish_from_outside_does_no_harm),
        cmocka_unit_test(another_kind_of_network_is_ignored),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
