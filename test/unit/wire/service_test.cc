// test/unit/wire/service_test.cc - the header of service messages, and the ring id file.
#include "wire/service.h"

#include "support/spoilt.h"
#include "wire/ringid_file.h"

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::ByteVector;
using test::refused;
using test::with;

ByteVector message(std::int32_t id, std::int32_t size) {
    return with(with(ByteVector(40), 0, id), 8, size);
}

void an_id_is_a_service_and_a_function(void**) {
    const auto header = wire::decode_service_header(message(0x50003, 40));
    assert_true(header && header->service() == 5 && header->function() == 3 && header->size == 40);
}

void a_service_number_above_63_is_nobody(void**) {
    bool nobody = true;
    for (const std::int32_t id : {64 << 16, 0x7FFF0000, -1, INT32_MIN}) {
        const auto header = wire::decode_service_header(message(id, 40));
        nobody = nobody && header && !wire::known_service(header->service());
    }
    assert_true(nobody);
}

void every_service_number_is_one_we_name_or_nobody(void**) {
    std::size_t known = 0;
    for (std::uint32_t number = 0; number <= UINT16_MAX; ++number)
        known += wire::known_service(static_cast<std::uint16_t>(number)) ? 1 : 0;
    assert_int_equal(known, 11);
}

void a_negative_size_is_refused(void**) {
    const bool good = refused(wire::decode_service_header(message(0, -1)), "impossible size");
    assert_true(good);
}

void a_size_below_the_header_is_refused(void**) {
    const bool good = refused(wire::decode_service_header(message(0, 15)), "impossible size");
    assert_true(good);
}

void a_size_beyond_the_end_is_refused(void**) {
    const bool good = refused(wire::decode_service_header(message(0, 41)), "shorter than its size");
    assert_true(good);
}

void fifteen_bytes_are_no_message(void**) {
    const bool good = refused(wire::decode_service_header(ByteVector(15)), "shorter than");
    assert_true(good);
}

void the_ring_id_file_comes_back_as_it_was(void**) {
    const auto ring_seq = wire::decode_ringid_file(wire::encode_ringid_file(0xFEDCBA9876543210));
    assert_true(ring_seq && *ring_seq == 0xFEDCBA9876543210);
}

void a_ring_id_file_of_another_length_is_refused(void**) {
    const bool good = refused(wire::decode_ringid_file(ByteVector(7)), "8 bytes") &&
                      refused(wire::decode_ringid_file(ByteVector(9)), "8 bytes") &&
                      refused(wire::decode_ringid_file({}), "8 bytes");
    assert_true(good);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_a_service_and_a_function),
        cmocka_unit_test(a_service_number_above_63_is_nobody),
        cmocka_unit_test(every_service_number_is_one_we_name_or_nobody),
        cmocka_unit_test(a_negative_size_is_refused),
        cmocka_unit_test(a_size_below_the_header_is_refused),
        cmocka_unit_test(a_size_beyond_the_end_is_refused),
        cmocka_unit_test(fifteen_bytes_are_no_message),
        cmocka_unit_test(the_ring_id_file_comes_back_as_it_was),
        cmocka_unit_test(a_ring_id_file_of_another_length_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
