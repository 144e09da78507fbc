// test/unit/wire/sync_test.cc - barrier and service build.
#include "wire/sync.h"

#include "support/spoilt.h"

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::ByteVector;
using test::refused;
using test::with;

const RingId kRing{{3}, 0x777777777777};

ByteVector some_build() {
    return test::copy_of(wire::encode(wire::ServiceBuild{kRing, {0, 2, 3, 5, 63}}));
}

const wire::ServiceBuild* build_in(const Result<wire::SyncMessage>& message) {
    return message ? std::get_if<wire::ServiceBuild>(&*message) : nullptr;
}

void a_barrier_comes_back_as_it_was(void**) {
    const auto message = wire::decode_sync(wire::encode(wire::Barrier{kRing}));
    const auto* barrier = message ? std::get_if<wire::Barrier>(&*message) : nullptr;
    const bool good = barrier != nullptr && barrier->ring == kRing;
    assert_true(good);
}

void a_service_build_comes_back_as_it_was(void**) {
    bool good = false;
    {
        const auto message = wire::decode_sync(some_build());
        const auto* build = build_in(message);
        good = build != nullptr && build->ring == kRing &&
               build->services == std::vector<std::uint16_t>{0, 2, 3, 5, 63};
    }
    assert_true(good);
}

void a_service_build_may_be_empty(void**) {
    const auto message = wire::decode_sync(wire::encode(wire::ServiceBuild{kRing, {}}));
    const bool good = build_in(message) != nullptr && build_in(message)->services.empty();
    assert_true(good);
}

void services_out_of_order_and_twice_are_put_right(void**) {
    bool good = false;
    {
        const auto message = wire::decode_sync(with(some_build(), 40, std::int32_t{5}));
        const auto* build = build_in(message);
        good = build != nullptr && build->services == std::vector<std::uint16_t>{2, 3, 5, 63};
    }
    assert_true(good);
}

void a_service_above_63_is_refused(void**) {
    bool good = true;
    for (const std::int32_t service : {64, 0x10000, -1})
        good = good && refused(wire::decode_sync(with(some_build(), 44, service)), "above 63");
    assert_true(good);
}

void a_service_beyond_the_count_is_not_looked_at(void**) {
    const bool good =
        wire::decode_sync(with(some_build(), 40 + 5 * 4, std::int32_t{-1})).has_value();
    assert_true(good);
}

void a_count_above_64_is_refused(void**) {
    bool good = true;
    for (const std::int32_t count : {65, 128, 129, INT32_MAX, -1})
        good = good && refused(wire::decode_sync(with(some_build(), 32, count)), "too many");
    assert_true(good);
}

void a_service_build_of_a_smaller_size_is_refused(void**) {
    const bool good =
        refused(wire::decode_sync(with(some_build(), 8, std::int32_t{551})), "too short");
    assert_true(good);
}

void a_barrier_without_its_ring_is_refused(void**) {
    const ByteVector barrier = test::copy_of(wire::encode(wire::Barrier{kRing}));
    const bool good = refused(
        wire::decode_sync(with(test::with_size(barrier, 28), 8, std::int32_t{28})), "too short");
    assert_true(good);
}

void an_unknown_message_is_refused(void**) {
    bool good = true;
    for (const std::int32_t id : {2, -1, 0x10000})
        good = good && refused(wire::decode_sync(with(some_build(), 0, id)), "unknown");
    assert_true(good);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_barrier_comes_back_as_it_was),
        cmocka_unit_test(a_service_build_comes_back_as_it_was),
        cmocka_unit_test(a_service_build_may_be_empty),
        cmocka_unit_test(services_out_of_order_and_twice_are_put_right),
        cmocka_unit_test(a_service_above_63_is_refused),
        cmocka_unit_test(a_service_beyond_the_count_is_not_looked_at),
        cmocka_unit_test(a_count_above_64_is_refused),
        cmocka_unit_test(a_service_build_of_a_smaller_size_is_refused),
        cmocka_unit_test(a_barrier_without_its_ring_is_refused),
        cmocka_unit_test(an_unknown_message_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
