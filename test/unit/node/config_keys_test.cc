// test/unit/node/config_keys_test.cc - which keys a configuration becomes, and of which types.
#include "node/config_keys.h"

#include "unit/config/support.h"

#include <map>

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace baton {
namespace {

using cmap::Value;
using Shown = std::map<std::string, Value>;

const std::string kNodes = "nodelist {\n"
                           "node {\nname: one\nring0_addr: 10.0.0.1\nquorum_votes: 2\n}\n"
                           "node {\nname: two\nring0_addr: 10.0.0.2\nnodeid: 22\n}\n"
                           "}\n";

Shown shown(const Keys& keys) {
    Shown all;
    for (const auto& [key, value] : keys) all.insert_or_assign(key, value);
    return all;
}

config::Config configuration(const std::string& totem, const std::string& more = {}) {
    auto parsed = config::test::parse("totem {\nversion: 2\n" + totem + "}\n" + kNodes + more);
    config::Resolution machine;
    machine.host_name = "two";
    config::test::resolve_with(parsed, machine);
    return parsed.config;
}

const config::Config& plain() {
    static const config::Config config = configuration("transport: udpu\n");
    return config;
}

Value text(const char* what) { return Value::of(std::string_view(what)); }

bool is(const Shown& keys, const char* key, const Value& value) {
    const auto found = keys.find(key);
    return found != keys.end() && found->second == value;
}

void directives_have_the_types_that_clients_expect(void**) {
    const Shown keys = shown(configured_keys(configuration(
        "transport: udpu\ncluster_name: acme\nconfig_version: 7\ntoken: 2000\n"
        "knet_compression_level: -3\ninterface {\nmcastport: 5455\n}\n",
        "quorum {\nprovider: corosync_votequorum\nexpected_votes: 3\nlast_man_standing: 1\n"
        "device {\nmodel: net\nvotes: 1\nmaster_wins: 1\nnet {\nhost: q\n}\n}\n}\n"
        "logging {\nto_syslog: no\nlogger_subsys {\nsubsys: QUORUM\ndebug: on\n}\n}\n"
        "resources {\nsystem {\nmemory_used {\nmax: 80\npoll_period: 4000\n}\n}\n}\n"
        "mine {\ndeep {\nnote: here\n}\n}\n")));
    assert_true(is(keys, "totem.version", Value::of(2U)));
    assert_true(is(keys, "totem.cluster_name", text("acme")));
    assert_true(is(keys, "totem.config_version", Value::of(std::uint64_t{7})));
    assert_true(is(keys, "totem.token", Value::of(2000U)));
    assert_true(is(keys, "totem.knet_compression_level", Value::of(-3)));
    assert_true(is(keys, "totem.interface.0.mcastport", Value::of(std::uint16_t{5455})));
    assert_true(is(keys, "quorum.provider", text("corosync_votequorum")));
    assert_true(is(keys, "quorum.expected_votes", Value::of(3U)));
    assert_true(is(keys, "quorum.last_man_standing", Value::of(std::uint8_t{1})));
    assert_true(is(keys, "quorum.device.votes", Value::of(1U)));
    assert_true(is(keys, "quorum.device.master_wins", Value::of(std::uint8_t{1})));
    assert_true(is(keys, "quorum.device.net.host", text("q")));
    assert_true(is(keys, "logging.to_syslog", text("no")));
    assert_true(is(keys, "logging.logger_subsys.QUORUM.debug", text("on")));
    assert_true(is(keys, "logging.logger_subsys.QUORUM.subsys", text("QUORUM")));
    assert_true(is(keys, "resources.system.memory_used.max", text("80")));
    assert_true(
        is(keys, "resources.system.memory_used.poll_period", Value::of(std::uint64_t{4000})));
    assert_true(is(keys, "mine.deep.note", text("here")));
}

void the_nodes_and_which_of_them_is_this_one(void**) {
    const Shown keys = shown(configured_keys(plain()));
    assert_true(is(keys, "nodelist.local_node_pos", Value::of(1U)));
    assert_true(is(keys, "nodelist.node.0.name", text("one")));
    assert_true(is(keys, "nodelist.node.0.ring0_addr", text("10.0.0.1")));
    assert_true(is(keys, "nodelist.node.0.nodeid", Value::of(0x0A000001U))); // automatic
    assert_true(is(keys, "nodelist.node.0.quorum_votes", Value::of(2U)));
    assert_true(is(keys, "nodelist.node.1.nodeid", Value::of(22U)));
    assert_true(is(keys, "totem.interface.0.bindnetaddr", text("10.0.0.2")));
    assert_false(keys.contains("totem.interface.0.mcastaddr"));
    assert_false(keys.contains("totem.interface.0.mcastport"));
}

void the_group_address_of_udp_is_shown(void**) {
    const Shown keys =
        shown(configured_keys(configuration("transport: udp\ncluster_name: acme\n")));
    assert_true(is(keys, "totem.interface.0.mcastaddr", text("239.192.5.216")));
    assert_true(is(keys, "totem.interface.0.mcastport", Value::of(std::uint16_t{5405})));
}

void the_secret_is_not_shown(void**) {
    const auto config = configuration("transport: udpu\nkey: my secret\n");
    const bool known = config.settings.find("totem.key") != nullptr;
    bool said = false;
    for (const auto& [key, value] : all_keys(config))
        said = said || value.bytes.find("secret") != std::string::npos;
    assert_true(known);
    assert_false(said);
}

void a_text_that_no_client_could_have_set_is_left_out(void**) {
    const std::string note = "mine {\nnote: " + std::string(16385, 'x') + "\nother: y\n}\n";
    const Shown keys = shown(configured_keys(configuration("transport: udpu\n", note)));
    assert_false(keys.contains("mine.note"));
    assert_true(keys.contains("mine.other"));
}

void whom_the_files_let_in(void**) {
    const Shown keys = shown(configured_keys(configuration(
        "transport: udpu\n", "uidgid {\nuid: 1000\ngid: 77\n}\nuidgid {\nuid: nobody\n}\n")));
    const Value one = Value::of(std::uint8_t{1});
    assert_true(is(keys, "uidgid.config.uid.1000", one));
    assert_true(is(keys, "uidgid.config.gid.77", one));
    assert_false(keys.contains("uidgid.uid")); // nor the text
    const auto third = std::count_if(keys.begin(), keys.end(), [](const auto& entry) {
        return entry.first.starts_with("uidgid.");
    });
    assert_int_equal(third, 2); // a name that was not looked up lets nobody in
}

void without_a_local_node_nothing_is_known_of_it(void**) {
    const auto parsed = config::test::parse("totem {\nversion: 2\ntransport: udpu\n}\n" + kNodes);
    const Shown keys = shown(configured_keys(parsed.config));
    assert_false(keys.contains("nodelist.local_node_pos"));
    assert_true(keys.contains("nodelist.node.1.name"));
}

void values_in_effect(void**) {
    const Shown keys = shown(effective_keys(configuration(
        "transport: udpu\ntoken: 2000\nblock_unlisted_ips: no\ninterface {\nlinknumber: 0\n}\n")));
    const auto number = [&](const std::string& key, std::uint32_t value) {
        return is(keys, ("runtime.config.totem." + key).c_str(), Value::of(value));
    };
    assert_true(number("token", 2000));
    assert_true(number("token_warning", 75));
    assert_true(number("token_retransmit", 476));
    assert_true(number("token_retransmits_before_loss_const", 4));
    assert_true(number("hold", 370));
    assert_true(number("join", 50));
    assert_true(number("consensus", 2400));
    assert_true(number("send_join", 0));
    assert_true(number("merge", 200));
    assert_true(number("downcheck", 1000));
    assert_true(number("fail_recv_const", 2500));
    assert_true(number("seqno_unchanged_const", 30));
    assert_true(number("miss_count_const", 5));
    assert_true(number("heartbeat_failures_allowed", 0));
    assert_true(number("max_network_delay", 50));
    assert_true(number("window_size", 50));
    assert_true(number("max_messages", 17));
    assert_true(number("cancel_token_hold_on_retransmit", 0));
    assert_true(number("block_unlisted_ips", 0));
    assert_true(number("knet_pmtud_interval", 30));
    assert_true(number("knet_mtu", 0));
    assert_true(number("knet_compression_threshold", 0));
    assert_true(number("interface.0.knet_ping_interval", 500));
    assert_true(number("interface.0.knet_ping_timeout", 1000));
    assert_true(is(keys, "runtime.config.totem.knet_compression_level", Value::of(0)));
    assert_true(is(keys, "runtime.config.totem.knet_compression_model", text("none")));
}

void at_the_start_all_are_shown(void**) {
    const Shown keys = shown(all_keys(plain()));
    assert_true(keys.contains("totem.version"));
    assert_true(keys.contains("runtime.config.totem.token"));
}

} // namespace
} // namespace baton

int main() {
    using namespace baton;
    const CMUnitTest tests[] = {
        cmocka_unit_test(directives_have_the_types_that_clients_expect),
        cmocka_unit_test(the_nodes_and_which_of_them_is_this_one),
        cmocka_unit_test(the_group_address_of_udp_is_shown),
        cmocka_unit_test(the_secret_is_not_shown),
        cmocka_unit_test(a_text_that_no_client_could_have_set_is_left_out),
        cmocka_unit_test(whom_the_files_let_in),
        cmocka_unit_test(without_a_local_node_nothing_is_known_of_it),
        cmocka_unit_test(values_in_effect),
        cmocka_unit_test(at_the_start_all_are_shown),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
