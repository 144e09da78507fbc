// test/unit/services/cmap/version_test.cc - nodes tell each other the versions of their
// configurations; who is in the ring; keys that act.
#include "base/buffer.h"
#include "unit/services/cmap/bench.h"
#include "wire/cmap.h"

#include <algorithm>

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace baton::cmap {
namespace {

using testing::Bench;
using Ids = std::vector<std::uint32_t>;

std::vector<NodeId> nodes(const Ids& ids) {
    std::vector<NodeId> all;
    for (const std::uint32_t id : ids) all.push_back(NodeId{id});
    return all;
}

// Nodes with a version each; 0: their file says nothing of it.
class Cluster {
public:
    explicit Cluster(const std::vector<std::uint64_t>& versions) {
        for (const std::uint64_t version : versions) {
            std::vector<std::pair<std::string, Value>> keys;
            if (version != 0) keys.emplace_back("totem.config_version", Value::of(version));
            const auto id = static_cast<std::uint32_t>(benches_.size() + 1);
            benches_.push_back(std::make_unique<Bench>(keys, id));
        }
    }
    Bench& node(std::uint32_t id) { return *benches_.at(id - 1); }

    // These become one ring. `with` tells who came with whom from the ring before.
    void form(const Ids& members, const std::vector<Ids>& together, bool complete = true) {
        const RingId ring{NodeId{members.front()}, ring_seq_ += 4};
        for (const std::uint32_t id : members) {
            const auto same = std::ranges::find_if(
                together, [&](const Ids& ids) { return std::ranges::find(ids, id) != ids.end(); });
            node(id).in_sync = true;
            node(id).service->sync_begin(
                {ring, nodes(members), same == together.end() ? nodes({}) : nodes(*same)},
                node(id));
        }
        for (const std::uint32_t id : members) node(id).service->sync_send(node(id));
        deliver(members);
        if (!complete) return;
        for (const std::uint32_t id : members) node(id).service->sync_activate(node(id));
        for (const std::uint32_t id : members) {
            node(id).in_sync = false;
            node(id).service->sync_complete(node(id));
        }
        deliver(members);
    }
    void deliver(const Ids& members) {
        for (const std::uint32_t from : members)
            for (const auto& message : std::exchange(node(from).sent, {}))
                for (const std::uint32_t to : members) hand(to, from, message);
    }
    void hand(std::uint32_t to, std::uint32_t from, Bytes message) {
        node(to).service->on_message(NodeId{from}, pool_.copy(message), node(to));
    }
    // Whom a node tells to end, "1 3 ".
    std::string ending() {
        std::string text;
        for (const auto& bench : benches_)
            for (const Command& command : bench->commands)
                if (const auto* end = std::get_if<ShutDown>(&command))
                    text += std::to_string(bench->self.value) + "/" +
                            std::to_string(end->exit_code) + ' ';
        return text;
    }
    std::uint64_t seen(std::uint32_t by, std::uint32_t of) {
        return node(by)
            .map.number<std::uint64_t>("runtime.members." + std::to_string(of) + ".config_version")
            .value_or(999);
    }

private:
    BufferPool pool_;
    std::vector<std::unique_ptr<Bench>> benches_;
    std::uint64_t ring_seq_ = 0;
};

// ---- versions

void all_know_the_versions_of_all(void**) {
    Cluster cluster({3, 0, 5});
    cluster.form({1, 2, 3}, {});
    assert_int_equal(cluster.seen(1, 1), 3);
    assert_int_equal(cluster.seen(1, 2), 0);
    assert_int_equal(cluster.seen(2, 3), 5);
}

void the_one_with_the_older_version_ends(void**) {
    Cluster cluster({3, 4});
    cluster.form({1}, {});
    cluster.form({2}, {});
    cluster.form({1, 2}, {{1}, {2}});
    assert_string_equal(cluster.ending().c_str(), "1/8 ");
    assert_string_equal(
        cluster.node(1).logged.at(0).c_str(),
        "Received config version (4) is different than my config version (3)! Exiting");
}

void equal_versions_end_nobody(void**) {
    Cluster cluster({4, 4});
    cluster.form({1}, {});
    cluster.form({2}, {});
    cluster.form({1, 2}, {{1}, {2}});
    assert_string_equal(cluster.ending().c_str(), "");
}

void no_version_is_not_compared(void**) {
    Cluster cluster({0, 4, 3});
    for (const std::uint32_t id : {1U, 2U, 3U}) cluster.form({id}, {});
    cluster.form({1, 2, 3}, {{1}, {2}, {3}});
    assert_string_equal(cluster.ending().c_str(), "3/8 ");
}

// Nodes that meet in their first ring have not made the check: a later one makes both of them.
void a_first_ring_checks_nothing(void**) {
    Cluster cluster({3, 4, 5});
    cluster.form({1, 2}, {});
    const std::string first = cluster.ending();
    cluster.form({3}, {});
    cluster.form({1, 2, 3}, {{1, 2}, {3}});
    assert_string_equal(first.c_str(), "");
    assert_string_equal(cluster.ending().c_str(), "1/8 2/8 ");
}

void it_is_checked_once(void**) {
    Cluster cluster({3, 4, 3});
    cluster.form({1}, {});
    cluster.form({3}, {});
    cluster.form({1, 3}, {{1}, {3}}); // equal: good for ever
    cluster.form({2}, {});
    cluster.form({1, 2, 3}, {{1, 3}, {2}});
    assert_string_equal(cluster.ending().c_str(), "");
}

void a_synchronisation_that_was_broken_off_checks_nothing(void**) {
    Cluster cluster({3, 4});
    cluster.form({1}, {});
    cluster.form({2}, {});
    cluster.form({1, 2}, {{1}, {2}}, false);
    cluster.node(1).service->sync_abort();
    cluster.form({1}, {{1}}); // alone again: nobody has a higher one
    assert_string_equal(cluster.ending().c_str(), "");
}

void a_new_version_is_told_at_once(void**) {
    Cluster cluster({3, 3});
    cluster.form({1, 2}, {});
    cluster.node(1).map.set("totem.config_version", std::uint64_t{9});
    const auto message = cluster.node(1).sent.at(0);
    const auto decoded = wire::decode_cmap(message);
    const bool new_version = decoded && decoded->reason == wire::CmapReason::new_config_version;
    cluster.deliver({1, 2});
    cluster.node(1).map.remove("totem.config_version");
    const auto before = cluster.seen(2, 1);
    cluster.deliver({1, 2});
    assert_true(new_version);
    assert_int_equal(before, 9);
    assert_int_equal(cluster.seen(2, 1), 0);
    assert_string_equal(cluster.ending().c_str(), "");
}

void a_version_of_another_type_counts_as_none(void**) {
    Cluster cluster({3, 3});
    cluster.node(1).map.set("totem.config_version", std::string_view("4"));
    cluster.form({1, 2}, {});
    assert_int_equal(cluster.seen(2, 1), 0);
}

void during_a_synchronisation_a_new_version_waits(void**) {
    Cluster cluster({3, 3});
    cluster.form({1, 2}, {}, false);
    cluster.node(1).map.set("totem.config_version", std::uint64_t{9});
    const std::size_t during = cluster.node(1).sent.size();
    const bool waits = !cluster.node(1).service->next_deadline();
    cluster.node(1).in_sync = false;
    cluster.node(1).service->sync_complete(cluster.node(1));
    cluster.deliver({1, 2});
    assert_int_equal(during, 0);
    assert_true(waits);
    assert_int_equal(cluster.seen(2, 1), 9);
}

void what_the_synchronisation_tells_is_not_told_again(void**) {
    Cluster cluster({3, 3});
    cluster.node(1).in_sync = true;
    cluster.node(1).map.set("totem.config_version", std::uint64_t{9});
    cluster.form({1, 2}, {}, false);
    cluster.node(1).in_sync = false;
    cluster.node(1).service->sync_complete(cluster.node(1));
    assert_int_equal(cluster.seen(2, 1), 9);
    assert_int_equal(cluster.node(1).sent.size(), 0);
}

void a_full_send_queue_delays_it(void**) {
    Cluster cluster({3, 3});
    Bench& node = cluster.node(1);
    cluster.form({1, 2}, {});
    node.room = false;
    for (std::uint64_t version = 10; version < 20; ++version)
        node.map.set("totem.config_version", version);
    const auto due = node.service->next_deadline();
    node.pass(milliseconds(10));
    const std::size_t still = node.sent.size();
    node.room = true;
    node.pass(milliseconds(10));
    const std::size_t messages = node.sent.size();
    cluster.deliver({1, 2});
    node.pass(milliseconds(10));
    assert_true(due.has_value());
    assert_int_equal(still, 0);
    assert_int_equal(messages, 1);
    assert_int_equal(cluster.seen(2, 1), 19);
    assert_int_equal(node.sent.size(), 0);
}

void a_malformed_message_is_dropped_and_named_once(void**) {
    Cluster cluster({3, 3});
    cluster.form({1, 2}, {});
    auto message = wire::encode_config_version(wire::CmapReason::sync, 9);
    message.resize(message.size() - 1);
    for (int i = 0; i < 3; ++i) cluster.hand(1, 2, message);
    assert_int_equal(cluster.seen(1, 2), 3);
    assert_int_equal(cluster.node(1).logged.size(), 1);
}

void a_message_without_the_key_says_nothing(void**) {
    Cluster cluster({3, 3});
    cluster.form({1, 2}, {});
    cluster.hand(1, 2, wire::encode(wire::CmapMessage{}));
    assert_int_equal(cluster.seen(1, 2), 3);
    assert_int_equal(cluster.node(1).logged.size(), 0);
}

// ---- members

std::string member(const Bench& bench, std::uint32_t id) {
    const std::string prefix = "runtime.members." + std::to_string(id) + '.';
    const auto text = [&](const char* key) {
        return std::string(bench.map.text(prefix + key).value_or("-"));
    };
    return text("ip") + "|" +
           std::to_string(bench.map.number<std::uint32_t>(prefix + "join_count").value_or(0)) +
           "|" + text("status");
}

void view(Bench& bench, const Ids& members, const Ids& left = {}) {
    if (!left.empty()) bench.service->on_view({true, {NodeId{1}, 7}, {}, {}, nodes(left)}, bench);
    bench.service->on_view({false, {NodeId{1}, 0x2c}, nodes(members), {}, {}}, bench);
}

void members_join_leave_and_return(void**) {
    Bench bench;
    bench.outside.known[NodeId{1}] = {*IpAddress::from_text("10.90.0.1")};
    bench.outside.known[NodeId{2}] = {*IpAddress::from_text("10.90.0.2"),
                                      *IpAddress::from_text("fd00::2")};
    view(bench, {1, 2});
    const std::string one = member(bench, 1);
    const std::string two = member(bench, 2);
    view(bench, {1}, {2});
    const std::string left = member(bench, 2);
    view(bench, {1, 2});
    const std::string back = member(bench, 2);
    view(bench, {1, 2}, {2}); // away and back within one change
    assert_string_equal(one.c_str(), "r(0) ip(10.90.0.1) |1|joined");
    assert_string_equal(two.c_str(), "r(0) ip(10.90.0.2) r(1) ip(fd00::2) |1|joined");
    assert_string_equal(left.c_str(), "r(0) ip(10.90.0.2) r(1) ip(fd00::2) |1|left");
    assert_string_equal(back.c_str(), "r(0) ip(10.90.0.2) r(1) ip(fd00::2) |2|joined");
    assert_string_equal(member(bench, 2).c_str(), "r(0) ip(10.90.0.2) r(1) ip(fd00::2) |3|joined");
    assert_string_equal(member(bench, 1).c_str(), "r(0) ip(10.90.0.1) |1|joined");
}

void the_ring_is_named(void**) {
    Bench bench;
    view(bench, {1});
    assert_string_equal(std::string(bench.map.text("runtime.ring.id").value_or("")).c_str(),
                        "1.2c");
}

// ---- keys that act

std::string now(const Bench& bench, const char* key) {
    return std::string(bench.map.text(key).value_or("-"));
}

void forcing_a_gather_falls_back(void**) {
    Bench bench;
    const std::string first = now(bench, "runtime.force_gather");
    bench.connect(1);
    bench.track(1, "runtime.", kModify | kPrefix);
    bench.set(1, "runtime.force_gather", std::string_view("yes"));
    const std::size_t told = bench.events.size();
    bench.set(1, "runtime.force_gather", std::string_view("no"));
    assert_string_equal(first.c_str(), "no");
    assert_int_equal(bench.gathers, 1);
    assert_string_equal(now(bench, "runtime.force_gather").c_str(), "no");
    assert_int_equal(told, 2);
    assert_true(bench.events[0].after.text() == "yes");
    assert_true(bench.events[1].after.text() == "no");
    assert_int_equal(bench.events.size(), 2);
}

void a_gather_can_be_forced_again_and_with_any_type(void**) {
    Bench bench;
    bench.connect(1);
    bench.set(1, "runtime.force_gather", 1U);
    bench.set(1, "runtime.force_gather", 1U);
    assert_int_equal(bench.gathers, 2);
}

void dumps_are_asked_for_by_a_new_value(void**) {
    Bench bench;
    bench.connect(1);
    for (const char* key : {"runtime.blackbox.dump_flight_data", "runtime.blackbox.dump_state"})
        for (const char* value : {"no", "1000", "1000", "1001"})
            bench.set(1, key, std::string_view(value));
    std::string commands;
    for (const Command& command : bench.commands)
        commands += std::holds_alternative<DumpFlightData>(command) ? "flight "
                    : std::holds_alternative<DumpState>(command)    ? "state "
                                                                    : "? ";
    assert_string_equal(commands.c_str(), "flight flight state state ");
    assert_string_equal(now(bench, "runtime.blackbox.dump_state").c_str(), "1001");
}

// ---- messages of services

void services_show_themselves_and_what_they_send(void**) {
    Bench bench;
    Traffic traffic;
    traffic.show(wire::ServiceId::cmap, bench.map);
    traffic.show(wire::ServiceId::cpg, bench.map);
    traffic.show(wire::ServiceId::capability, bench.map);
    const auto message = wire::encode_config_version(wire::CmapReason::sync, 9);
    traffic.sent(message);
    traffic.sent(Bytes(message).first(3)); // not even an id
    const std::int32_t config_version = wire::decode_service_header(message)->id;
    traffic.received(config_version);
    traffic.received(config_version);
    for (const std::int32_t id : {0x20000, 0x27777, 0x200000, -1}) traffic.received(id);
    const auto& map = bench.map;
    assert_true(map.text("internal_configuration.service.2.name") == "corosync_cpg");
    assert_true(map.number<std::uint32_t>("internal_configuration.service.2.ver") == 0U);
    assert_true(map.number<std::uint16_t>("runtime.services.cpg.service_id") == 2U);
    assert_true(map.number<std::uint64_t>("runtime.services.cmap.0.tx") == 1U);
    assert_true(map.number<std::uint64_t>("runtime.services.cmap.0.rx") == 2U);
    assert_true(map.number<std::uint64_t>("runtime.services.cpg.0.rx") == 1U);
    assert_true(map.number<std::uint64_t>("runtime.services.cpg.6.tx") == 0U);
    assert_false(map.find("runtime.services.cpg.7.tx") != nullptr);
    assert_false(map.next("internal_configuration.service.32", "").has_value());
    assert_string_equal(std::string(name_of(wire::ServiceId::capability)).c_str(), "");
}

} // namespace
} // namespace baton::cmap

