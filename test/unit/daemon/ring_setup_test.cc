// test/unit/daemon/ring_setup_test.cc - what ring and transport are told of a configuration.
#include "daemon/ring_setup.h"

#include "unit/config/support.h"

#include <string>

#include "unit/cmocka.h" // last: its fail() is a macro

using namespace baton;
using transport::KnetConfig;
using transport::UdpConfig;

namespace {

// Nodes 1, 2 and 3 on link 0; 1 and 2 on link 1, too. This is node 2.
config::Config configuration(const std::string& totem, const std::string& more = {}) {
    auto parsed = config::test::parse(
        "totem {\nversion: 2\n" + totem +
        "}\nnodelist {\n"
        "node {\nname: one\nring0_addr: 10.0.0.1\nring1_addr: 10.1.0.1\nnodeid: 1\n}\n"
        "node {\nname: two\nring0_addr: 10.0.0.2\nring1_addr: 10.1.0.2\nnodeid: 2\n}\n"
        "node {\nname: three\nring0_addr: 10.0.0.3\nnodeid: 3\n}\n}\n" +
        more);
    config::Resolution machine;
    machine.host_name = "two";
    config::test::resolve_with(parsed, machine);
    return parsed.config;
}

const std::string kKnet = "transport: knet\n";
const std::string kUdpu = "transport: udpu\n";

void the_transport_decides_about_the_network(void**) {
    assert_true(std::holds_alternative<KnetConfig>(network_of(configuration(kKnet))));
    assert_true(std::holds_alternative<UdpConfig>(network_of(configuration(kUdpu))));
    assert_true(std::holds_alternative<UdpConfig>(network_of(configuration("transport: udp\n"))));
}

void every_other_node_is_reached_by_the_links_that_both_have(void**) {
    const KnetConfig knet = knet_config(configuration(kKnet));
    assert_int_equal(knet.self.value, 2);
    assert_int_equal(knet.peers.size(), 2);
    assert_int_equal(knet.peers[0].node.value, 1);
    assert_int_equal(knet.peers[0].links.size(), 2);
    assert_int_equal(knet.peers[0].links[1].number, 1);
    assert_string_equal(knet.peers[0].links[1].local.text().c_str(), "10.1.0.2");
    assert_string_equal(knet.peers[0].links[1].remote.text().c_str(), "10.1.0.1");
    assert_int_equal(knet.peers[1].node.value, 3);
    assert_int_equal(knet.peers[1].links.size(), 1);
    assert_int_equal(knet.peers[1].links[0].number, 0);
}

// It stays a node, so that it is told of, and becomes reachable by a reload.
void a_node_whose_address_is_not_known_has_no_link(void**) {
    config::Config config = configuration(kKnet);
    config.nodes[2].address[0] = {};
    const KnetConfig knet = knet_config(config);
    assert_int_equal(knet.peers.size(), 2);
    assert_true(knet.peers[1].links.empty());
}

void links_have_ports_of_their_own_by_default(void**) {
    const KnetConfig knet = knet_config(configuration(kKnet));
    const auto& links = knet.peers[0].links;
    assert_int_equal(links[0].port, 5405);
    assert_true(links[0].port != links[1].port);
}

void a_link_has_what_its_section_says(void**) {
    const KnetConfig knet = knet_config(configuration(
        kKnet + "interface {\nlinknumber: 1\nmcastport: 6000\nknet_transport: sctp\n"
                "knet_link_priority: 7\nknet_ping_interval: 333\nknet_ping_timeout: 999\n"
                "knet_ping_precision: 1024\nknet_pong_count: 4\n}\n"));
    const auto& links = knet.peers[0].links;
    assert_false(links[0].sctp);
    const KnetConfig::Link& link = links[1];
    assert_int_equal(link.port, 6000);
    assert_true(link.sctp);
    assert_int_equal(link.priority, 7);
    assert_int_equal(link.ping_interval_ms, 333);
    assert_int_equal(link.ping_timeout_ms, 999);
    assert_int_equal(link.ping_precision, 1024);
    assert_int_equal(link.pong_count, 4);
}

void a_link_without_a_section_has_timers_that_work(void**) {
    const KnetConfig knet = knet_config(configuration(kKnet + "token: 4000\n"));
    for (const KnetConfig::Link& link : knet.peers[0].links) {
        assert_true(link.ping_interval_ms > 0);
        assert_true(link.ping_timeout_ms > link.ping_interval_ms);
        assert_int_equal(link.ping_precision, 2048);
        assert_int_equal(link.pong_count, 2);
        assert_int_equal(link.priority, 1);
    }
}

void all_of_knet_has_what_totem_says(void**) {
    const KnetConfig knet = knet_config(
        configuration(kKnet + "link_mode: rr\nknet_pmtud_interval: 12\nknet_mtu: 1400\n"
                              "block_unlisted_ips: no\nknet_compression_model: zlib\n"
                              "knet_compression_threshold: 500\nknet_compression_level: 3\n",
                      "system {\nallow_knet_handle_fallback: yes\n}\n"));
    assert_int_equal(knet.mode, KnetConfig::Mode::round_robin);
    assert_int_equal(knet.pmtud_interval_s, 12);
    assert_int_equal(knet.mtu, 1400);
    assert_false(knet.only_listed_sources);
    assert_string_equal(knet.compression.model.c_str(), "zlib");
    assert_int_equal(knet.compression.threshold, 500);
    assert_int_equal(knet.compression.level, 3);
    assert_true(knet.small_buffers_will_do);
    assert_false(knet.encryption.on());
}

void link_modes_have_their_names(void**) {
    using Mode = KnetConfig::Mode;
    const auto mode = [](const std::string& line) {
        return knet_config(configuration(kKnet + line)).mode;
    };
    assert_int_equal(mode(""), Mode::passive);
    assert_int_equal(mode("link_mode: passive\n"), Mode::passive);
    assert_int_equal(mode("link_mode: active\n"), Mode::active);
}

void encryption_comes_with_its_key(void**) {
    config::Config config = configuration(
        kKnet + "crypto_model: openssl\ncrypto_cipher: aes256\ncrypto_hash: sha512\n");
    config.totem.key_bytes = Secret(std::vector<std::byte>(128, std::byte{42}));
    const KnetConfig knet = knet_config(config);
    assert_true(knet.encryption.on());
    assert_string_equal(knet.encryption.model.c_str(), "openssl");
    assert_string_equal(knet.encryption.cipher.c_str(), "aes256");
    assert_string_equal(knet.encryption.hash.c_str(), "sha512");
    assert_true(knet.encryption.key == config.totem.key_bytes);
}

void debug_of_knet_alone_is_enough(void**) {
    const KnetConfig quiet = knet_config(configuration(kKnet));
    const KnetConfig loud = knet_config(configuration(
        kKnet, "logging {\nto_syslog: no\nlogger_subsys {\nsubsys: KNET\ndebug: on\n}\n}\n"));
    assert_false(quiet.debug);
    assert_true(loud.debug);
}

void udp_uses_the_first_link(void**) {
    const UdpConfig udp = udp_config(configuration(kUdpu + "interface {\nmcastport: 6000\n}\n"));
    assert_int_equal(udp.self.value, 2);
    assert_int_equal(udp.port, 6000);
    assert_int_equal(udp.peers.size(), 3);
    assert_string_equal(udp.own_address().text().c_str(), "10.0.0.2");
    assert_true(udp.only_listed_sources);
}

void a_ring_message_fits_into_one_of_the_transport(void**) {
    config::Config config = configuration(kKnet);
    config.totem.netmtu = 1500;
    const ring::RingConfig ring = ring_config(config);
    assert_int_equal(ring.self.value, 2);
    assert_int_equal(ring.net_mtu, 1410);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_transport_decides_about_the_network),
        cmocka_unit_test(every_other_node_is_reached_by_the_links_that_both_have),
        cmocka_unit_test(a_node_whose_address_is_not_known_has_no_link),
        cmocka_unit_test(links_have_ports_of_their_own_by_default),
        cmocka_unit_test(a_link_has_what_its_section_says),
        cmocka_unit_test(a_link_without_a_section_has_timers_that_work),
        cmocka_unit_test(all_of_knet_has_what_totem_says),
        cmocka_unit_test(link_modes_have_their_names),
        cmocka_unit_test(encryption_comes_with_its_key),
        cmocka_unit_test(debug_of_knet_alone_is_enough),
        cmocka_unit_test(udp_uses_the_first_link),
        cmocka_unit_test(a_ring_message_fits_into_one_of_the_transport),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
