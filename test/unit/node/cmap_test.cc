// test/unit/node/cmap_test.cc - the map of a node that is part of a cluster.
#include "services/cmap/watches.h"
#include "world/world.h"

#include <map>
#include <string>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;

namespace {

using Id = world::World::Id;
constexpr ClientId kClient{1000000}; // none of those that the world makes

class Cluster {
public:
    explicit Cluster(std::map<Id, std::uint64_t> versions = {}) {
        world.configure = [versions](NodeConfig& node) {
            const auto version = versions.find(node.ring.self.value);
            if (version == versions.end()) return;
            node.keys.emplace_back("totem.config_version", cmap::Value::of(version->second));
        };
        world.observer = [this](Id id, const NodeAction& action) {
            const auto* command = std::get_if<Command>(&action);
            if (command != nullptr && std::holds_alternative<ShutDown>(*command))
                ending += std::to_string(id) + ' ';
        };
    }
    void start(std::initializer_list<Id> ids) {
        for (const Id id : ids) world.start(id);
        world.settle();
    }
    void connect(Id id) {
        NodeActions actions;
        world.node(id)->client_connected(world.now(), wire::ServiceId::cmap, kClient, actions);
    }
    // The actions of this step but for the answer are lost: fine, as the ring repeats its own.
    template <class Answer>
    Answer ask(Id id, const cmap::Request& request) {
        NodeActions actions;
        world.node(id)->client_request(world.now(), kClient, request, actions);
        for (const NodeAction& action : actions)
            if (const auto* reply = std::get_if<ReplyToClient>(&action))
                return std::get<Answer>(std::get<cmap::Reply>(reply->reply));
        return {};
    }
    CsError set(Id id, const std::string& key, const cmap::Value& value) {
        return ask<cmap::StatusReply>(id, cmap::SetRequest{key, value}).error;
    }
    cmap::Value get(Id id, const std::string& key) {
        const auto got = ask<cmap::GetReply>(id, cmap::GetRequest{key, 1000});
        return {got.type, got.bytes};
    }
    std::string text(Id id, const std::string& key) {
        return std::string(get(id, key).text().value_or("(none)"));
    }
    std::uint64_t number(Id id, const std::string& key) {
        return get(id, key).as<std::uint64_t>().value_or(0);
    }

