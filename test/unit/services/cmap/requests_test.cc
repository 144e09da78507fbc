// test/unit/services/cmap/requests_test.cc - what clients may do with keys, and what they are told.
#include "services/cmap/limits.h"
#include "unit/services/cmap/bench.h"

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace baton::cmap {
namespace {

using testing::Bench;

struct One {
    explicit One(const std::vector<std::pair<std::string, Value>>& keys = {}) : bench(keys) {
        bench.connect(1);
    }
    Bench bench;
};

CsError set_number(Bench& bench, const std::string& key) { return bench.set(1, key, 1U); }

// ---- set

void what_was_set_is_there(void**) {
    One one;
    const CsError error = one.bench.set(1, "my.note", std::string_view("text"));
    const auto got = one.bench.ask<GetReply>(1, GetRequest{"my.note", 100});
    assert_int_equal(error, CsError::ok);
    assert_int_equal(got.error, CsError::ok);
    assert_int_equal(got.type, Type::string);
    assert_int_equal(got.length, 5);
    assert_string_equal(got.bytes.c_str(), "text");
}

void what_the_daemon_says_is_read_only(void**) {
    One one;
    for (const char* key : {"internal_configuration.service.0.name",
                            "runtime.services.cpg.0.rx",
                            "runtime.config.totem.token",
                            "runtime.totem.x",
                            "uidgid.config.uid.1000",
                            "system.sched_rr",
                            "nodelist.node.0.nodeid",
                            "runtime.members.1.status",
                            "runtime.votequorum.two_node",
                            "runtime.ring.id",
                            "runtime.quorum.quorate",
                            "totem.version",
                            "totem.transport",
                            "totem.cluster_name",
                            "totem.key",
                            "totem.keyfile",
                            "totem.crypto_cipher",
                            "totem.crypto_hash",
                            "totem.secauth",
                            "totem.netmtu",
                            "config.reload_in_progress",
                            "config.totemconfig_reload_in_progress",
                            "config.reload_status"}) {
        const CsError error = set_number(one.bench, key);
        assert_int_equal(error, CsError::access);
    }
}

void all_else_can_be_set(void**) {
    One one;
    for (const char* key : {"my.note", "totem.token", "totem.config_version", "totem.transports",
                            "logging.debug", "quorum.expected_votes", "uidgid.uid.1000",
                            "resources.process.1.state", "runtime.other", "nodelists.x"}) {
        const CsError error = set_number(one.bench, key);
        assert_int_equal(error, CsError::ok);
    }
}

void the_rules_of_votes_are_read_only_while_votes_are_counted(void**) {
    One plain;
    One voting({{"quorum.provider", Value::of(std::string_view("corosync_votequorum"))}});
    for (const char* key :
         {"quorum.allow_downscale", "quorum.wait_for_all", "quorum.last_man_standing",
          "quorum.last_man_standing_window", "quorum.expected_votes_tracking",
          "quorum.auto_tie_breaker", "quorum.auto_tie_breaker_node"}) {
        const CsError without = set_number(plain.bench, key);
        const CsError with = set_number(voting.bench, key);
        assert_int_equal(without, CsError::ok);
        assert_int_equal(with, CsError::access);
    }
}

// Access comes before everything else, a value's form before the name's.
void errors_come_in_their_order(void**) {
    One one;
    const Value bad{Type::uint32, "1"};
    assert_int_equal(one.bench.status(1, SetRequest{"nodelist.x", bad}), CsError::access);
    assert_int_equal(one.bench.status(1, SetRequest{"a", bad}), CsError::invalid_param);
    assert_int_equal(set_number(one.bench, "a"), CsError::name_too_long);
}

void a_value_has_at_most_16384_bytes_as_it_is_sent(void**) {
    One one;
    const std::string most(16384, 'x');
    const auto text = [&](std::string bytes) {
        return one.bench.status(1, SetRequest{"key", Value{Type::string, std::move(bytes)}});
    };
    const CsError without_end = text(most);
    const CsError with_end = text(std::string(16383, 'x') + '\0');
    const CsError too_long = text(most + '\0');
    assert_int_equal(without_end, CsError::ok);
    assert_int_equal(with_end, CsError::ok);
    assert_int_equal(too_long, CsError::invalid_param);
}

void clients_leave_room_for_the_daemon(void**) {
    One one;
    std::size_t taken = 0;
    while (one.bench.set(1, "key." + std::to_string(taken), 1U) == CsError::ok) ++taken;
    const CsError one_more = one.bench.set(1, "one.more", 1U);
    const CsError known = one.bench.set(1, "key.1", 2U);
    const CsError own = one.bench.map.set("runtime.own", 1U);
    assert_in_range(taken, kKeysMax - kKeysReserved - 10, kKeysMax - kKeysReserved);
    assert_int_equal(one_more, CsError::no_memory);
    assert_int_equal(known, CsError::ok);
    assert_int_equal(own, CsError::ok);
}

void clients_leave_bytes_for_the_daemon(void**) {
    One one;
    const Value most{Type::binary, std::string(kValueMax, 'x')};
    std::size_t taken = 0;
    while (one.bench.status(1, SetRequest{"key." + std::to_string(taken), most}) == CsError::ok)
        ++taken;
    const CsError own = one.bench.map.set("runtime.own", most);
    assert_in_range(taken, (kBytesMax - kBytesReserved) / (kValueMax + 16),
                    (kBytesMax - kBytesReserved) / kValueMax);
    assert_int_equal(own, CsError::ok);
}

// ---- delete, adjust

void deleting(void**) {
    One one;
    one.bench.map.set("nodelist.x", 1U);
    one.bench.map.set("my.note", 1U);
    assert_int_equal(one.bench.status(1, DeleteRequest{"nodelist.x"}), CsError::access);
    assert_int_equal(one.bench.status(1, DeleteRequest{"nodelist.missing"}), CsError::access);
    assert_int_equal(one.bench.status(1, DeleteRequest{"my.note"}), CsError::ok);
    assert_int_equal(one.bench.status(1, DeleteRequest{"my.note"}), CsError::not_exist);
    assert_int_equal(one.bench.status(1, DeleteRequest{""}), CsError::not_exist);
}

void adjusting(void**) {
    One one;
    one.bench.map.set("nodelist.x", 1U);
    one.bench.map.set("my.note", 1U);
    one.bench.map.set("my.text", std::string_view("x"));
    assert_int_equal(one.bench.status(1, AdjustRequest{"nodelist.x", 1}), CsError::access);
    assert_int_equal(one.bench.status(1, AdjustRequest{"my.missing", 1}), CsError::not_exist);
    assert_int_equal(one.bench.status(1, AdjustRequest{"my.text", 1}), CsError::invalid_param);
    assert_int_equal(one.bench.status(1, AdjustRequest{"my.note", -1}), CsError::ok);
    assert_true(one.bench.map.number<std::uint32_t>("my.note") == 0U);
}

// ---- get

void a_buffer_that_is_too_small_is_refused(void**) {
    One one;
    one.bench.map.set("my.note", std::uint64_t{1});
    const auto small = one.bench.ask<GetReply>(1, GetRequest{"my.note", 7});
    const auto enough = one.bench.ask<GetReply>(1, GetRequest{"my.note", 8});
    assert_int_equal(small.error, CsError::invalid_param);
    assert_int_equal(small.bytes.size(), 0);
    assert_int_equal(enough.error, CsError::ok);
    assert_int_equal(enough.bytes.size(), 8);
}

void without_a_buffer_only_length_and_type_are_told(void**) {
    One one;
    one.bench.map.set("my.note", std::uint64_t{1});
    const auto got = one.bench.ask<GetReply>(1, GetRequest{"my.note", 0});
    assert_int_equal(got.error, CsError::ok);
    assert_int_equal(got.type, Type::uint64);
    assert_int_equal(got.length, 8);
    assert_int_equal(got.bytes.size(), 0);
}

void a_missing_key_is_told(void**) {
    One one;
    const auto got = one.bench.ask<GetReply>(1, GetRequest{"my.note", 100});
    assert_int_equal(got.error, CsError::not_exist);
}

// ---- walks

void a_walk_survives_what_happens_to_its_keys(void**) {
    One one;
    for (const char* key : {"my.a", "my.b", "my.c", "my.d", "other"}) one.bench.map.set(key, 1U);
    const auto handle = one.bench.ask<IterationStartReply>(1, IterationStartRequest{"my."}).handle;
    const auto next = [&] {
        return one.bench.ask<IterationNextReply>(1, IterationNextRequest{handle});
    };
    std::string names = next().key;
    one.bench.map.remove("my.a"); // the one where it stands
    one.bench.map.remove("my.b"); // the one that would come next
    names += ' ' + next().key;
    one.bench.map.set("my.cc", 1U);
    names += ' ' + next().key;
    names += ' ' + next().key;
    const CsError end = next().error;
    assert_string_equal(names.c_str(), "my.a my.c my.cc my.d");
    assert_int_equal(end, CsError::no_sections);
}

void a_walk_tells_type_and_length(void**) {
    One one;
    one.bench.map.set("my.note", std::string_view("text"));
    const auto handle = one.bench.ask<IterationStartReply>(1, IterationStartRequest{"my."}).handle;
    const auto next = one.bench.ask<IterationNextReply>(1, IterationNextRequest{handle});
    assert_int_equal(next.error, CsError::ok);
    assert_int_equal(next.type, Type::string);
    assert_int_equal(next.length, 5);
}

void an_empty_prefix_walks_through_all(void**) {
    One one;
    one.bench.map.set("a.first", 1U);
    const std::string names = one.bench.walk(1, "");
    assert_true(names.starts_with("a.first runtime.blackbox.dump_flight_data "));
}

void handles_belong_to_one_client(void**) {
    One one;
    one.bench.connect(2);
    const auto handle = one.bench.ask<IterationStartReply>(1, IterationStartRequest{""}).handle;
    const auto other = one.bench.ask<IterationNextReply>(2, IterationNextRequest{handle});
    const CsError other_end = one.bench.status(2, IterationEndRequest{handle});
    const CsError end = one.bench.status(1, IterationEndRequest{handle});
    const CsError again = one.bench.status(1, IterationEndRequest{handle});
    assert_int_equal(other.error, CsError::bad_handle);
    assert_int_equal(other_end, CsError::bad_handle);
    assert_int_equal(end, CsError::ok);
    assert_int_equal(again, CsError::bad_handle);
}

void a_client_has_so_many_walks(void**) {
    One one;
    one.bench.connect(2);
    const auto start = [&](std::uint64_t client) {
        return one.bench.ask<IterationStartReply>(client, IterationStartRequest{""});
    };
    std::uint64_t handle = 0;
    for (std::size_t i = 0; i < kIterationsPerClient; ++i) handle = start(1).handle;
    const CsError one_more = start(1).error;
    const CsError of_another = start(2).error;
    one.bench.status(1, IterationEndRequest{handle});
    assert_int_equal(one_more, CsError::no_memory);
    assert_int_equal(of_another, CsError::ok);
    assert_int_equal(start(1).error, CsError::ok);
}

// ---- maps

void the_map_is_chosen_before_anything_is_open(void**) {
    One one;
    const CsError unknown = one.bench.status(1, ChooseMapRequest{2});
    const CsError negative = one.bench.status(1, ChooseMapRequest{-1});
    const auto walk = one.bench.ask<IterationStartReply>(1, IterationStartRequest{""}).handle;
    const CsError with_walk = one.bench.status(1, ChooseMapRequest{1});
    one.bench.status(1, IterationEndRequest{walk});
    const auto tracker = one.bench.track(1, "key", kAdd).handle;
    const CsError with_tracker = one.bench.status(1, ChooseMapRequest{1});
    one.bench.ask<UntrackReply>(1, UntrackRequest{tracker});
    const CsError free = one.bench.status(1, ChooseMapRequest{1});
    assert_int_equal(unknown, CsError::not_exist);
    assert_int_equal(negative, CsError::not_exist);
    assert_int_equal(with_walk, CsError::busy);
    assert_int_equal(with_tracker, CsError::busy);
    assert_int_equal(free, CsError::ok);
}

void a_map_is_chosen_for_one_client(void**) {
    One one;
    one.bench.connect(2);
    one.bench.choose_statistics(2);
    one.bench.map.set("my.note", 1U);
    const auto own = one.bench.ask<GetReply>(1, GetRequest{"my.note", 0});
    const auto other = one.bench.ask<GetReply>(2, GetRequest{"my.note", 0});
    assert_int_equal(own.error, CsError::ok);
    assert_int_equal(other.error, CsError::not_exist);
}

} // namespace
} // namespace baton::cmap

