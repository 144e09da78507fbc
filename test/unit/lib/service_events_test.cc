// service_events_test.cc - events of cmap, quorum and votequorum are read field by field, and no
// count or length in them leads outside of them.
#include <cstring>
#include <memory>
#include <random>
#include <string>

#include "cmap/event.h"
#include "quorum/event.h"
#include "votequorum/event.h"

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace {

// Heap memory of exactly the event's size: reading beyond it is seen by the sanitizers.
struct Bytes {
    Bytes(std::uint32_t id, std::size_t length) : size(length), data(new unsigned char[length]()) {
        put(0, id);
        put(8, static_cast<std::uint32_t>(length));
    }
    template <class Int = std::uint32_t>
    Bytes& put(std::size_t offset, Int value) {
        if (offset + sizeof value <= size) std::memcpy(data.get() + offset, &value, sizeof value);
        return *this;
    }
    Bytes& nodes(std::size_t offset, std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; ++i) put(offset + 4 * i, 10 + i);
        return *this;
    }

    std::size_t size;
    std::unique_ptr<unsigned char[]> data;
};

constexpr std::uint64_t kSeq = std::uint64_t{1} << 40;

Bytes quorum_v0(std::uint32_t nodes) {
    Bytes bytes(3, 48 + 4 * nodes);
    bytes.put(24, 1U).put(32, kSeq).put(40, nodes).nodes(44, nodes);
    return bytes;
}

Bytes quorum_v1(std::uint32_t nodes) {
    Bytes bytes(6, 56 + 4 * nodes);
    bytes.put(24, 1U).put(32, 7U).put(40, kSeq).put(48, nodes).nodes(52, nodes);
    return bytes;
}

Bytes quorum_nodelist(std::uint32_t members, std::uint32_t joined, std::uint32_t left) {
    Bytes bytes(7, 64 + 4 * (members + joined + left));
    bytes.put(24, 7U).put(32, kSeq).put(40, members).put(48, joined).put(56, left);
    bytes.nodes(60, members + joined + left);
    return bytes;
}

Bytes votes_quorum(std::uint32_t nodes) {
    Bytes bytes(3, 48 + 8 * nodes);
    bytes.put(24, 1U).put(32, kSeq).put(40, nodes).nodes(48, 2 * nodes);
    return bytes;
}

Bytes votes_nodelist(std::uint32_t nodes) {
    Bytes bytes(5, 56 + 4 * nodes);
    bytes.put(24, kSeq).put(32, 7U).put(40, kSeq + 1).put(48, nodes).nodes(56, nodes);
    return bytes;
}

Bytes notify(const std::string& key, const std::string& new_value, const std::string& old_value) {
    Bytes bytes(9, 336 + new_value.size() + old_value.size());
    bytes.put(24, kSeq).put(296, 2U).put(304, std::uint8_t{11}).put(312, std::uint8_t{12});
    bytes.put(320, std::uint64_t{new_value.size()}).put(328, std::uint64_t{old_value.size()});
    std::memcpy(bytes.data.get() + 40, key.data(), key.size());
    std::memcpy(bytes.data.get() + 336, new_value.data(), new_value.size());
    std::memcpy(bytes.data.get() + 336 + new_value.size(), old_value.data(), old_value.size());
    return bytes;
}

bool parses(Bytes& bytes, quorum_event& event) {
    return quorum_event_parse(bytes.data.get(), bytes.size, &event);
}
bool parses(Bytes& bytes, votequorum_event& event) {
    return votequorum_event_parse(bytes.data.get(), bytes.size, &event);
}
bool parses(Bytes& bytes, cmap_event& event) {
    return cmap_event_parse(bytes.data.get(), bytes.size, &event);
}

void a_quorum_event_of_model_0_is_read(void**) {
    Bytes bytes = quorum_v0(3);
    quorum_event event{};
    const bool parsed = parses(bytes, event);
    assert_true(parsed);
    assert_int_equal(event.quorate, 1);
    assert_true(event.ring.seq == kSeq);
    assert_int_equal(event.members, 3);
    assert_int_equal(event.nodes[2], 12);
}

void a_quorum_event_of_model_1_is_read(void**) {
    Bytes bytes = quorum_v1(3);
    quorum_event event{};
    const bool parsed = parses(bytes, event);
    assert_true(parsed);
    assert_int_equal(event.ring.nodeid, 7);
    assert_true(event.ring.seq == kSeq);
    assert_int_equal(event.nodes[2], 12);
}

void a_nodelist_has_its_three_lists_in_order(void**) {
    Bytes bytes = quorum_nodelist(3, 2, 1);
    quorum_event event{};
    const bool parsed = parses(bytes, event);
    assert_true(parsed);
    assert_int_equal(event.members, 3);
    assert_int_equal(event.joined, 2);
    assert_int_equal(event.left, 1);
    assert_int_equal(event.nodes[5], 15);
}

void votes_are_read(void**) {
    Bytes bytes = votes_quorum(2);
    votequorum_event event{};
    const bool parsed = parses(bytes, event);
    assert_true(parsed);
    assert_true(event.context == kSeq);
    assert_int_equal(event.count, 2);
    assert_int_equal(event.nodes[1].nodeid, 12);
    assert_int_equal(event.nodes[1].state, 13);
}