int main() {
    using namespace baton::cmap;
    const CMUnitTest tests[] = {
        cmocka_unit_test(all_know_the_versions_of_all),
        cmocka_unit_test(the_one_with_the_older_version_ends),
        cmocka_unit_test(equal_versions_end_nobody),
        cmocka_unit_test(no_version_is_not_compared),
        cmocka_unit_test(a_first_ring_checks_nothing),
        cmocka_unit_test(it_is_checked_once),
        cmocka_unit_test(a_synchronisation_that_was_broken_off_checks_nothing),
        cmocka_unit_test(a_new_version_is_told_at_once),
        cmocka_unit_test(a_version_of_another_type_counts_as_none),
        cmocka_unit_test(during_a_synchronisation_a_new_version_waits),
        cmocka_unit_test(what_the_synchronisation_tells_is_not_told_again),
        cmocka_unit_test(a_full_send_queue_delays_it),
        cmocka_unit_test(a_malformed_message_is_dropped_and_named_once),
        cmocka_unit_test(a_message_without_the_key_says_nothing),
        cmocka_unit_test(members_join_leave_and_return),
        cmocka_unit_test(the_ring_is_named),
        cmocka_unit_test(forcing_a_gather_falls_back),
        cmocka_unit_test(a_gather_can_be_forced_again_and_with_any_type),
        cmocka_unit_test(dumps_are_asked_for_by_a_new_value),
        cmocka_unit_test(services_show_themselves_and_what_they_send),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
