// test/unit/config/nodelist_test.cc - nodes, their ids, names and addresses.
#include "unit/cmocka.h"
#include "unit/config/support.h"

using namespace baton::config;
using namespace baton::config::test;

namespace {

LookedUp found(std::initializer_list<const char*> addresses) {
    LookedUp result;
    for (const char* each : addresses)
        result.addresses.push_back(*baton::IpAddress::from_text(each));
    return result;
}

Resolution machine(std::string host, std::initializer_list<const char*> local) {
    Resolution resolution;
    resolution.host_name = std::move(host);
    for (const char* each : local)
        resolution.local.push_back({*baton::IpAddress::from_text(each), ""});
    return resolution;
}

Parsed resolved(Parsed parsed, const Resolution& resolution) {
    resolve_with(parsed, resolution);
    return parsed;
}

constexpr const char* kUdpu = "transport: udpu\n";

void a_file_without_a_nodelist_is_refused(void** /*state*/) {
    const Parsed parsed = parse(good_totem());
    assert_true(parsed.error(0, "nodelist"));
}

void a_node_without_an_address_is_refused(void** /*state*/) {
    const Parsed parsed = parse_nodes(kUdpu, {"nodeid: 1\nring0_addr:\n"});
    assert_true(parsed.error(6, "has no address"));
}

void udpu_has_link_0_only(void** /*state*/) {
    const Parsed parsed = parse_nodes(kUdpu, {"ring0_addr: 10.0.0.1\nring1_addr: 10.1.0.1\n"});
    assert_true(parsed.error(6, "link 0 only"));
}

void knet_needs_node_ids_up_to_65535(void** /*state*/) {
    const Parsed parsed =
        parse_nodes("", {"ring0_addr: 10.0.0.1\n", "nodeid: 65536\nring0_addr: 10.0.0.2\n",
                         "nodeid: 65535\nring0_addr: 10.0.0.3\n"});
    assert_int_equal(parsed.errors(), 2);
    assert_true(parsed.error(5, "1..65535"));
    assert_true(parsed.error(10, "1..65535"));
}

void the_same_node_id_twice_is_refused(void** /*state*/) {
    const Parsed parsed = parse_nodes(
        kUdpu, {"nodeid: 7\nring0_addr: 10.0.0.1\n", "nodeid: 7\nring0_addr: 10.0.0.2\n"});
    assert_true(parsed.error(12, "node id 7 is that of another node (line 6)"));
}

void the_same_name_twice_is_refused(void** /*state*/) {
    const Parsed parsed =
        parse_nodes(kUdpu, {"name: a\nring0_addr: 10.0.0.1\n", "name: a\nring0_addr: 10.0.0.2\n"});
    assert_true(parsed.error(12, "name 'a' is that of another node"));
}

void nodes_on_several_links_need_names(void** /*state*/) {
    const Parsed parsed =
        parse_nodes("", {"nodeid: 1\nring0_addr: 10.0.0.1\nring1_addr: 10.1.0.1\n"});
    assert_true(parsed.error(5, "no name"));
}

void all_nodes_have_the_same_links(void** /*state*/) {
    const Parsed parsed =
        parse_nodes("", {"name: a\nnodeid: 1\nring0_addr: 10.0.0.1\nring1_addr: 10.1.0.1\n",
                         "name: b\nnodeid: 2\nring0_addr: 10.0.0.2\n"});
    assert_true(parsed.error(13, "give all nodes the same links"));
}

void a_ninth_link_is_refused(void** /*state*/) {
    const Parsed parsed = parse_nodes(kUdpu, {"ring0_addr: 10.0.0.1\nring8_addr: 10.8.0.1\n"});
    assert_true(parsed.error(8, "'ring8_addr'"));
}

void more_than_384_nodes_are_refused(void** /*state*/) {
    std::string text = good_totem();
    for (int i = 0; i < 385; ++i)
        text += node("ring0_addr: 10.0." + std::to_string(i / 200) + "." +
                     std::to_string(i % 200 + 1) + "\n");
    const Parsed parsed = parse(text);
    assert_int_equal(parsed.errors(), 1);
    assert_int_equal(parsed.config.nodes.size(), 385);
}

void an_automatic_id_is_the_ipv4_address(void** /*state*/) {
    const Parsed parsed =
        resolved(parse_nodes(kUdpu, {"ring0_addr: 10.90.0.1\n"}), machine("h", {"10.90.0.1"}));
    assert_int_equal(parsed.errors(), 0);
    assert_int_equal(parsed.config.nodes[0].id.value, 173670401);
    assert_string_equal(parsed.setting("nodelist.node.0.nodeid").c_str(), "173670401");
}

void a_node_id_of_zero_counts_as_not_given(void** /*state*/) {
    const Parsed parsed = resolved(parse_nodes(kUdpu, {"nodeid: 0\nring0_addr: 10.90.0.1\n"}),
                                   machine("h", {"10.90.0.1"}));
    assert_int_equal(parsed.config.nodes[0].id.value, 173670401);
}

void the_high_bit_can_be_cleared(void** /*state*/) {
    const Parsed parsed = resolved(
        parse_nodes("transport: udpu\nclear_node_high_bit: yes\n", {"ring0_addr: 192.0.2.1\n"}),
        machine("h", {"192.0.2.1"}));
    assert_int_equal(parsed.config.nodes[0].id.value, 0x40000201);
}

void an_automatic_id_that_is_taken_is_refused(void** /*state*/) {
    const Parsed parsed =
        resolved(parse_nodes(kUdpu, {"ring0_addr: 0.0.0.7\n", "nodeid: 7\nring0_addr: 10.0.0.2\n"}),
                 machine("h", {"10.0.0.2"}));
    assert_true(parsed.error(11, "node id 7"));
}

void ipv6_needs_a_node_id(void** /*state*/) {
    const Parsed parsed =
        resolved(parse_nodes(kUdpu, {"ring0_addr: 2001:db8::1\n"}), machine("h", {"2001:db8::1"}));
    assert_true(parsed.error(6, "IPv6 but no node id"));
}

void a_name_that_does_not_resolve_is_refused_with_the_reason(void** /*state*/) {
    Resolution resolution = machine("h", {"10.0.0.1"});
    resolution.names["db1"] = {{}, "Name or service not known", ""};
    const Parsed parsed = resolved(parse_nodes(kUdpu, {"ring0_addr: db1\n"}), resolution);
    assert_true(parsed.error(7, "'db1' does not resolve: Name or service not known"));
}

void ip_version_prefers_and_falls_back(void** /*state*/) {
    Resolution resolution;
    resolution.names["both"] = found({"10.0.0.1", "2001:db8::1"});
    resolution.names["four"] = found({"10.0.0.1"});
    const auto text = [&](const char* name, IpVersion version) {
        return address_of(name, resolution, version).text();
    };
    assert_string_equal(text("both", IpVersion::ipv6_then_ipv4).c_str(), "2001:db8::1");
    assert_string_equal(text("both", IpVersion::ipv4_then_ipv6).c_str(), "10.0.0.1");
    assert_string_equal(text("four", IpVersion::ipv6_then_ipv4).c_str(), "10.0.0.1");
    assert_string_equal(text("four", IpVersion::ipv6).c_str(), "");
    assert_string_equal(text("both", IpVersion::ipv4).c_str(), "10.0.0.1");
}

void an_address_of_the_wrong_family_is_refused(void** /*state*/) {
    const Parsed parsed = resolved(
        parse_nodes("transport: udpu\nip_version: ipv6\n", {"nodeid: 1\nring0_addr: 10.0.0.1\n"}),
        machine("h", {"10.0.0.1"}));
    assert_true(parsed.error(9, "no address that ip_version allows"));
}

void a_link_has_one_family(void** /*state*/) {
    const Parsed parsed = resolved(parse_nodes(kUdpu, {"nodeid: 1\nring0_addr: 10.0.0.1\n",
                                                       "nodeid: 2\nring0_addr: 2001:db8::1\n"}),
                                   machine("h", {"10.0.0.1"}));
    assert_true(parsed.error(14, "not of one family"));
}

void the_same_address_for_two_nodes_is_refused(void** /*state*/) {
    const Parsed parsed = resolved(parse_nodes(kUdpu, {"nodeid: 1\nring0_addr: 10.0.0.1\n",
                                                       "nodeid: 2\nring0_addr: 10.0.0.1\n"}),
                                   machine("h", {"10.0.0.1"}));
    assert_true(parsed.error(14, "that of node 1 too"));
}

constexpr const char* kKnet = "transport: knet\n";

// Two nodes of which the second has the name db2 on its second link.
Parsed two_links(const Resolution& resolution) {
    return resolved(
        parse_nodes(kKnet, {"nodeid: 1\nname: a\nring0_addr: 10.0.0.1\nring1_addr: 10.1.0.1\n",
                            "nodeid: 2\nname: b\nring0_addr: 10.0.0.2\nring1_addr: db2\n"}),
        resolution);
}

Resolution without_db2() {
    Resolution resolution = machine("a", {"10.0.0.1", "10.1.0.1"});
    resolution.names["db2"].problem = "Name or service not known";
    return resolution;
}

Resolution answer(const char* address) {
    Resolution resolution;
    resolution.names["db2"].addresses = {*baton::IpAddress::from_text(address)};
    return resolution;
}

void with_knet_a_name_that_does_not_resolve_is_a_warning(void** /*state*/) {
    const Parsed parsed = two_links(without_db2());
    const auto missing = unresolved(parsed.config);
    assert_int_equal(parsed.errors(), 0);
    assert_true(parsed.warning(18, "ring1_addr: 'db2' does not resolve: Name or service"));
    assert_true(missing == (std::vector<Unresolved>{{baton::NodeId{2}, 1, "db2"}}));
}

void with_knet_the_local_node_must_be_found_all_the_same(void** /*state*/) {
    Resolution resolution = without_db2();
    resolution.local.clear();
    resolution.host_name = "c";
    const Parsed parsed = two_links(resolution);
    assert_true(parsed.error(0, "no entry of the nodelist is this machine"));
}

void a_name_that_resolves_late_is_filled_in(void** /*state*/) {
    Parsed parsed = two_links(without_db2());
    Diagnostics doubts;
    resolve_late(parsed.config, answer("10.1.0.2"), doubts);
    assert_true(doubts.all().empty() && unresolved(parsed.config).empty());
    assert_string_equal(parsed.config.nodes[1].address[1].text().c_str(), "10.1.0.2");
}

void a_late_address_that_cannot_be_used_is_left_out(void** /*state*/) {
    Parsed parsed = two_links(without_db2());
    Diagnostics loopback;
    Diagnostics taken;
    Diagnostics family;
    resolve_late(parsed.config, answer("127.0.1.1"), loopback);
    resolve_late(parsed.config, answer("10.0.0.1"), taken);
    resolve_late(parsed.config, answer("2001:db8::2"), family);
    assert_int_equal(loopback.errors(), 1);
    assert_int_equal(taken.errors(), 1);
    assert_int_equal(family.errors(), 1);
    assert_int_equal(unresolved(parsed.config).size(), 1);
}

void what_still_does_not_resolve_stays_so(void** /*state*/) {
    Parsed parsed = two_links(without_db2());
    Diagnostics doubts;
    resolve_late(parsed.config, without_db2(), doubts);
    assert_true(doubts.all().empty());
    assert_int_equal(unresolved(parsed.config).size(), 1);
}

void a_name_that_resolves_to_loopback_is_refused_with_its_source(void** /*state*/) {
    Resolution resolution = machine("db1", {"10.0.0.1"});
    resolution.names["db1"] = found({"127.0.1.1"});
    resolution.names["db1"].source = "/etc/hosts:2";
    const Parsed parsed =
        resolved(parse_nodes(kUdpu, {"ring0_addr: db1\n", "ring0_addr: 10.0.0.2\n"}), resolution);
    assert_true(parsed.error(7, "127.0.1.1"));
    assert_true(parsed.error(7, "(from /etc/hosts:2)"));
}

void a_loopback_address_among_others_is_refused(void** /*state*/) {
    const Parsed parsed =
        resolved(parse_nodes(kUdpu, {"ring0_addr: 127.0.0.1\n", "ring0_addr: 10.0.0.2\n"}),
                 machine("h", {"10.0.0.2"}));
    assert_true(parsed.error(7, "'127.0.0.1' is a loopback address"));
}

void an_address_that_serves_two_links_of_a_node_warns(void** /*state*/) {
    const Parsed parsed =
        resolved(parse_nodes("transport: knet\n",
                             {"nodeid: 1\nname: a\nring0_addr: 10.0.0.1\nring1_addr: 10.0.0.1\n",
                              "nodeid: 2\nname: b\nring0_addr: 10.0.0.2\nring1_addr: 10.1.0.2\n"}),
                 machine("a", {"10.0.0.1"}));
    assert_true(parsed.warning(10, "serves two links of this node"));
}

void names_are_looked_up_once_and_addresses_not_at_all(void** /*state*/) {
    const Parsed parsed =
        parse_nodes(kUdpu, {"ring0_addr: db2\n", "ring0_addr: 10.0.0.2\n", "ring0_addr: db1\n"});
    const std::vector<std::string> names = names_to_look_up(parsed.config);
    assert_true((names == std::vector<std::string>{"db1", "db2"}));
}

void a_cluster_within_one_machine_may_use_loopback(void** /*state*/) {
    const Parsed parsed =
        resolved(parse_nodes(kUdpu, {"ring0_addr: 127.0.0.1\n", "ring0_addr: 127.0.0.2\n"}),
                 machine("h", {"127.0.0.1"}));
    assert_int_equal(parsed.errors(), 0);
}

void the_multicast_address_is_of_the_nodes_family(void** /*state*/) {
    const Parsed parsed =
        resolved(parse_nodes("transport: udp\nip_version: ipv6\ncluster_name: duo\n",
                             {"nodeid: 1\nring0_addr: 2001:db8::1\n"}),
                 machine("h", {"2001:db8::1"}));
    assert_int_equal(parsed.errors(), 0);
    assert_string_equal(parsed.config.interface(0)->multicast.text().c_str(), "ff15::2e9");
}

void a_multicast_address_of_another_family_is_refused(void** /*state*/) {
    const Parsed parsed = resolved(
        parse_nodes("transport: udp\ncluster_name: duo\ninterface {\nmcastaddr: ff15::1\n}\n",
                    {"nodeid: 1\nring0_addr: 10.0.0.1\n"}),
        machine("h", {"10.0.0.1"}));
    assert_true(parsed.error(5, "not of one family"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_file_without_a_nodelist_is_refused),
        cmocka_unit_test(a_node_without_an_address_is_refused),
        cmocka_unit_test(udpu_has_link_0_only),
        cmocka_unit_test(knet_needs_node_ids_up_to_65535),
        cmocka_unit_test(the_same_node_id_twice_is_refused),
        cmocka_unit_test(the_same_name_twice_is_refused),
        cmocka_unit_test(nodes_on_several_links_need_names),
        cmocka_unit_test(all_nodes_have_the_same_links),
        cmocka_unit_test(a_ninth_link_is_refused),
        cmocka_unit_test(more_than_384_nodes_are_refused),
        cmocka_unit_test(an_automatic_id_is_the_ipv4_address),
        cmocka_unit_test(a_node_id_of_zero_counts_as_not_given),
        cmocka_unit_test(the_high_bit_can_be_cleared),
        cmocka_unit_test(an_automatic_id_that_is_taken_is_refused),
        cmocka_unit_test(ipv6_needs_a_node_id),
        cmocka_unit_test(a_name_that_does_not_resolve_is_refused_with_the_reason),
        cmocka_unit_test(ip_version_prefers_and_falls_back),
        cmocka_unit_test(an_address_of_the_wrong_family_is_refused),
        cmocka_unit_test(a_link_has_one_family),
        cmocka_unit_test(the_same_address_for_two_nodes_is_refused),
        cmocka_unit_test(with_knet_a_name_that_does_not_resolve_is_a_warning),
        cmocka_unit_test(with_knet_the_local_node_must_be_found_all_the_same),
        cmocka_unit_test(a_name_that_resolves_late_is_filled_in),
        cmocka_unit_test(a_late_address_that_cannot_be_used_is_left_out),
        cmocka_unit_test(what_still_does_not_resolve_stays_so),
        cmocka_unit_test(a_name_that_resolves_to_loopback_is_refused_with_its_source),
        cmocka_unit_test(a_loopback_address_among_others_is_refused),
        cmocka_unit_test(an_address_that_serves_two_links_of_a_node_warns),
        cmocka_unit_test(names_are_looked_up_once_and_addresses_not_at_all),
        cmocka_unit_test(a_cluster_within_one_machine_may_use_loopback),
        cmocka_unit_test(the_multicast_address_is_of_the_nodes_family),
        cmocka_unit_test(a_multicast_address_of_another_family_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