void expected_votes_are_read(void**) {
    Bytes bytes(4, 40);
    bytes.put(24, kSeq).put(32, 5U);
    votequorum_event event{};
    const bool parsed = parses(bytes, event);
    assert_true(parsed);
    assert_true(event.context == kSeq);
    assert_int_equal(event.expected_votes, 5);
}

void a_votequorum_nodelist_is_read(void**) {
    Bytes bytes = votes_nodelist(4);
    votequorum_event event{};
    const bool parsed = parses(bytes, event);
    assert_true(parsed);
    assert_true(event.ring.seq == kSeq + 1);
    assert_int_equal(event.nodeids[3], 13);
}

void a_change_in_the_map_is_read(void**) {
    Bytes bytes = notify("some.key", "new value", "old");
    cmap_event event{};
    const bool parsed = parses(bytes, event);
    assert_true(parsed);
    assert_true(event.number == kSeq);
    assert_int_equal(event.kind, CMAP_TRACK_MODIFY);
    assert_string_equal(event.key, "some.key");
    assert_int_equal(event.new_value.type, CMAP_VALUETYPE_STRING);
    assert_int_equal(event.new_value.len, 9);
    assert_memory_equal(event.new_value.data, "new value", 9);
    assert_int_equal(event.old_value.len, 3);
    assert_memory_equal(event.old_value.data, "old", 3);
}

void a_key_without_an_end_is_refused(void**) {
    Bytes bytes = notify(std::string(256, 'k'), "new", "old");
    cmap_event event{};
    const bool parsed = parses(bytes, event);
    assert_false(parsed);
}

void a_length_beyond_the_event_is_refused(void**) {
    Bytes bytes = notify("some.key", "new", "old");
    cmap_event event{};
    bytes.put(320, std::uint64_t{4});
    const bool too_long = parses(bytes, event);
    bytes.put(320, ~std::uint64_t{0}).put(328, std::uint64_t{7});
    const bool wrapped = parses(bytes, event);
    assert_false(too_long);
    assert_false(wrapped);
}

void a_count_beyond_the_event_is_refused(void**) {
    quorum_event quorum{};
    votequorum_event votes{};
    Bytes v0 = quorum_v0(2), v1 = quorum_v1(2), lists = quorum_nodelist(1, 1, 1);
    Bytes list = votes_nodelist(2), states = votes_quorum(2);
    v0.put(40, 4U);
    v1.put(48, 4U);
    lists.put(40, 0xffffffffU).put(48, 0xffffffffU);
    list.put(48, 3U);
    states.put(40, 3U);
    const bool accepted = parses(v0, quorum) || parses(v1, quorum) || parses(lists, quorum) ||
                          parses(list, votes) || parses(states, votes);
    assert_false(accepted);
}

void an_unknown_event_is_refused(void**) {
    Bytes bytes(99, 400);
    quorum_event quorum{};
    votequorum_event votes{};
    cmap_event map{};
    const bool accepted = parses(bytes, quorum) || parses(bytes, votes) || parses(bytes, map);
    assert_false(accepted);
}

// Whatever the bytes say, every list that is accepted lies within them: all of it is read.
template <class Event, class Read>
void wander(std::minstd_rand& chance, const std::uint32_t (&ids)[3], Read read) {
    for (int i = 0; i < 20000; ++i) {
        Bytes bytes(ids[chance() % 3], chance() % 420);
        for (std::size_t at = 24; at + 4 <= bytes.size; at += 4)
            if (chance() % 4 == 0) bytes.put(at, static_cast<std::uint32_t>(chance() % 40));
        Event event{};
        if (parses(bytes, event)) read(event);
    }
}

void no_event_leads_outside_of_its_bytes(void**) {
    std::minstd_rand chance(7);
    std::uint64_t sum = 0;
    wander<quorum_event>(chance, {3, 6, 7}, [&](const quorum_event& event) {
        for (std::uint32_t i = 0; i < event.members + event.joined + event.left; ++i)
            sum += event.nodes[i];
    });
    wander<votequorum_event>(chance, {3, 4, 5}, [&](const votequorum_event& event) {
        for (std::uint32_t i = 0; i < event.count; ++i)
            sum += event.nodes != nullptr ? event.nodes[i].state : event.nodeids[i];
    });
    wander<cmap_event>(chance, {9, 9, 9}, [&](const cmap_event& event) {
        sum += std::strlen(event.key);
        for (const cmap_notify_value* value : {&event.new_value, &event.old_value})
            for (std::size_t i = 0; i < value->len; ++i)
                sum += static_cast<const unsigned char*>(value->data)[i];
    });
    assert_true(sum != 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_quorum_event_of_model_0_is_read),
        cmocka_unit_test(a_quorum_event_of_model_1_is_read),
        cmocka_unit_test(a_nodelist_has_its_three_lists_in_order),
        cmocka_unit_test(votes_are_read),
        cmocka_unit_test(expected_votes_are_read),
        cmocka_unit_test(a_votequorum_nodelist_is_read),
        cmocka_unit_test(a_change_in_the_map_is_read),
        cmocka_unit_test(a_key_without_an_end_is_refused),
        cmocka_unit_test(a_length_beyond_the_event_is_refused),
        cmocka_unit_test(a_count_beyond_the_event_is_refused),
        cmocka_unit_test(an_unknown_event_is_refused),
        cmocka_unit_test(no_event_leads_outside_of_its_bytes),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
