// test/unit/daemon/in_effect_test.cc - what a running daemon takes of a new configuration.
#include "daemon/in_effect.h"

#include "unit/cmocka.h" // last: its fail() is a macro

using namespace baton;

namespace {

config::Interface link(std::uint8_t number, std::uint16_t port) {
    config::Interface made;
    made.link = number;
    made.port = port;
    return made;
}

config::Config running() {
    config::Config config;
    config.totem.cluster_name = "old";
    config.totem.transport = config::Transport::udpu;
    config.totem.netmtu = 1500;
    config.totem.config_version = 1;
    config.totem.interfaces = {link(0, 5405)};
    config.quorum.provider = "corosync_votequorum";
    config.timing.token_ms = 3000;
    config.nodes.emplace_back().ring_text[0] = "10.0.0.1";
    return config;
}

config::Config fresh() {
    config::Config config = running();
    config.totem.cluster_name = "new";
    config.totem.transport = config::Transport::udp;
    config.totem.netmtu = 9000;
    config.totem.link_mode = config::LinkMode::active;
    config.totem.ip_dscp = 46;
    config.totem.config_version = 2;
    config.totem.interfaces = {link(0, 6000), link(1, 6001)};
    config.quorum.provider = "";
    config.quorum.expected_votes = 7;
    config.timing.token_ms = 5000;
    config.nodes.emplace_back().id = {4};
    return config;
}

void what_may_change_changes(void**) {
    const config::Config merged = in_effect(running(), fresh());
    assert_int_equal(merged.totem.config_version, 2);
    assert_int_equal(merged.timing.token_ms, 5000);
    assert_int_equal(merged.quorum.expected_votes, 7);
    assert_int_equal(merged.nodes.size(), 2);
}

void what_is_read_at_the_start_only_stays(void**) {
    const config::Config merged = in_effect(running(), fresh());
    assert_string_equal(merged.totem.cluster_name.c_str(), "old");
    assert_true(merged.totem.transport == config::Transport::udpu);
    assert_int_equal(merged.totem.netmtu, 1500);
    assert_true(merged.totem.link_mode == config::LinkMode::passive);
    assert_false(merged.totem.ip_dscp.has_value());
    assert_string_equal(merged.quorum.provider.c_str(), "corosync_votequorum");
}

void encryption_may_change_with_the_same_transport_only(void**) {
    config::Config knet = running();
    knet.totem.transport = config::Transport::knet;
    knet.totem.crypto_cipher = "aes256";
    knet.totem.key_bytes = Secret(std::vector<std::byte>(128, std::byte{1}));
    config::Config other_key = knet;
    other_key.totem.key_bytes = Secret(std::vector<std::byte>(128, std::byte{2}));
    const config::Config changed = in_effect(knet, other_key);
    const config::Config restart = in_effect(knet, running());
    assert_true(changed.totem.key_bytes == other_key.totem.key_bytes);
    assert_true(restart.totem.key_bytes == knet.totem.key_bytes);
    assert_string_equal(restart.totem.crypto_cipher.c_str(), "aes256");
}

void a_link_in_use_keeps_its_port(void**) {
    const config::Config merged = in_effect(running(), fresh());
    assert_int_equal(merged.totem.interfaces[0].port, 5405);
}

void a_new_link_has_its_own_port(void**) {
    const config::Config merged = in_effect(running(), fresh());
    assert_int_equal(merged.totem.interfaces[1].port, 6001);
}

void a_link_that_nobody_had_is_as_the_new_file_says(void**) {
    config::Config before = running();
    before.totem.interfaces.push_back(link(1, 6001));
    config::Config after = before;
    after.totem.interfaces = {link(0, 6000), link(1, 7001)};
    const config::Config merged = in_effect(before, after);
    const auto* added = merged.interface(1);
    assert_true(added != nullptr && added->port == 7001);
}

void an_address_that_is_known_stays_while_its_name_is_the_same(void**) {
    config::Config before = running();
    before.nodes[0].id = {1};
    before.nodes[0].ring_text[0] = "db1";
    before.nodes[0].address[0] = IpAddress::from_ipv4(0x0A000001);
    config::Config silent = before;
    silent.nodes[0].address[0] = {};
    config::Config renamed = silent;
    renamed.nodes[0].ring_text[0] = "db2";
    const IpAddress kept = in_effect(before, silent).nodes[0].address[0];
    const IpAddress other = in_effect(before, renamed).nodes[0].address[0];
    assert_string_equal(kept.text().c_str(), "10.0.0.1");
    assert_true(other.empty());
}

void of_the_options_of_knet_only_what_can_change_is_taken(void**) {
    config::Config config = running();
    config::Totem options;
    options.cluster_name = "other";
    options.knet_mtu = 1400;
    options.knet_compression_model = "zlib";
    options.interfaces = {link(0, 7000), link(1, 7001)};
    options.interfaces[0].knet_link_priority = 9;
    take_knet_options(config, options);
    assert_string_equal(config.totem.cluster_name.c_str(), "old");
    assert_int_equal(config.totem.knet_mtu, 1400);
    assert_string_equal(config.totem.knet_compression_model.c_str(), "zlib");
    assert_int_equal(config.totem.interfaces.size(), 1);
    assert_int_equal(config.totem.interfaces[0].port, 5405);
    assert_int_equal(config.totem.interfaces[0].knet_link_priority, 9);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_link_that_nobody_had_is_as_the_new_file_says),
        cmocka_unit_test(an_address_that_is_known_stays_while_its_name_is_the_same),
        cmocka_unit_test(of_the_options_of_knet_only_what_can_change_is_taken),
        cmocka_unit_test(what_may_change_changes),
        cmocka_unit_test(what_is_read_at_the_start_only_stays),
        cmocka_unit_test(encryption_may_change_with_the_same_transport_only),
        cmocka_unit_test(a_link_in_use_keeps_its_port),
        cmocka_unit_test(a_new_link_has_its_own_port),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
