// test/unit/services/reload/difference_test.cc - what a new configuration may change.
#include "services/reload/difference.h"

#include "unit/services/reload/keys.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::reload;
using namespace baton::reload::testing;

namespace {

constexpr NodeId kOne{1};

struct Running {
    explicit Running(const Keys& more = {}) {
        fill(map, some_keys());
        fill(map, more);
    }
    [[nodiscard]] Difference to(const Keys& keys) const { return compare(map, keys); }
    cmap::Map map;
};

bool is_empty(const Difference& difference) {
    return difference.removed.empty() && difference.set.empty() && difference.fixed.empty();
}

void the_same_file_changes_nothing(void**) {
    const Difference difference = Running().to(some_keys());
    assert_true(is_empty(difference));
}

void new_and_other_values_are_set(void**) {
    const Difference difference = Running().to(with(some_keys(2), number("totem.token", 5000)));
    assert_int_equal(difference.set.size(), 2);
    assert_string_equal(difference.set[0].first.c_str(), "totem.config_version");
    assert_string_equal(difference.set[1].first.c_str(), "totem.token");
}

void the_same_number_of_another_type_is_another_value(void**) {
    const Running running({number("totem.token", 5000)});
    const Difference difference = running.to(with(some_keys(), text("totem.token", "5000")));
    assert_int_equal(difference.set.size(), 1);
}

void what_vanished_from_a_section_is_removed(void**) {
    const Running running({number("totem.token", 5000),
                           text("logging.debug", "on"),
                           number("quorum.expected_votes", 3),
                           {"uidgid.config.uid.7", cmap::Value::of(std::uint8_t{1})},
                           text("nozzle.name", "noz0")});
    const Difference difference = running.to(without(some_keys(), "nodelist.node.2."));
    assert_int_equal(difference.removed.size(), 5 + 3);
    assert_true(difference.set.empty() && difference.fixed.empty());
}

void what_is_not_of_the_configuration_stays(void**) {
    const Running running({text("runtime.config.totem.token", "x"),
                           text("my.notes", "y"),
                           {"uidgid.uid.7", cmap::Value::of(std::uint8_t{1})},
                           text("resources.watchdog_device", "off")});
    const Difference difference = running.to(some_keys());
    assert_true(is_empty(difference));
}

void what_is_read_at_the_start_only_stays_and_is_named(void**) {
    const Running running({number("totem.netmtu", 1500)});
    Keys keys = with(some_keys(), text("totem.transport", "udp"));
    keys = with(std::move(keys), text("quorum.provider", "corosync_votequorum"));
    const Difference difference = running.to(keys);
    const std::vector<std::string> fixed{"quorum.provider", "totem.netmtu", "totem.transport"};
    assert_true(difference.fixed == fixed); // added, removed, changed
    assert_true(difference.removed.empty() && difference.set.empty());
}

void every_key_that_is_fixed_is_found(void**) {
    bool good = true;
    for (const char* key : {"totem.version",
                            "totem.threads",
                            "totem.ip_version",
                            "totem.ip_dscp",
                            "totem.link_mode",
                            "totem.netmtu",
                            "totem.transport",
                            "totem.cluster_name",
                            "totem.interface.0.bindnetaddr",
                            "totem.interface.7.mcastport",
                            "totem.interface.0.mcastaddr",
                            "totem.interface.0.broadcast",
                            "totem.interface.0.ttl",
                            "totem.interface.0.ringnumber",
                            "quorum.provider",
                            "system.move_to_root_cgroup",
                            "system.allow_knet_handle_fallback",
                            "system.sched_rr",
                            "system.priority",
                            "system.qb_ipc_type",
                            "system.state_dir",
                            "system.instance",
                            "system.node"})
        good = good && is_fixed(key);
    for (const char* key : {"totem.token", "totem.interface.0.knet_ping_interval", "quorum.votes",
                            "quorum.two_node", "logging.debug", "nodelist.node.0.name"})
        good = good && !is_fixed(key);
    assert_true(good);
}

void the_options_of_a_link_that_nobody_has_yet_may_change(void**) {
    const Keys keys =
        with(with(some_keys(), {"totem.interface.1.mcastport", cmap::Value::of(std::uint16_t{5})}),
             {"totem.interface.0.mcastport", cmap::Value::of(std::uint16_t{5})});
    const Difference difference = Running().to(keys);
    assert_int_equal(difference.set.size(), 1);
    assert_int_equal(difference.fixed.size(), 1);
    assert_string_equal(difference.fixed[0].c_str(), "totem.interface.0.mcastport");
}

// ---- refusals

void an_address_in_use_cannot_change(void**) {
    const Running running;
    const auto refused = refusals(
        running.map, with(some_keys(), text("nodelist.node.1.ring0_addr", "10.0.0.9")), kOne);
    assert_int_equal(refused.size(), 1);
    assert_non_null(strstr(refused[0].c_str(), "ring0_addr of node 2"));
}

Keys two_links_of_knet() {
    Keys keys = with(some_keys(), text("totem.transport", "knet"));
    for (const char* index : {"0", "1", "2"})
        keys.push_back(text("nodelist.node." + std::string(index) + ".ring1_addr",
                            "10.1.0." + std::string(index)));
    return keys;
}

void an_address_of_knet_may_change_if_another_link_stays(void**) {
    const Keys keys = two_links_of_knet();
    const Running running(keys);
    const Keys theirs = with(keys, text("nodelist.node.1.ring0_addr", "10.0.0.9"));
    const Keys ours = with(keys, text("nodelist.node.0.ring1_addr", "10.1.0.9"));
    assert_true(refusals(running.map, theirs, kOne).empty());
    assert_true(refusals(running.map, ours, kOne).empty());
}

void an_address_of_knet_cannot_change_if_no_link_stays(void**) {
    const Keys keys = two_links_of_knet();
    const Running running(keys);
    const Keys both = with(with(keys, text("nodelist.node.1.ring0_addr", "10.0.0.9")),
                           text("nodelist.node.1.ring1_addr", "10.1.0.9"));
    const Keys crossed = with(with(keys, text("nodelist.node.1.ring0_addr", "10.0.0.9")),
                              text("nodelist.node.0.ring1_addr", "10.1.0.9"));
    const auto refused = refusals(running.map, both, kOne);
    const auto crossing = refusals(running.map, crossed, kOne);
    assert_int_equal(refused.size(), 2);
    assert_int_equal(crossing.size(), 1);
    assert_non_null(strstr(crossing[0].c_str(), "ring0_addr of node 2"));
}

void the_own_address_of_a_link_follows_with_knet(void**) {
    const auto own = text("totem.interface.0.bindnetaddr", "10.0.0.1");
    const auto other = text("totem.interface.0.bindnetaddr", "10.0.0.9");
    const Keys knet = with(some_keys(), text("totem.transport", "knet"));
    const Difference changed = Running(with(knet, own)).to(with(knet, other));
    const Difference gone = Running(with(knet, own)).to(knet);
    const Difference udpu = Running(with(some_keys(), own)).to(with(some_keys(), other));
    assert_true(changed.fixed.empty() && changed.set.size() == 1);
    assert_true(gone.fixed.empty() && gone.removed.size() == 1);
    assert_int_equal(udpu.fixed.size(), 1);
}

void what_was_shown_of_a_removed_link_goes(void**) {
    const Running running({number("runtime.config.totem.interface.1.knet_ping_timeout", 5),
                           number("runtime.config.totem.token", 5)});
    const Difference difference = running.to(some_keys());
    assert_true(difference.removed ==
                std::vector<std::string>{"runtime.config.totem.interface.1.knet_ping_timeout"});
}

void nodes_may_change_their_places_in_the_list(void**) {
    Keys keys = some_keys();
    for (auto& [key, value] : keys) // 0 and 1 change places
        if (key.starts_with("nodelist.node.0"))
            key[14] = '1';
        else if (key.starts_with("nodelist.node.1"))
            key[14] = '0';
    const Running running;
    assert_true(refusals(running.map, keys, kOne).empty());
}

void nodes_may_come_and_go_but_not_this_one(void**) {
    const Running running;
    const Keys without_third = without(some_keys(), "nodelist.node.2.");
    Keys with_fourth = some_keys();
    with_fourth.push_back(number("nodelist.node.3.nodeid", 4));
    with_fourth.push_back(text("nodelist.node.3.ring0_addr", "10.0.0.4"));
    const bool good = refusals(running.map, without_third, kOne).empty() &&
                      refusals(running.map, with_fourth, kOne).empty();
    const auto refused = refusals(running.map, without_third, NodeId{3});
    assert_true(good);
    assert_int_equal(refused.size(), 1);
    assert_non_null(strstr(refused[0].c_str(), "nodeid 3"));
}

void a_link_may_be_added_or_removed(void**) {
    Keys two_links = some_keys();
    for (const char* index : {"0", "1", "2"})
        two_links.push_back(
            text("nodelist.node." + std::string(index) + ".ring1_addr", "10.1.0.1"));
    const Running running(two_links);
    assert_true(refusals(running.map, some_keys(), kOne).empty());
    assert_true(refusals(Running().map, two_links, kOne).empty());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_same_file_changes_nothing),
        cmocka_unit_test(new_and_other_values_are_set),
        cmocka_unit_test(the_same_number_of_another_type_is_another_value),
        cmocka_unit_test(what_vanished_from_a_section_is_removed),
        cmocka_unit_test(what_is_not_of_the_configuration_stays),
        cmocka_unit_test(what_is_read_at_the_start_only_stays_and_is_named),
        cmocka_unit_test(every_key_that_is_fixed_is_found),
        cmocka_unit_test(the_options_of_a_link_that_nobody_has_yet_may_change),
        cmocka_unit_test(an_address_in_use_cannot_change),
        cmocka_unit_test(an_address_of_knet_may_change_if_another_link_stays),
        cmocka_unit_test(an_address_of_knet_cannot_change_if_no_link_stays),
        cmocka_unit_test(the_own_address_of_a_link_follows_with_knet),
        cmocka_unit_test(what_was_shown_of_a_removed_link_goes),
        cmocka_unit_test(nodes_may_change_their_places_in_the_list),
        cmocka_unit_test(nodes_may_come_and_go_but_not_this_one),
        cmocka_unit_test(a_link_may_be_added_or_removed),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