    world::World world;
    std::string ending;
};

void versions_travel_and_the_older_one_ends(void**) {
    Cluster cluster({{1, 7}, {2, 6}});
    cluster.start({1});
    cluster.start({2});
    cluster.world.settle();
    cluster.connect(1);
    assert_string_equal(cluster.ending.c_str(), "2 ");
    assert_int_equal(cluster.number(1, "runtime.members.2.config_version"), 6);
    assert_int_equal(cluster.number(1, "runtime.members.1.config_version"), 7);
}

void a_version_set_by_a_client_reaches_the_others(void**) {
    Cluster cluster({{1, 7}, {2, 7}});
    cluster.start({1, 2});
    cluster.connect(1);
    cluster.connect(2);
    const CsError error = cluster.set(1, "totem.config_version", cmap::Value::of(std::uint64_t{9}));
    cluster.world.run(std::chrono::seconds(3));
    assert_int_equal(error, CsError::ok);
    assert_int_equal(cluster.number(2, "runtime.members.1.config_version"), 9);
    assert_string_equal(cluster.ending.c_str(), "");
}

void a_node_tells_of_itself_and_of_the_ring(void**) {
    Cluster cluster;
    cluster.start({1, 2});
    cluster.connect(1);
    const std::string joined = cluster.text(1, "runtime.members.2.status");
    const std::string ring = cluster.text(1, "runtime.ring.id");
    cluster.world.kill(2);
    cluster.world.settle();
    assert_string_equal(joined.c_str(), "joined");
    assert_string_equal(cluster.text(1, "runtime.members.2.status").c_str(), "left");
    assert_string_not_equal(cluster.text(1, "runtime.ring.id").c_str(), ring.c_str());
    assert_string_equal(cluster.text(1, "runtime.ring.state").c_str(), "operational");
    assert_string_equal(cluster.text(1, "internal_configuration.service.2.name").c_str(),
                        "corosync_cpg");
}

void messages_of_services_are_counted(void**) {
    Cluster cluster;
    cluster.start({1, 2});
    cluster.connect(1);
    const auto sent = cluster.number(1, "runtime.services.cmap.0.tx");
    const auto received = cluster.number(1, "runtime.services.cmap.0.rx");
    cluster.world.join(2, "g");
    cluster.world.settle();
    assert_in_range(sent, 1, 2); // one for each ring
    assert_in_range(received, sent + 1, 4);
    assert_int_equal(cluster.number(1, "runtime.services.cpg.0.rx"), 1);
    assert_int_equal(cluster.number(1, "runtime.services.cpg.0.tx"), 0);
}

void statistics_of_a_ring_that_works(void**) {
    Cluster cluster;
    cluster.start({1, 2});
    cluster.world.run(std::chrono::seconds(5)); // nobody says anything: the token is held
    cluster.connect(1);
    cluster.ask<cmap::StatusReply>(1, cmap::ChooseMapRequest{1});
    const auto small = [&](const std::string& key) {
        return cluster.get(1, key).as<std::uint32_t>().value_or(0xFFFFFFFFU);
    };
    assert_true(cluster.number(1, "stats.srp.mcast_tx") > 0);
    assert_true(cluster.number(1, "stats.srp.orf_token_rx") > 0);
    assert_in_range(small("stats.srp.avg_token_workload"), 1, 3000); // the representative holds it
    assert_in_range(cluster.number(1, "stats.srp.time_since_token_last_received"), 0, 3000);
    assert_in_range(small("stats.srp.mtt_rx_token"), 0, 3000);
    assert_int_equal(small("stats.pg.msg_reserved"), 0);
    assert_in_range(small("stats.pg.msg_queue_avail"), 100, 100000);
    assert_int_equal(cluster.number(1, "stats.srp.gather_entered"),
                     cluster.world.node(1)->status().ring_statistics.gather_entered);
}

void a_key_forms_a_new_ring(void**) {
    Cluster cluster;
    cluster.start({1, 2});
    cluster.connect(1);
    const RingId before = cluster.world.node(2)->status().ring;
    cluster.set(1, "runtime.force_gather", cmap::Value::of(std::string_view("yes")));
    cluster.world.run(std::chrono::seconds(5));
    cluster.world.settle();
    assert_true(before < cluster.world.node(2)->status().ring);
    assert_string_equal(cluster.text(1, "runtime.force_gather").c_str(), "no");
}

void whom_the_keys_let_in(void**) {
    Cluster cluster;
    const cmap::Value one = cmap::Value::of(std::uint8_t{1});
    cluster.world.configure = [&](NodeConfig& node) {
        node.keys = {{"uidgid.config.uid.1000", one},
                     {"uidgid.config.gid.77", one},
                     {"uidgid.uid.5", cmap::Value::of(1U)},               // of another type
                     {"uidgid.uid.6", cmap::Value::of(std::uint8_t{2})}}; // of another value
    };
    cluster.start({1});
    cluster.connect(1);
    const Node& node = *cluster.world.node(1);
    const bool before = node.allows(33, 33);
    cluster.set(1, "uidgid.gid.33", one);
    const bool after = node.allows(33, 33);
    cluster.ask<cmap::StatusReply>(1, cmap::DeleteRequest{"uidgid.gid.33"});
    const bool revoked = node.allows(33, 33);
    cluster.set(1, "uidgid.uid.33", one);
    assert_true(node.allows(0, 33) && node.allows(33, 0));
    assert_true(node.allows(1000, 33) && node.allows(9, 77));
    assert_false(node.allows(5, 5) || node.allows(6, 6) || node.allows(77, 1000));
    assert_false(before);
    assert_true(after);
    assert_false(revoked);
    assert_true(node.allows(33, 44));
}

void a_client_that_comes_anywhere_is_noticed(void**) {
    Cluster cluster;
    cluster.start({1});
    cluster.connect(1);
    cluster.ask<cmap::StatusReply>(1, cmap::ChooseMapRequest{1});
    constexpr std::int32_t kComingAndGoing = cmap::kAdd | cmap::kDelete | cmap::kPrefix;
    cluster.ask<cmap::TrackReply>(1, cmap::TrackRequest{"stats.", kComingAndGoing, 0});
    NodeActions actions;
    Node& node = *cluster.world.node(1);
    node.client_connected(cluster.world.now(), wire::ServiceId::cpg, ClientId{7}, actions);
    const auto first = node.next_deadline();
    node.client_disconnected(cluster.world.now(), wire::ServiceId::cpg, ClientId{7}, actions);
    node.client_disconnected(cluster.world.now(), wire::ServiceId::cmap, kClient, actions);
    assert_true(first && *first <= cluster.world.now() + milliseconds(50));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(versions_travel_and_the_older_one_ends),
        cmocka_unit_test(a_version_set_by_a_client_reaches_the_others),
        cmocka_unit_test(a_node_tells_of_itself_and_of_the_ring),
        cmocka_unit_test(messages_of_services_are_counted),
        cmocka_unit_test(statistics_of_a_ring_that_works),
        cmocka_unit_test(a_key_forms_a_new_ring),
        cmocka_unit_test(whom_the_keys_let_in),
        cmocka_unit_test(a_client_that_comes_anywhere_is_noticed),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
