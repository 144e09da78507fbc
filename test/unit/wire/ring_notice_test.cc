// test/unit/wire/ring_notice_test.cc - merge detect and hold cancel.
#include "support/spoilt.h"
#include "wire/totem.h"

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::ByteVector;
using test::refused;
using test::with;

const RingId kRing{{7}, 0xFFEEDDCCBBAA};

template <class Message>
ByteVector encoded(const Message& message) {
    BufferPool pool;
    return test::copy_of(wire::encode(message, pool).bytes());
}

void a_merge_detect_comes_back_as_it_was(void**) {
    const auto decoded = wire::decode_merge_detect(encoded(wire::MergeDetect{{7}, {2}, kRing}));
    assert_true(decoded && decoded->sender == NodeId{7} && decoded->target == NodeId{2} &&
                decoded->ring == kRing);
}

void a_hold_cancel_comes_back_as_it_was(void**) {
    const auto decoded = wire::decode_hold_cancel(encoded(wire::HoldCancel{{8}, {2}, kRing}));
    assert_true(decoded && decoded->sender == NodeId{8} && decoded->target == NodeId{2} &&
                decoded->ring == kRing);
}

void a_merge_detect_whose_two_senders_differ_is_refused(void**) {
    const bool good =
        refused(wire::decode_merge_detect(
                    with(encoded(wire::MergeDetect{{7}, {2}, kRing}), 13, std::uint32_t{8})),
                "unclear");
    assert_true(good);
}

void a_merge_detect_one_byte_short_is_refused(void**) {
    const bool good = refused(
        wire::decode_merge_detect(test::with_size(encoded(wire::MergeDetect{{7}, {2}, kRing}), 28)),
        "too short");
    assert_true(good);
}

void a_hold_cancel_one_byte_short_is_refused(void**) {
    const bool good = refused(
        wire::decode_hold_cancel(test::with_size(encoded(wire::HoldCancel{{7}, {2}, kRing}), 24)),
        "too short");
    assert_true(good);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_merge_detect_comes_back_as_it_was),
        cmocka_unit_test(a_hold_cancel_comes_back_as_it_was),
        cmocka_unit_test(a_merge_detect_whose_two_senders_differ_is_refused),
        cmocka_unit_test(a_merge_detect_one_byte_short_is_refused),
        cmocka_unit_test(a_hold_cancel_one_byte_short_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
