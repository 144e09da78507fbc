// test/unit/transport/knet/observer_test.cc - what is told of nodes and links, and when they
// change.
#include "transport/knet/observer.h"

#include "unit/cmocka.h"
#include "unit/transport/knet/pair.h"

using namespace baton;
using namespace baton::transport;
using namespace baton::transport::test;

namespace {

bool both_links_are_up(const KnetPair& pair) {
    return KnetPair::connected(pair.one, {2}, 0) && KnetPair::connected(pair.one, {2}, 1);
}

std::vector<PeerState> seen_by_one(const KnetPair& pair) {
    return knet::peer_states(pair.one.handle.get(), *pair.one.hosts);
}

bool reaches(const KnetPair& pair) { return seen_by_one(pair).at(0).reachable; }

void a_node_that_answers_is_reachable_by_its_links(void**) {
    KnetPair pair;
    pair.introduce(2);
    const bool up = KnetPair::wait_until([&] { return both_links_are_up(pair) && reaches(pair); });
    const auto peers = seen_by_one(pair);
    assert_true(up);
    assert_int_equal(peers.size(), 1);
    assert_int_equal(peers[0].node.value, 2);
    assert_false(peers[0].external);
    assert_int_equal(peers[0].links.size(), 2);
    for (std::uint8_t number = 0; number < 2; ++number) {
        const LinkState& link = peers[0].links[number];
        assert_int_equal(link.link, number);
        assert_true(link.enabled && link.connected && !link.dynamic);
        assert_true(link.mtu > 0);
        assert_string_equal(link.source.c_str(), knet_address(number, 1).text().c_str());
        assert_string_equal(link.destination.c_str(), knet_address(number, 2).text().c_str());
    }
}

void a_node_that_is_not_there_has_links_that_are_not_connected(void**) {
    KnetPair pair;
    pair.one.hosts->set({{.node = {7}, .links = {pair.link(0, 1, 7)}}, {.node = {3}, .links = {}}},
                        KnetConfig::Mode::passive);
    const auto peers = seen_by_one(pair);
    assert_int_equal(peers.size(), 2);
    assert_int_equal(peers[0].node.value, 3);
    assert_false(peers[0].reachable);
    assert_true(peers[0].links.empty());
    assert_int_equal(peers[1].node.value, 7);
    assert_false(peers[1].reachable);
    assert_true(peers[1].links[0].enabled && !peers[1].links[0].connected);
}

void a_link_that_comes_or_goes_is_a_change_once(void**) {
    KnetPair pair;
    pair.patience_ms = 600;
    knet::LinkWatch watch;
    const auto changed = [&] { return watch.changed(pair.one.handle.get(), *pair.one.hosts); };
    const bool before = changed();
    pair.introduce(2);
    const bool up = KnetPair::wait_until([&] { return both_links_are_up(pair) && reaches(pair); });
    const bool came = changed();
    const bool again = changed();
    pair.two.hosts->set({{.node = {1}, .links = {pair.link(0, 2, 1)}}}, KnetConfig::Mode::passive);
    const bool down = KnetPair::wait_until([&] { return !KnetPair::connected(pair.one, {2}, 1); });
    const bool went = changed();
    const bool at_last = changed();
    assert_false(before);
    assert_true(up && came);
    assert_false(again);
    assert_true(down && went);
    assert_false(at_last);
}

// The last link goes, and the node with it; libknet notes one after the other.
void a_node_that_is_reached_or_lost_is_a_change(void**) {
    KnetPair pair;
    knet::LinkWatch watch;
    pair.patience_ms = 600;
    pair.introduce(1);
    bool at_the_time = false; // of the last change
    const auto follow = [&](bool wanted) {
        return KnetPair::wait_until([&] {
            if (watch.changed(pair.one.handle.get(), *pair.one.hosts)) at_the_time = reaches(pair);
            return at_the_time == wanted;
        });
    };
    const bool found = follow(true);
    pair.two.hosts->set({}, KnetConfig::Mode::passive);
    const bool lost = follow(false);
    assert_true(found);
    assert_true(lost);
}

void a_link_that_is_not_known_has_no_status(void**) {
    KnetPair pair;
    pair.introduce(1);
    assert_true(knet::status_of(pair.one.handle.get(), {2}, 0).has_value());
    assert_false(knet::status_of(pair.one.handle.get(), {2}, 1).has_value());
    assert_false(knet::status_of(pair.one.handle.get(), {9}, 0).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_node_that_answers_is_reachable_by_its_links),
        cmocka_unit_test(a_node_that_is_not_there_has_links_that_are_not_connected),
        cmocka_unit_test(a_link_that_comes_or_goes_is_a_change_once),
        cmocka_unit_test(a_node_that_is_reached_or_lost_is_a_change),
        cmocka_unit_test(a_link_that_is_not_known_has_no_status),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