int main() {
    using namespace baton::cmap;
    const CMUnitTest tests[] = {
        cmocka_unit_test(what_was_set_is_there),
        cmocka_unit_test(what_the_daemon_says_is_read_only),
        cmocka_unit_test(all_else_can_be_set),
        cmocka_unit_test(the_rules_of_votes_are_read_only_while_votes_are_counted),
        cmocka_unit_test(errors_come_in_their_order),
        cmocka_unit_test(a_value_has_at_most_16384_bytes_as_it_is_sent),
        cmocka_unit_test(clients_leave_room_for_the_daemon),
        cmocka_unit_test(clients_leave_bytes_for_the_daemon),
        cmocka_unit_test(deleting),
        cmocka_unit_test(adjusting),
        cmocka_unit_test(a_buffer_that_is_too_small_is_refused),
        cmocka_unit_test(without_a_buffer_only_length_and_type_are_told),
        cmocka_unit_test(a_missing_key_is_told),
        cmocka_unit_test(a_walk_survives_what_happens_to_its_keys),
        cmocka_unit_test(a_walk_tells_type_and_length),
        cmocka_unit_test(an_empty_prefix_walks_through_all),
        cmocka_unit_test(handles_belong_to_one_client),
        cmocka_unit_test(a_client_has_so_many_walks),
        cmocka_unit_test(the_map_is_chosen_before_anything_is_open),
        cmocka_unit_test(a_map_is_chosen_for_one_client),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
