// test/unit/wire/multicast_test.cc - the multicast message, by itself and around one of an old
// ring.
#include "support/spoilt.h"
#include "wire/totem.h"

#include <algorithm>

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::ByteVector;
using test::refused;
using test::with;

const ByteVector kPayload(20, std::byte{0x5A});

wire::Multicast some_multicast() {
    return {.encapsulation = wire::Encapsulation::ordinary,
            .sender = {4},
            .target = {9},
            .seq = {0xFFFFFFFF},
            .sender_count = 1234,
            .ring = {{2}, 0xABCDEF0123},
            .guarantee = 2,
            .payload = kPayload};
}

ByteVector encoded(const wire::Multicast& message) {
    ByteVector bytes(wire::kMulticastHeaderSize);
    wire::write_multicast_header(message, std::span(bytes).first<wire::kMulticastHeaderSize>());
    bytes.insert(bytes.end(), message.payload.begin(), message.payload.end());
    return bytes;
}

bool same(const wire::Multicast& a, const wire::Multicast& b) {
    return a.encapsulation == b.encapsulation && a.sender == b.sender && a.target == b.target &&
           a.seq == b.seq && a.sender_count == b.sender_count && a.ring == b.ring &&
           a.guarantee == b.guarantee && std::ranges::equal(a.payload, b.payload);
}

void a_multicast_comes_back_as_it_was(void**) {
    const ByteVector bytes = encoded(some_multicast());
    const auto decoded = wire::decode_multicast(bytes);
    const bool good = decoded && same(*decoded, some_multicast());
    assert_true(good);
}

void the_payload_points_into_the_datagram(void**) {
    const ByteVector bytes = encoded(some_multicast());
    const auto decoded = wire::decode_multicast(bytes);
    const bool good = decoded && decoded->payload.data() == bytes.data() + 45;
    assert_true(good);
}

void a_multicast_shorter_than_its_header_is_refused(void**) {
    const bool good =
        refused(wire::decode_multicast(test::with_size(encoded(some_multicast()), 44)), "short");
    assert_true(good);
}

void a_multicast_of_node_0_is_refused(void**) {
    const bool good = refused(
        wire::decode_multicast(with(encoded(some_multicast()), 5, std::uint32_t{0})), "no node");
    assert_true(good);
}

void an_unknown_encapsulation_is_neither_ordinary_nor_old(void**) {
    const ByteVector bytes = with(encoded(some_multicast()), 4, std::uint8_t{3});
    const auto decoded = wire::decode_multicast(bytes);
    const bool good = decoded && decoded->encapsulation == wire::Encapsulation::none;
    assert_true(good);
}

void an_old_message_is_carried_byte_for_byte(void**) {
    const ByteVector old = encoded(some_multicast());
    wire::Multicast outer = some_multicast();
    outer.encapsulation = wire::Encapsulation::old_ring;
    outer.ring = {{1}, 0xABCDEF0127};
    bool good = false;
    {
        BufferPool pool;
        const Slice carried = wire::encapsulate(outer, old, pool);
        const auto decoded = wire::decode_multicast(carried.bytes());
        outer.payload = old;
        good = decoded && same(*decoded, outer);
    }
    assert_true(good);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_multicast_comes_back_as_it_was),
        cmocka_unit_test(the_payload_points_into_the_datagram),
        cmocka_unit_test(a_multicast_shorter_than_its_header_is_refused),
        cmocka_unit_test(a_multicast_of_node_0_is_refused),
        cmocka_unit_test(an_unknown_encapsulation_is_neither_ordinary_nor_old),
        cmocka_unit_test(an_old_message_is_carried_byte_for_byte),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
