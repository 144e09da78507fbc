// test/unit/services/reload/applying_test.cc - what a reload and single keys change on a node.
#include "services/reload/applying.h"

#include "unit/services/reload/keys.h"
#include "unit/services/silent_effects.h"

#include <algorithm>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::reload;
using namespace baton::reload::testing;

namespace {

class Bench final : public baton::testing::SilentEffects {
public:
    explicit Bench(const Keys& keys = some_keys()) : map(filled(keys)) {}

    void log(LogLine line) override { logged.push_back(std::move(line)); }
    void command(Command command) override { commands.push_back(std::move(command)); }

    [[nodiscard]] std::uint32_t in_effect(const std::string& name) const {
        return map.number<std::uint32_t>("runtime.config.totem." + name).value_or(0);
    }
    [[nodiscard]] int flag(const char* name) const {
        const auto value = map.number<std::uint8_t>(name);
        return value ? *value : -1;
    }
    template <class What>
    [[nodiscard]] const What* last() const {
        return commands.empty() ? nullptr : std::get_if<What>(&commands.back());
    }

    cmap::Map map;
    std::vector<LogLine> logged;
    std::vector<Command> commands;
    std::vector<config::Timing> tuned;
    Capability capability{wire::feature_bit(wire::Feature::agreed_key_change)};
    cfg::KeyChange key_change{NodeId{1}, capability, config::Encryption{}};
    SomeNetwork network;
    Applying applying{NodeId{1},
                      map,
                      network,
                      key_change,
                      [this](const config::Timing& timing) { tuned.push_back(timing); },
                      *this};

private:
    static cmap::Map filled(const Keys& keys) {
        cmap::Map map;
        fill(map, keys);
        return map;
    }
};

constexpr const char* kReading = "config.totemconfig_reload_in_progress";
constexpr const char* kReplacing = "config.reload_in_progress";

// ---- the whole

void what_is_in_effect_is_shown_from_the_start(void**) {
    Bench bench;
    assert_int_equal(bench.in_effect("token"), 3650); // three nodes
    assert_int_equal(bench.in_effect("consensus"), 4380);
    assert_int_equal(bench.in_effect("window_size"), 50);
    assert_true(bench.tuned.empty()); // the ring was made so
}

void a_reload_is_seen_to_go_on_and_to_end(void**) {
    Bench bench;
    std::vector<std::string> seen;
    bench.map.watch("", cmap::kAdd | cmap::kModify | cmap::kDelete | cmap::kPrefix,
                    [&](const cmap::Change& change) {
                        if (change.key.starts_with("config.") || change.key == "totem.token")
                            seen.emplace_back(change.key);
                    });
    bench.applying.apply(good_file(with(some_keys(), number("totem.token", 5000))));
    const std::vector<std::string> expected{
        kReading, kReplacing, "totem.token", "config.reload_status", kReading, kReplacing};
    assert_true(seen == expected);
    assert_int_equal(bench.flag(kReading), 0);
    assert_int_equal(bench.flag(kReplacing), 0);
    assert_int_equal(bench.map.number<std::int32_t>("config.reload_status").value_or(0), 1);
}

void timers_follow_together(void**) {
    Bench bench;
    Keys keys = with(some_keys(), number("totem.token", 5000));
    keys = with(std::move(keys), number("totem.token_coefficient", 0));
    bench.applying.apply(good_file(keys));
    assert_int_equal(bench.tuned.size(), 1);
    assert_int_equal(bench.tuned[0].token_ms, 5000);
    assert_int_equal(bench.in_effect("token"), 5000);
    assert_int_equal(bench.in_effect("consensus"), 6000);
}

void a_node_more_makes_the_token_time_longer(void**) {
    Bench bench;
    Keys keys = some_keys();
    keys.push_back(number("nodelist.node.3.nodeid", 4));
    keys.push_back(text("nodelist.node.3.ring0_addr", "10.0.0.4"));
    bench.applying.apply(good_file(keys));
    assert_int_equal(bench.in_effect("token"), 4300);
}

void the_shell_gets_the_configuration(void**) {
    Bench bench;
    const auto read = good_file(some_keys(2), 2);
    bench.applying.apply(read);
    const auto* order = bench.last<ApplyConfiguration>();
    assert_true(order != nullptr && order->config == read.config);
    assert_true(bench.applying.version() == 2);
}

void what_cannot_change_is_told_and_stays(void**) {
    Bench bench;
    const auto read = good_file(with(some_keys(), text("totem.transport", "udp")));
    const auto restart = bench.applying.needs_restart(read);
    bench.applying.apply(read);
    assert_true(restart == std::vector<std::string>{"totem.transport"});
    assert_true(bench.map.text("totem.transport") == "udpu");
    assert_string_equal(
        bench.logged.at(0).text.c_str(),
        "Modified entry 'totem.transport' in corosync.conf cannot be changed at run-time");
}

// As good_file(), but encrypted under a key of these bytes.
ConfigurationRead encrypted_file(char key) {
    ConfigurationRead read = good_file(with(some_keys(), text("totem.crypto_hash", "sha256")));
    auto config = std::make_shared<config::Config>(*read.config);
    config->totem.crypto_hash = "sha256";
    config->totem.key_bytes =
        Secret(std::vector<std::byte>(config::kKeyMin, static_cast<std::byte>(key)));
    read.config = std::move(config);
    return read;
}

void another_key_is_not_taken_while_one_is_being_changed(void**) {
    Bench bench;
    bench.capability.on_synchronised({{}, {NodeId{1}}, {NodeId{1}}}, bench);
    const auto spoken = wire::encode(
        wire::Capability{.features = wire::feature_bit(wire::Feature::agreed_key_change)});
    bench.capability.on_message(NodeId{1}, spoken); // and there is nobody else
    const auto first = bench.applying.refusals(encrypted_file('a'));
    bench.applying.apply(encrypted_file('a'));
    const auto again = bench.applying.refusals(encrypted_file('a'));
    const auto another = bench.applying.refusals(encrypted_file('b'));
    assert_true(first.empty() && again.empty());
    assert_int_equal(another.size(), 1);
    assert_true(another[0].find("being changed already") != std::string::npos);
}

void a_cipher_for_another_transport_waits_for_the_restart_with_it(void**) {
    Bench bench;
    const Keys knet = with(some_keys(), text("totem.transport", "knet"));
    const auto restart =
        bench.applying.needs_restart(good_file(with(knet, text("totem.crypto_cipher", "aes256"))));
    assert_true(restart == (std::vector<std::string>{"totem.crypto_cipher", "totem.transport"}));
    const auto now = bench.applying.needs_restart(
        good_file(with(some_keys(), text("totem.crypto_cipher", "none"))));
    assert_true(now.empty());
}

void a_file_that_cannot_be_used_is_refused_with_its_complaints(void**) {
    Bench bench;
    const auto refused = bench.applying.refusals(bad_file("line 1: what"));
    assert_true(refused == std::vector<std::string>{"line 1: what"});
    assert_true(bench.applying.needs_restart(bad_file("")).empty());
}

void what_the_network_cannot_do_is_refused_beside_the_rest(void**) {
    Bench bench;
    bench.network.refused = {"no library"};
    const auto all = bench.applying.refusals(
        good_file(with(some_keys(), text("nodelist.node.0.ring0_addr", "10.0.0.9"))));
    assert_int_equal(all.size(), 2);
    assert_string_equal(all.back().c_str(), "no library");
}

void a_refused_reload_changes_nothing_but_its_status(void**) {
    Bench bench;
    bench.applying.begin();
    const int during = bench.flag(kReading);
    bench.applying.refuse("node 1: line 1: what");
    assert_int_equal(during, 1);
    assert_int_equal(bench.flag(kReading), 0);
    assert_int_equal(bench.flag(kReplacing), -1);
    assert_int_equal(bench.map.number<std::int32_t>("config.reload_status").value_or(0), 7);
    assert_true(bench.map.text("config.reload_error_message") == "node 1: line 1: what");
    assert_true(bench.tuned.empty() && bench.commands.empty());
}

void the_next_reload_takes_the_message_away(void**) {
    Bench bench;
    bench.applying.refuse("what");
    bench.applying.begin();
    assert_null(bench.map.find("config.reload_error_message"));
}

void a_long_message_is_cut(void**) {
    Bench bench;
    bench.applying.refuse(std::string(100'000, 'x'));
    assert_int_equal(bench.map.text("config.reload_error_message")->size(), cmap::kValueMax);
}

void a_key_that_has_no_place_is_told(void**) {
    Bench bench;
    bench.applying.apply(good_file(with(some_keys(), text("logging.b d", "x"))));
    assert_string_equal(bench.logged.at(0).text.c_str(), "the map cannot take key logging.b d");
}

// ---- single keys

void a_timer_s_key_takes_effect_at_once(void**) {
    Bench bench;
    bench.map.set("totem.token", std::uint32_t{10000});
    const auto* order = bench.last<ApplyTiming>();
    assert_int_equal(bench.tuned.at(0).token_ms, 10650);
    assert_int_equal(bench.in_effect("token_retransmit"), 2535);
    assert_true(order != nullptr && order->timing.token_ms == 10650);
}

void without_its_key_the_default_holds_again(void**) {
    Bench bench(with(some_keys(), number("totem.merge", 300)));
    const auto before = bench.in_effect("merge");
    bench.map.remove("totem.merge");
    assert_int_equal(before, 300);
    assert_int_equal(bench.in_effect("merge"), 200);
}

void a_value_that_cannot_be_used_is_put_back(void**) {
    Bench bench(with(some_keys(), number("totem.join", 60)));
    bench.map.set("totem.join", std::uint32_t{5});
    bench.map.set("totem.hold", std::uint32_t{3});
    assert_int_equal(bench.map.number<std::uint32_t>("totem.join").value_or(0), 60);
    assert_null(bench.map.find("totem.hold"));
    assert_int_equal(bench.in_effect("join"), 60);
    assert_true(
        std::ranges::all_of(bench.tuned, [](const auto& each) { return each.join_ms == 60; }));
    assert_true(bench.logged.size() == 4 && bench.logged[0].level == LogLevel::error);
}

void a_value_of_another_type_is_put_back(void**) {
    Bench bench;
    bench.map.set("totem.token", std::string_view("5000"));
    bench.map.set("totem.cancel_token_hold_on_retransmit", std::uint32_t{1});
    bench.map.set("totem.merge", std::uint64_t{300});
    assert_null(bench.map.find("totem.token"));
    assert_null(bench.map.find("totem.cancel_token_hold_on_retransmit"));
    assert_null(bench.map.find("totem.merge"));
    assert_int_equal(bench.in_effect("token"), 3650);
}

void a_truth_value_is_a_text(void**) {
    Bench bench;
    bench.map.set("totem.cancel_token_hold_on_retransmit", std::string_view("yes"));
    assert_int_equal(bench.in_effect("cancel_token_hold_on_retransmit"), 1);
}

void other_keys_of_the_section_are_not_looked_at(void**) {
    Bench bench;
    bench.map.set("totem.notes", std::uint64_t{300});
    assert_true(bench.tuned.empty() && bench.logged.empty());
}

Keys knet_keys() { return with(some_keys(), text("totem.transport", "knet")); }

const config::Interface* first_link(const ApplyKnetOptions* order) {
    if (order == nullptr || order->totem.interfaces.empty()) return nullptr;
    return &order->totem.interfaces.front();
}

void an_option_of_knet_takes_effect_at_once(void**) {
    Bench bench(knet_keys());
    bench.map.set("totem.knet_mtu", std::uint32_t{1400});
    bench.map.set("totem.knet_compression_model", std::string_view("zlib"));
    bench.map.set("totem.knet_compression_level", std::int32_t{-1});
    bench.map.set("totem.block_unlisted_ips", std::string_view("no"));
    const auto* order = bench.last<ApplyKnetOptions>();
    assert_non_null(order);
    assert_int_equal(order->totem.knet_mtu, 1400);
    assert_string_equal(order->totem.knet_compression_model.c_str(), "zlib");
    assert_int_equal(order->totem.knet_compression_level, -1);
    assert_false(order->totem.block_unlisted_ips);
    assert_int_equal(bench.in_effect("knet_mtu"), 1400);
}

void an_option_of_a_link_takes_effect_at_once(void**) {
    Bench bench(knet_keys());
    bench.map.set("totem.interface.0.knet_link_priority", std::uint8_t{7});
    bench.map.set("totem.interface.0.knet_pong_count", std::uint32_t{5});
    const auto* link = first_link(bench.last<ApplyKnetOptions>());
    assert_non_null(link);
    assert_int_equal(link->knet_link_priority, 7);
    assert_int_equal(link->knet_ping_timeout_ms, 3650 / 5); // the token time of three nodes
    assert_int_equal(bench.in_effect("interface.0.knet_ping_timeout"), 3650 / 5);
}

void without_its_key_the_default_of_knet_holds_again(void**) {
    Bench bench(with(knet_keys(), number("totem.knet_pmtud_interval", 60)));
    bench.map.remove("totem.knet_pmtud_interval");
    const auto* order = bench.last<ApplyKnetOptions>();
    assert_true(order != nullptr && order->totem.knet_pmtud_interval_s == 30);
}

void an_option_of_knet_that_cannot_be_used_is_put_back(void**) {
    Bench bench(with(knet_keys(), text("totem.knet_compression_model", "lz4")));
    bench.map.set("totem.knet_compression_model", std::string_view("gzip"));
    bench.map.set("totem.knet_mtu", std::string_view("1400"));
    bench.map.set("totem.interface.0.knet_link_priority", std::uint32_t{1});
    const auto* order = bench.last<ApplyKnetOptions>();
    assert_true(bench.map.text("totem.knet_compression_model") == "lz4");
    assert_null(bench.map.find("totem.knet_mtu"));
    assert_null(bench.map.find("totem.interface.0.knet_link_priority"));
    assert_true(order != nullptr && order->totem.knet_compression_model == "lz4");
    assert_string_equal(bench.logged.at(0).text.c_str(),
                        "totem.knet_compression_model: error: knet_compression_model: 'gzip' is "
                        "not known; write one of none, zlib, lz4, lz4hc, lzo2, lzma, bzip2, zstd");
}

void pings_follow_the_token_time(void**) {
    Bench bench(knet_keys());
    bench.map.set("totem.token", std::uint32_t{10000});
    const auto* link = first_link(bench.last<ApplyKnetOptions>());
    assert_true(link != nullptr && link->knet_ping_timeout_ms == 10650 / 2);
    assert_int_equal(bench.in_effect("interface.0.knet_ping_interval"), 10650 / 4);
}

void options_of_knet_are_nothing_to_another_transport(void**) {
    Bench bench;
    bench.map.set("totem.knet_mtu", std::uint32_t{1400});
    bench.map.set("totem.interface.0.mcastport", std::uint16_t{1});
    assert_true(bench.commands.empty());
}

void a_reload_replaces_options_of_knet_all_at_once(void**) {
    Bench bench(with(knet_keys(), number("totem.knet_mtu", 1400)));
    bench.applying.apply(good_file(with(knet_keys(), number("totem.knet_pmtud_interval", 60))));
    const bool key_by_key = std::ranges::any_of(bench.commands, [](const Command& each) {
        return std::holds_alternative<ApplyKnetOptions>(each);
    });
    assert_false(key_by_key);
    assert_null(bench.map.find("totem.knet_mtu"));
}

void logging_follows_its_keys(void**) {
    Bench bench;
    bench.map.set("logging.debug", std::string_view("on"));
    bench.map.set("logging.logger_subsys.QUORUM.debug", std::string_view("trace"));
    const auto* order = bench.last<ApplyLogging>();
    assert_true(order != nullptr && order->logging.targets.debug == config::DebugMode::on);
    assert_true(order->logging.targets_of("QUORUM").debug == config::DebugMode::trace);
    assert_true(order->logging.targets_of("TOTEM").debug == config::DebugMode::on);
}

void a_word_that_logging_does_not_know_is_put_back(void**) {
    Bench bench(with(some_keys(), text("logging.debug", "on")));
    bench.map.set("logging.debug", std::string_view("perhaps"));
    const auto* order = bench.last<ApplyLogging>();
    assert_true(bench.map.text("logging.debug") == "on");
    assert_true(order == nullptr || order->logging.targets.debug == config::DebugMode::on);
}

void a_value_of_logging_of_another_type_is_put_back(void**) {
    Bench bench(with(some_keys(), text("logging.debug", "on")));
    bench.map.set("logging.debug", std::uint32_t{1});
    const auto* order = bench.last<ApplyLogging>();
    assert_true(bench.map.text("logging.debug") == "on");
    assert_true(order == nullptr || order->logging.targets.debug == config::DebugMode::on);
    assert_string_equal(bench.logged.at(0).text.c_str(),
                        "logging.debug: error: the value has the wrong type; write it as str");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(what_is_in_effect_is_shown_from_the_start),
        cmocka_unit_test(a_reload_is_seen_to_go_on_and_to_end),
        cmocka_unit_test(timers_follow_together),
        cmocka_unit_test(a_node_more_makes_the_token_time_longer),
        cmocka_unit_test(the_shell_gets_the_configuration),
        cmocka_unit_test(what_cannot_change_is_told_and_stays),
        cmocka_unit_test(another_key_is_not_taken_while_one_is_being_changed),
        cmocka_unit_test(a_cipher_for_another_transport_waits_for_the_restart_with_it),
        cmocka_unit_test(a_file_that_cannot_be_used_is_refused_with_its_complaints),
        cmocka_unit_test(what_the_network_cannot_do_is_refused_beside_the_rest),
        cmocka_unit_test(a_refused_reload_changes_nothing_but_its_status),
        cmocka_unit_test(the_next_reload_takes_the_message_away),
        cmocka_unit_test(a_long_message_is_cut),
        cmocka_unit_test(a_key_that_has_no_place_is_told),
        cmocka_unit_test(a_timer_s_key_takes_effect_at_once),
        cmocka_unit_test(without_its_key_the_default_holds_again),
        cmocka_unit_test(a_value_that_cannot_be_used_is_put_back),
        cmocka_unit_test(a_value_of_another_type_is_put_back),
        cmocka_unit_test(a_truth_value_is_a_text),
        cmocka_unit_test(other_keys_of_the_section_are_not_looked_at),
        cmocka_unit_test(an_option_of_knet_takes_effect_at_once),
        cmocka_unit_test(an_option_of_a_link_takes_effect_at_once),
        cmocka_unit_test(without_its_key_the_default_of_knet_holds_again),
        cmocka_unit_test(an_option_of_knet_that_cannot_be_used_is_put_back),
        cmocka_unit_test(pings_follow_the_token_time),
        cmocka_unit_test(options_of_knet_are_nothing_to_another_transport),
        cmocka_unit_test(a_reload_replaces_options_of_knet_all_at_once),
        cmocka_unit_test(logging_follows_its_keys),
        cmocka_unit_test(a_word_that_logging_does_not_know_is_put_back),
        cmocka_unit_test(a_value_of_logging_of_another_type_is_put_back),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
