// test/unit/config/totem_test.cc - identity, transport, encryption, links.
#include "config/sections.h"
#include "unit/cmocka.h"
#include "unit/config/support.h"

using namespace baton::config;
using namespace baton::config::test;

namespace {

void a_missing_version_is_an_error(void** /*state*/) {
    const Parsed parsed = parse("totem {\ntransport: udpu\n}\n" + good_node());
    assert_true(parsed.error(1, "write 'version: 2'"));
}

void another_version_than_2_is_an_error(void** /*state*/) {
    const Parsed parsed = parse("totem {\nversion: 1\ntransport: udpu\n}\n" + good_node());
    assert_true(parsed.error(2, "version"));
}

void without_a_transport_it_is_knet(void** /*state*/) {
    const Parsed parsed = parse("totem {\nversion: 2\n}\n" + good_node());
    assert_true(parsed.config.totem.transport == Transport::knet);
    assert_int_equal(parsed.errors(), 0);
}

void an_unknown_transport_is_an_error(void** /*state*/) {
    const Parsed parsed = parse("totem {\nversion: 2\ntransport: iba\n}\n" + good_node());
    assert_true(parsed.error(3, "write knet, udpu or udp"));
}

void udp_prefers_ipv4_and_the_others_ipv6(void** /*state*/) {
    const Parsed udp =
        parse("totem {\nversion: 2\ntransport: udp\ncluster_name: a\n}\n" + good_node());
    const Parsed udpu = parse_totem_line("");
    assert_true(udp.config.totem.ip_version == IpVersion::ipv4);
    assert_true(udpu.config.totem.ip_version == IpVersion::ipv6_then_ipv4);
}

void an_unknown_link_mode_is_an_error(void** /*state*/) {
    const Parsed parsed = parse_totem_line("link_mode: fast");
    assert_true(parsed.error(4, "write passive, active or rr"));
}

void netmtu_of_zero_is_the_default(void** /*state*/) {
    const Parsed parsed = parse_totem_line("netmtu: 0");
    assert_int_equal(parsed.config.totem.netmtu, 1500);
}

void netmtu_is_held_within_what_works(void** /*state*/) {
    const Parsed small = parse_totem_line("netmtu: 10");
    const Parsed large = parse_totem_line("netmtu: 4000000000");
    assert_int_equal(small.config.totem.netmtu, 320);
    assert_int_equal(large.config.totem.netmtu, 65507);
    assert_true(small.warning(4, "netmtu"));
    assert_true(large.warning(4, "netmtu"));
}

Parsed parse_knet_line(const std::string& line) {
    return parse("totem {\nversion: 2\n" + line + "\n}\n" + good_node());
}

void netmtu_of_knet_is_the_largest_message(void** /*state*/) {
    const Parsed unset = parse_knet_line("netmtu: 0");
    const Parsed small = parse_knet_line("netmtu: 10");
    const Parsed large = parse_knet_line("netmtu: 65537");
    assert_int_equal(unset.config.totem.netmtu, 65536);
    assert_int_equal(small.config.totem.netmtu, 320);
    assert_int_equal(large.config.totem.netmtu, 65536);
    assert_int_equal(unset.warnings(), 0);
    assert_true(small.warning(3, "write a number in 320..65536, or nothing for 65536"));
    assert_true(large.warning(3, "netmtu"));
}

void encryption_with_udpu_is_refused(void** /*state*/) {
    const Parsed parsed = parse_totem_line("crypto_hash: sha1");
    assert_true(parsed.error(4, "cannot encrypt"));
}

void secauth_with_udpu_is_refused(void** /*state*/) {
    const Parsed parsed = parse_totem_line("secauth: on");
    assert_true(parsed.error(4, "cannot encrypt"));
}

void a_secauth_that_never_encrypted_goes_on_with_a_warning(void** /*state*/) {
    const Parsed parsed = parse_totem_line("secauth: yes");
    assert_int_equal(parsed.errors(), 0);
    assert_true(parsed.warning(4, "cannot encrypt"));
}

void a_cipher_needs_a_hash(void** /*state*/) {
    const Parsed parsed = parse("totem {\nversion: 2\ncrypto_cipher: aes256\n}\n" + good_node());
    assert_true(parsed.error(3, "crypto_hash"));
}

void explicit_cipher_and_hash_win_over_secauth(void** /*state*/) {
    const Parsed parsed =
        parse("totem {\nversion: 2\nsecauth: on\ncrypto_cipher: aes128\ncrypto_hash: sha512\n}\n" +
              good_node());
    assert_string_equal(parsed.config.totem.crypto_cipher.c_str(), "aes128");
    assert_string_equal(parsed.config.totem.crypto_hash.c_str(), "sha512");
}

void multicast_addresses_follow_from_cluster_names(void** /*state*/) {
    const auto text = [](const char* name) {
        return multicast_of(name, 0, baton::AddressFamily::ipv4).text();
    };
    assert_string_equal(text("duo").c_str(), "239.192.2.235");
    assert_string_equal(text("acme").c_str(), "239.192.5.216");
    assert_string_equal(text("debian").c_str(), "239.192.24.204");
    assert_string_equal(text("mycluster").c_str(), "239.192.221.146");
    assert_string_equal(text("lab").c_str(), "239.192.2.214");
}

void an_ipv6_multicast_address_holds_the_same_number(void** /*state*/) {
    const std::string text = multicast_of("duo", 0, baton::AddressFamily::ipv6).text();
    assert_string_equal(text.c_str(), "ff15::2e9");
}

void udp_without_a_name_or_multicast_address_is_refused(void** /*state*/) {
    const Parsed parsed = parse("totem {\nversion: 2\ntransport: udp\n}\n" + good_node());
    assert_true(parsed.error(1, "no multicast address"));
}

void udp_takes_a_multicast_address_port_and_ttl(void** /*state*/) {
    const Parsed parsed = parse("totem {\nversion: 2\ntransport: udp\ninterface {\nmcastaddr: "
                                "239.1.2.3\nmcastport: 6000\nttl: 3\n}\n}\n" +
                                good_node());
    assert_int_equal(parsed.diagnostics.all().size(), 0);
    assert_string_equal(parsed.config.interface(0)->multicast.text().c_str(), "239.1.2.3");
    assert_int_equal(parsed.config.interface(0)->port, 6000);
    assert_int_equal(parsed.config.interface(0)->ttl, 3);
}

void udp_refuses_a_multicast_address_that_is_none(void** /*state*/) {
    const Parsed parsed =
        parse("totem {\nversion: 2\ntransport: udp\ninterface {\nmcastaddr: 10.1.2.3\n}\n}\n" +
              good_node());
    assert_true(parsed.error(5, "is not a multicast address"));
}

void udp_refuses_a_multicast_address_that_is_no_address(void** /*state*/) {
    const Parsed parsed = parse(
        "totem {\nversion: 2\ntransport: udp\ninterface {\nmcastaddr: all\n}\n}\n" + good_node());
    assert_true(parsed.error(5, "'all' is not an address"));
}

void udp_with_broadcast_goes_to_everyone(void** /*state*/) {
    const Parsed parsed = parse(
        "totem {\nversion: 2\ntransport: udp\ninterface {\nbroadcast: yes\n}\n}\n" + good_node());
    assert_int_equal(parsed.errors(), 0);
    assert_string_equal(parsed.config.interface(0)->multicast.text().c_str(), "255.255.255.255");
}

void ttl_with_another_transport_is_refused(void** /*state*/) {
    const Parsed parsed = parse_totem_line("interface {\nttl: 2\n}");
    assert_true(parsed.error(5, "ttl"));
}

void a_link_priority_without_knet_is_refused(void** /*state*/) {
    const Parsed parsed = parse_totem_line("interface {\nknet_link_priority: 2\n}");
    assert_true(parsed.error(5, "knet_link_priority"));
}

void an_unknown_knet_transport_is_refused(void** /*state*/) {
    const Parsed parsed = parse_totem_line("interface {\nknet_transport: tcp\n}");
    assert_true(parsed.error(5, "knet_transport"));
}

void link_8_does_not_exist(void** /*state*/) {
    const Parsed parsed = parse_totem_line("interface {\nlinknumber: 8\nmcastport: 5\n}");
    assert_true(parsed.error(5, "0..7"));
}

void ports_count_up_with_the_links(void** /*state*/) {
    const Parsed parsed =
        parse("totem {\nversion: 2\n}\n" +
              node("name: a\nnodeid: 1\nring0_addr: 10.0.0.1\nring3_addr: 10.0.1.1\n"));
    assert_int_equal(parsed.config.interface(0)->port, 5405);
    assert_int_equal(parsed.config.interface(3)->port, 5408);
    assert_null(parsed.config.interface(1));
}

void options_for_a_link_that_no_node_has_warn(void** /*state*/) {
    const Parsed parsed = parse_totem_line("interface {\nlinknumber: 1\nmcastport: 5409\n}");
    assert_true(parsed.warning(4, "link 1"));
    assert_int_equal(parsed.errors(), 0);
}

void system_values_are_read(void** /*state*/) {
    const Parsed parsed = parse_behind(
        "system {\nsched_rr: no\npriority: max\nmove_to_root_cgroup: no\nqb_ipc_type: socket\n"
        "state_dir: /tmp/x\ninstance: blue-2\nnode: db1\n}\n");
    const System& system = parsed.config.system;
    assert_int_equal(parsed.diagnostics.all().size(), 0);
    assert_int_equal(system.nice, -20);
    assert_true(system.move_to_root_cgroup == MoveToRootCgroup::no);
    assert_true(system.ipc_type == IpcType::socket);
    assert_string_equal(system.instance.c_str(), "blue-2");
    assert_string_equal(system.node.c_str(), "db1");
}

void a_priority_is_held_within_what_the_kernel_has(void** /*state*/) {
    const Parsed parsed = parse_behind("system {\npriority: -99\n}\n");
    assert_int_equal(parsed.config.system.nice, -20);
}

void a_malformed_priority_is_an_error(void** /*state*/) {
    const Parsed parsed = parse_behind("system {\npriority: high\n}\n");
    assert_true(parsed.error(12, "priority"));
    assert_int_equal(parsed.diagnostics.exit_code(), 8);
}

void an_instance_name_must_fit_into_a_file_name(void** /*state*/) {
    for (const char* name : {"", "a/b", "a b", "..", "abcdefghijklmnopqrstuvwxyz0123456"}) {
        const Parsed parsed = parse_behind(std::string("system {\ninstance: ") + name + "\n}\n");
        assert_true(parsed.error(12, "instance"));
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_version_is_an_error),
        cmocka_unit_test(another_version_than_2_is_an_error),
        cmocka_unit_test(without_a_transport_it_is_knet),
        cmocka_unit_test(an_unknown_transport_is_an_error),
        cmocka_unit_test(udp_prefers_ipv4_and_the_others_ipv6),
        cmocka_unit_test(an_unknown_link_mode_is_an_error),
        cmocka_unit_test(netmtu_of_zero_is_the_default),
        cmocka_unit_test(netmtu_is_held_within_what_works),
        cmocka_unit_test(netmtu_of_knet_is_the_largest_message),
        cmocka_unit_test(encryption_with_udpu_is_refused),
        cmocka_unit_test(secauth_with_udpu_is_refused),
        cmocka_unit_test(a_secauth_that_never_encrypted_goes_on_with_a_warning),
        cmocka_unit_test(a_cipher_needs_a_hash),
        cmocka_unit_test(explicit_cipher_and_hash_win_over_secauth),
        cmocka_unit_test(multicast_addresses_follow_from_cluster_names),
        cmocka_unit_test(an_ipv6_multicast_address_holds_the_same_number),
        cmocka_unit_test(udp_without_a_name_or_multicast_address_is_refused),
        cmocka_unit_test(udp_takes_a_multicast_address_port_and_ttl),
        cmocka_unit_test(udp_refuses_a_multicast_address_that_is_none),
        cmocka_unit_test(udp_refuses_a_multicast_address_that_is_no_address),
        cmocka_unit_test(udp_with_broadcast_goes_to_everyone),
        cmocka_unit_test(ttl_with_another_transport_is_refused),
        cmocka_unit_test(a_link_priority_without_knet_is_refused),
        cmocka_unit_test(an_unknown_knet_transport_is_refused),
        cmocka_unit_test(link_8_does_not_exist),
        cmocka_unit_test(ports_count_up_with_the_links),
        cmocka_unit_test(options_for_a_link_that_no_node_has_warn),
        cmocka_unit_test(system_values_are_read),
        cmocka_unit_test(a_priority_is_held_within_what_the_kernel_has),
        cmocka_unit_test(a_malformed_priority_is_an_error),
        cmocka_unit_test(an_instance_name_must_fit_into_a_file_name),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
