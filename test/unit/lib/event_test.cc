// event_test.cc - events are read field by field, and no length in them leads outside of them.
#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include "cpg/event.h"

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace {

// An event as the daemon makes it, in heap memory of exactly its size: reading beyond it is seen
// by the sanitizers.
struct Bytes {
    explicit Bytes(std::size_t length) : size(length), data(new unsigned char[length]()) {
        put(8, static_cast<std::uint32_t>(length));
    }
    template <class Int = std::uint32_t>
    Bytes& put(std::size_t offset, Int value) {
        if (offset + sizeof value <= size) std::memcpy(data.get() + offset, &value, sizeof value);
        return *this;
    }
    Bytes& name(const char* text) {
        put(24, static_cast<std::uint32_t>(std::strlen(text)));
        std::memcpy(data.get() + 32, text, std::strlen(text));
        return *this;
    }
    bool parse() { return cpg_event_parse(data.get(), size, &event); }

    std::size_t size;
    std::unique_ptr<unsigned char[]> data;
    cpg_event event{};
};

Bytes deliver(std::uint32_t length) {
    Bytes bytes(184 + length);
    bytes.put(0, 5U).name("group").put(160, length).put(168, 7U).put(176, 1234U);
    return bytes;
}

Bytes confchg(std::uint32_t members, std::uint32_t left, std::uint32_t joined) {
    Bytes bytes(184 + 24 * (members + left + joined));
    bytes.put(0, 4U).name("group").put(160, members).put(168, joined).put(176, left);
    for (std::uint32_t i = 0; i < members + left + joined; ++i)
        bytes.put(184 + 24 * i, i).put(192 + 24 * i, 100 + i).put(200 + 24 * i, i % 6);
    return bytes;
}

Bytes partial(std::uint32_t length) {
    Bytes bytes(200 + length);
    bytes.put(0, 17U).name("group").put(160, 5000U).put(168, length).put(176, 7U).put(184, 99U);
    bytes.put(192, 2U);
    return bytes;
}

Bytes totem(std::uint32_t nodes) {
    Bytes bytes(48 + 4 * nodes);
    bytes.put(0, 13U).put(24, 3U).put(32, std::uint64_t{1} << 40).put(40, nodes);
    return bytes;
}

void a_delivery_is_read(void**) {
    Bytes bytes = deliver(10);
    const bool good = bytes.parse();
    const bool name = std::memcmp(bytes.event.group.value, "group", 6) == 0;
    assert_true(good && name);
    assert_int_equal(bytes.event.group.length, 5);
    assert_int_equal(bytes.event.length, 10);
    assert_int_equal(bytes.event.nodeid, 7);
    assert_int_equal(bytes.event.pid, 1234);
    assert_ptr_equal(bytes.event.data, bytes.data.get() + 184);
}

void a_confchg_has_members_then_left_then_joined(void**) {
    Bytes bytes = confchg(3, 1, 2);
    const bool good = bytes.parse();
    const cpg_address last = good ? cpg_event_address(&bytes.event, 5) : cpg_address{};
    assert_true(good);
    assert_int_equal(bytes.event.members, 3);
    assert_int_equal(bytes.event.left, 1);
    assert_int_equal(bytes.event.joined, 2);
    assert_int_equal(last.nodeid, 5);
    assert_int_equal(last.pid, 105);
    assert_int_equal(last.reason, 5);
}

void a_fragment_is_read(void**) {
    Bytes bytes = partial(20);
    const bool good = bytes.parse();
    assert_true(good);
    assert_int_equal(bytes.event.total, 5000);
    assert_int_equal(bytes.event.length, 20);
    assert_int_equal(bytes.event.nodeid, 7);
    assert_int_equal(bytes.event.pid, 99);
    assert_int_equal(bytes.event.type, 2);
}

void a_totem_confchg_is_read(void**) {
    Bytes bytes = totem(5);
    const bool good = bytes.parse();
    assert_true(good);
    assert_int_equal(bytes.event.ring.nodeid, 3);
    assert_true(bytes.event.ring.seq == std::uint64_t{1} << 40);
    assert_int_equal(bytes.event.members, 5);
}

void a_confchg_of_all_nodes_processes_is_read(void**) {
    Bytes bytes = confchg(5000, 300, 400);
    const bool good = bytes.parse();
    assert_true(good);
}

void unknown_ids_are_refused(void**) {
    int taken = 0;
    for (const std::uint32_t id : {0U, 3U, 6U, 8U, 12U, 18U, 0xffffffffU})
        if (Bytes(500).put(0, id).parse()) ++taken;
    assert_int_equal(taken, 0);
}

// Every event, cut after each of its bytes, with the header telling the truth about the rest.
void truncated_events_are_refused(void**) {
    int taken = 0;
    for (Bytes (*make)(std::uint32_t) : {deliver, partial})
        for (std::uint32_t size = 0; size < make(30).size; ++size) {
            Bytes cut(size);
            std::memcpy(cut.data.get(), make(30).data.get(), size);
            if (cut.put(8, size).parse()) ++taken;
        }
    for (std::uint32_t size = 0; size < 184 + 24 * 4; ++size) {
        Bytes cut(size);
        std::memcpy(cut.data.get(), confchg(2, 1, 1).data.get(), size);
        if (cut.put(8, size).parse()) ++taken;
    }
    for (std::uint32_t size = 0; size < 44 + 4 * 3; ++size) {
        Bytes cut(size);
        std::memcpy(cut.data.get(), totem(3).data.get(), size);
        if (cut.put(8, size).parse()) ++taken;
    }
    assert_int_equal(taken, 0);
}

void lengths_beyond_the_event_are_refused(void**) {
    int taken = 0;
    for (const std::uint32_t length : {11U, 0x7fffffffU, 0x80000000U, 0xffffff48U, 0xffffffffU}) {
        if (deliver(10).put(160, length).parse()) ++taken;
        if (partial(10).put(168, length).parse()) ++taken;
        if (totem(3).put(40, length).parse()) ++taken;
        for (const std::size_t list : {160U, 168U, 176U})
            if (confchg(1, 1, 1).put(list, length).parse()) ++taken;
        if (deliver(10).put(8, 184 + length).parse() && length < 0xffffff48U) ++taken;
    }
    assert_int_equal(taken, 0);
}

void a_name_longer_than_its_field_is_refused(void**) {
    int taken = 0;
    for (const std::uint32_t length : {129U, 0xffffffffU}) {
        if (deliver(1000).put(24, length).parse()) ++taken;
        if (confchg(50, 0, 0).put(24, length).parse()) ++taken;
        if (partial(1000).put(24, length).parse()) ++taken;
    }
    assert_int_equal(taken, 0);
}

// Whatever is taken must lie within the event; the sum is there so that all of it is read.
void garbage_never_leads_outside(void**) {
    std::mt19937 random(1);
    int outside = 0;
    unsigned sum = 0;
    for (int round = 0; round < 20000; ++round) {
        Bytes bytes(random() % 400);
        for (std::size_t i = 0; i < bytes.size; ++i)
            bytes.data[i] = static_cast<unsigned char>(random() % 4 == 0 ? random() : 0);
        const std::uint32_t ids[] = {4, 5, 13, 17};
        bytes.put(0, ids[random() % 4]).put(8, static_cast<std::uint32_t>(bytes.size));
        if (!bytes.parse()) continue;
        const cpg_event& event = bytes.event;
        const std::size_t lists = std::size_t{event.members} + event.left + event.joined;
        const std::size_t width = event.id == 4 ? 24 : 4;
        const std::size_t length = event.id == 4 || event.id == 13 ? lists * width : event.length;
        if (event.data + length > bytes.data.get() + bytes.size)
            ++outside;
        else
            for (std::size_t i = 0; i < length; ++i) sum += event.data[i];
    }
    assert_int_equal(outside, 0);
    assert_true(sum > 0);
}

void a_name_survives_the_protocol(void**) {
    cpg_name name{};
    name.length = CPG_MAX_NAME_LENGTH;
    std::memset(name.value, 'x', sizeof name.value);
    unsigned char wire[136];
    cpg_name back{};
    cpg_name_put(wire, &name);
    const bool read = cpg_name_get(wire, &back);
    assert_true(read);
    assert_memory_equal(&name, &back, sizeof name);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_delivery_is_read),
        cmocka_unit_test(a_confchg_has_members_then_left_then_joined),
        cmocka_unit_test(a_fragment_is_read),
        cmocka_unit_test(a_totem_confchg_is_read),
        cmocka_unit_test(a_confchg_of_all_nodes_processes_is_read),
        cmocka_unit_test(unknown_ids_are_refused),
        cmocka_unit_test(truncated_events_are_refused),
        cmocka_unit_test(lengths_beyond_the_event_are_refused),
        cmocka_unit_test(a_name_longer_than_its_field_is_refused),
        cmocka_unit_test(garbage_never_leads_outside),
        cmocka_unit_test(a_name_survives_the_protocol),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
