// test/unit/daemon/outside_test.cc - what services are told of addresses, links and other nodes.
#include "daemon/outside.h"

#include "support/silent_transport.h"
#include "unit/address.h"

#include "unit/cmocka.h" // last: its fail() is a macro

using namespace baton;

namespace {

config::Node node(std::uint32_t id, const char* first, const char* second = nullptr) {
    config::Node made;
    made.id = {id};
    made.address[0] = address(first);
    if (second != nullptr) made.address[1] = address(second);
    return made;
}

// Node 1 of three, on two links; node 3 is not in the ring.
struct Daemon {
    Daemon() {
        config.nodes = {node(1, "10.0.0.1", "10.1.0.1"), node(2, "10.0.0.2", "10.1.0.2"),
                        node(3, "10.0.0.3")};
        config.local_node = 0;
        config.totem.transport = config::Transport::udpu;
    }
    config::Config config;
    std::vector<NodeId> members{{1}, {2}};
    test::SilentTransport transport;
    std::optional<transport::Network> asked;
    const DaemonOutside outside{
        [this] {
            return DaemonOutside::Network{config, members, transport};
        },
        [this](const transport::Network& fresh) {
            asked = fresh;
            return std::vector<std::string>{"it cannot"};
        },
        [](const Outside::Statistic& take) { take("stats.ipcs.x", cmap::Value::of(7U)); }};
};

// A reload does not change the transport, and its encryption stays with it.
void the_transport_is_asked_about_what_would_change(void**) {
    Daemon daemon;
    daemon.config.totem.transport = config::Transport::knet;
    daemon.config.totem.knet_compression_model = "zlib";
    config::Config fresh = daemon.config;
    fresh.totem.transport = config::Transport::udpu;
    fresh.totem.knet_compression_model = "lz4";
    const auto refused = daemon.outside.refusals(fresh);
    const auto* asked = daemon.asked ? std::get_if<transport::KnetConfig>(&*daemon.asked) : nullptr;
    assert_non_null(asked);
    assert_string_equal(asked->compression.model.c_str(), "lz4");
    assert_int_equal(refused.size(), 1);
    assert_string_equal(refused[0].c_str(), "it cannot");
}

void a_node_has_the_addresses_of_its_links(void**) {
    const Daemon daemon;
    const auto both = daemon.outside.addresses({2});
    const auto one = daemon.outside.addresses({3});
    assert_int_equal(both.size(), 2);
    assert_string_equal(both[1].text().c_str(), "10.1.0.2");
    assert_int_equal(one.size(), 1);
}

void an_unknown_node_has_no_addresses(void**) {
    const Daemon daemon;
    assert_true(daemon.outside.addresses({9}).empty());
}

void the_links_are_those_of_this_node(void**) {
    Daemon daemon;
    const auto links = daemon.outside.links();
    daemon.config.local_node = 2;
    const auto one = daemon.outside.links();
    assert_int_equal(links.size(), 2);
    assert_string_equal(links[1].name.c_str(), "1 10.1.0.1");
    assert_string_equal(links[1].status.c_str(), "OK");
    assert_int_equal(one.size(), 1);
}

void a_configuration_without_this_node_has_no_links(void**) {
    Daemon daemon;
    daemon.config.local_node = std::nullopt;
    assert_true(daemon.outside.links().empty());
}

void a_member_is_reached_and_a_lost_node_is_not(void**) {
    const Daemon daemon;
    const auto member = daemon.outside.node_status({2});
    const auto lost = daemon.outside.node_status({3});
    assert_true(member && member->reachable && member->links[0].connected);
    assert_true(member->links[0].enabled);
    assert_string_equal(member->links[0].source.c_str(), "10.0.0.2");
    assert_int_equal(member->links[0].mtu, 1410);
    assert_true(lost && !lost->reachable && !lost->links[0].connected);
}

void a_link_without_its_address_is_not_enabled(void**) {
    Daemon daemon;
    daemon.transport.is_up = false;
    const auto status = daemon.outside.node_status({2});
    assert_true(status && !status->links[0].enabled);
}

void an_unknown_node_has_an_empty_status(void**) {
    const Daemon daemon;
    const auto status = daemon.outside.node_status({9});
    assert_true(status && status->node == NodeId{} && !status->reachable);
}

transport::PeerState heard_on(NodeId node, const std::vector<bool>& links) {
    transport::PeerState peer;
    peer.node = node;
    for (const bool connected : links) {
        transport::LinkState link;
        link.link = static_cast<std::uint8_t>(peer.links.size());
        link.enabled = true;
        link.connected = connected;
        link.mtu = 1397;
        peer.links.push_back(link);
        peer.reachable = peer.reachable || connected;
    }
    return peer;
}

// Node 2 is heard on the second of two links, node 3 on none.
struct DaemonWithKnet : Daemon {
    DaemonWithKnet() {
        config.totem.transport = config::Transport::knet;
        transport.known = {heard_on({2}, {false, true}), heard_on({3}, {false})};
    }
};

void the_links_of_knet_tell_of_each_node(void**) {
    const DaemonWithKnet daemon;
    const auto links = daemon.outside.links();
    assert_int_equal(links.size(), 2);
    assert_string_equal(links[0].status.c_str(), "n11");
    assert_string_equal(links[1].status.c_str(), "n3d");
}

void knet_reaches_a_node_whether_it_is_a_member_or_not(void**) {
    DaemonWithKnet daemon;
    daemon.members = {{1}, {3}};
    const auto heard = daemon.outside.node_status({2});
    const auto unheard = daemon.outside.node_status({3});
    assert_true(heard && heard->reachable && heard->links[1].connected);
    assert_int_equal(heard->links[1].mtu, 1397);
    assert_true(unheard && !unheard->reachable && !unheard->links[0].connected);
}

void a_node_that_knet_does_not_know_has_no_status(void**) {
    const DaemonWithKnet daemon;
    assert_false(daemon.outside.node_status({9}).has_value());
}

// What a reload changes is seen at once: nothing of the configuration is kept.
void a_new_address_is_told_at_once(void**) {
    Daemon daemon;
    daemon.config.nodes[1].address[0] = address("10.9.9.9");
    const auto all = daemon.outside.addresses({2});
    assert_string_equal(all[0].text().c_str(), "10.9.9.9");
}

void statistics_are_those_of_the_servers(void**) {
    const Daemon daemon;
    std::string told;
    daemon.outside.statistics([&](std::string key, const cmap::Value&) { told = std::move(key); });
    assert_string_equal(told.c_str(), "stats.ipcs.x");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_transport_is_asked_about_what_would_change),
        cmocka_unit_test(a_node_has_the_addresses_of_its_links),
        cmocka_unit_test(an_unknown_node_has_no_addresses),
        cmocka_unit_test(the_links_are_those_of_this_node),
        cmocka_unit_test(a_configuration_without_this_node_has_no_links),
        cmocka_unit_test(a_member_is_reached_and_a_lost_node_is_not),
        cmocka_unit_test(a_link_without_its_address_is_not_enabled),
        cmocka_unit_test(an_unknown_node_has_an_empty_status),
        cmocka_unit_test(the_links_of_knet_tell_of_each_node),
        cmocka_unit_test(knet_reaches_a_node_whether_it_is_a_member_or_not),
        cmocka_unit_test(a_node_that_knet_does_not_know_has_no_status),
        cmocka_unit_test(a_new_address_is_told_at_once),
        cmocka_unit_test(statistics_are_those_of_the_servers),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
