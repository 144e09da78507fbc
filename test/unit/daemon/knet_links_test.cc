// test/unit/daemon/knet_links_test.cc - the states of knet's links, as services are told of them.
#include "daemon/knet_links.h"

#include "unit/address.h"

#include "unit/cmocka.h" // last: its fail() is a macro

using namespace baton;
using transport::LinkState;
using transport::PeerState;

namespace {

// Node 20, between 3 and 100; by two links, that are not 0 and 1.
config::Config cluster() {
    config::Config config;
    for (const std::uint32_t id : {100U, 20U, 3U}) { // as somebody may write them
        config::Node node;
        node.id = {id};
        node.address[2] = address(("10.2.0." + std::to_string(id)).c_str());
        node.address[5] = address(("10.5.0." + std::to_string(id)).c_str());
        config.nodes.push_back(std::move(node));
    }
    config.local_node = 1;
    return config;
}

LinkState link(std::uint8_t number, bool enabled, bool connected, bool dynamic = false) {
    LinkState made;
    made.link = number;
    made.enabled = enabled;
    made.connected = connected;
    made.dynamic = dynamic;
    made.mtu = 1397;
    made.source = "10.0.0.20";
    made.destination = "10.0.0.3";
    return made;
}

PeerState peer(std::uint32_t id, std::vector<LinkState> links) {
    PeerState made;
    made.node = {id};
    made.links = std::move(links);
    return made;
}

void a_link_has_one_character_for_each_node_by_rising_number(void**) {
    const auto all =
        knet_links(cluster(), {peer(3, {link(2, true, true), link(5, true, false)}),
                               peer(100, {link(2, false, false), link(5, true, true, true)})});
    assert_int_equal(all.size(), 2);
    assert_string_equal(all[0].name.c_str(), "2 10.2.0.20");
    assert_string_equal(all[0].status.c_str(), "3n0");
    assert_string_equal(all[1].name.c_str(), "5 10.5.0.20");
    assert_string_equal(all[1].status.c_str(), "1n7");
}

void a_link_that_the_transport_does_not_have_is_marked(void**) {
    const auto all = knet_links(cluster(), {peer(3, {link(5, true, true)})});
    assert_int_equal(all.size(), 2);
    assert_string_equal(all[0].status.c_str(), "dnd");
    assert_string_equal(all[1].status.c_str(), "3nd");
}

void a_configuration_without_this_node_has_no_links(void**) {
    config::Config config = cluster();
    config.local_node = std::nullopt;
    assert_true(knet_links(config, {peer(3, {link(2, true, true)})}).empty());
}

void a_node_has_the_status_that_the_transport_sees(void**) {
    PeerState seen = peer(3, {link(2, true, true), link(5, true, false, true)});
    seen.reachable = true;
    seen.external = true;
    const auto status = knet_node_status(cluster(), {peer(100, {}), seen}, {3});
    assert_true(status.has_value());
    assert_int_equal(status->node.value, 3);
    assert_true(status->reachable && status->external && !status->remote);
    assert_false(status->links[0].enabled);
    assert_true(status->links[2].enabled && status->links[2].connected);
    assert_int_equal(status->links[2].mtu, 1397);
    assert_string_equal(status->links[2].source.c_str(), "10.0.0.20");
    assert_string_equal(status->links[2].destination.c_str(), "10.0.0.3");
    assert_true(status->links[5].enabled && !status->links[5].connected);
    assert_true(status->links[5].dynconnected);
}

void a_link_beyond_the_last_is_left_out(void**) {
    const auto status = knet_node_status(cluster(), {peer(3, {link(8, true, true)})}, {3});
    assert_true(status.has_value());
    for (const auto& each : status->links) assert_false(each.enabled);
}

void the_node_itself_is_always_reached_by_its_first_link(void**) {
    const auto status = knet_node_status(cluster(), {}, {20});
    assert_true(status.has_value());
    assert_int_equal(status->node.value, 20);
    assert_true(status->reachable);
    assert_true(status->links[0].enabled && status->links[0].connected);
    assert_int_equal(status->links[0].mtu, 65535);
    assert_string_equal(status->links[0].source.c_str(), "10.2.0.20");
    assert_string_equal(status->links[0].destination.c_str(), "10.2.0.20");
    assert_false(status->links[2].enabled);
}

void a_node_that_the_transport_does_not_know_has_no_status(void**) {
    assert_false(knet_node_status(cluster(), {peer(3, {})}, {100}).has_value());
    assert_false(knet_node_status(cluster(), {peer(3, {})}, {9}).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_link_has_one_character_for_each_node_by_rising_number),
        cmocka_unit_test(a_link_that_the_transport_does_not_have_is_marked),
        cmocka_unit_test(a_configuration_without_this_node_has_no_links),
        cmocka_unit_test(a_node_has_the_status_that_the_transport_sees),
        cmocka_unit_test(a_link_beyond_the_last_is_left_out),
        cmocka_unit_test(the_node_itself_is_always_reached_by_its_first_link),
        cmocka_unit_test(a_node_that_the_transport_does_not_know_has_no_status),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
