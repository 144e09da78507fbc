// test/unit/services/capability/capability_test.cc - when a feature is on, and when it is not.
#include "services/capability/capability.h"

#include "unit/services/silent_effects.h"
#include "wire/service.h"

#include <cstring>

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace baton {
namespace {

using wire::Feature;
using Message = std::vector<std::byte>;

constexpr std::uint64_t kSafe = wire::feature_bit(Feature::safe_delivery);

class Sent final : public baton::testing::SilentEffects {
public:
    void multicast(std::initializer_list<Bytes> pieces, bool safe) override {
        messages.push_back(baton::testing::in_one(pieces));
        any_safe = any_safe || safe;
    }

    std::vector<Message> messages;
    bool any_safe = false;
};

Message says(std::uint64_t features) {
    const auto bytes = wire::encode(wire::Capability{.features = features});
    return {bytes.begin(), bytes.end()};
}

struct Bench {
    Bench() { capability.on_synchronised({{NodeId{1}, 8}, {NodeId{1}, NodeId{2}}, {}}, sent); }
    [[nodiscard]] bool safe() const { return capability.all(Feature::safe_delivery); }
    Sent sent;
    Capability capability{kSafe};
};

void after_synchronisation_it_says_what_it_can_do(void**) {
    Bench bench;
    assert_int_equal(bench.sent.messages.size(), 1);
    const unsigned char expected[32] = {0, 0, 32, 0, 0, 0, 0, 0, 32, 0, 0, 0, 0, 0, 0, 0,
                                        1, 0, 0,  0, 0, 0, 0, 0, 1,  0, 0, 0, 0, 0, 0, 0};
    assert_int_equal(bench.sent.messages[0].size(), sizeof expected);
    assert_memory_equal(bench.sent.messages[0].data(), expected, sizeof expected);
    assert_false(bench.sent.any_safe);
}

void a_feature_is_on_when_the_last_member_has_said_so(void**) {
    Bench bench;
    const bool at_first = bench.safe();
    bench.capability.on_message(NodeId{1}, bench.sent.messages[0]);
    const bool with_one = bench.safe();
    bench.capability.on_message(NodeId{2}, says(kSafe));
    assert_false(at_first);
    assert_false(with_one);
    assert_true(bench.safe());
}

void a_member_that_lacks_it_keeps_it_off(void**) {
    Bench bench;
    bench.capability.on_message(NodeId{1}, says(kSafe));
    bench.capability.on_message(NodeId{2}, says(~kSafe));
    assert_false(bench.safe());
}

void a_silent_member_keeps_it_off(void**) {
    Bench bench;
    for (int i = 0; i < 2; ++i) bench.capability.on_message(NodeId{1}, says(kSafe));
    bench.capability.on_message(NodeId{3}, says(kSafe)); // no member
    assert_false(bench.safe());
}

void a_transitional_configuration_switches_it_off(void**) {
    Bench bench;
    for (const std::uint32_t id : {1U, 2U}) bench.capability.on_message(NodeId{id}, says(kSafe));
    bench.capability.on_transitional();
    const bool after = bench.safe();
    for (const std::uint32_t id : {1U, 2U}) bench.capability.on_message(NodeId{id}, says(kSafe));
    assert_false(after);
    assert_false(bench.safe()); // nothing counts until synchronisation has ended
}

void each_ring_is_asked_anew(void**) {
    Bench bench;
    for (const std::uint32_t id : {1U, 2U}) bench.capability.on_message(NodeId{id}, says(kSafe));
    bench.capability.on_synchronised({{NodeId{1}, 12}, {NodeId{1}, NodeId{2}}, {}}, bench.sent);
    const bool at_first = bench.safe();
    bench.capability.on_message(NodeId{1}, says(kSafe));
    bench.capability.on_message(NodeId{2}, says(kSafe));
    assert_false(at_first);
    assert_true(bench.safe());
}

void every_message_cut_short_is_refused(void**) {
    const Message whole = says(kSafe);
    bool refused = true;
    for (std::size_t size = 0; size < whole.size(); ++size)
        refused = refused && !wire::decode_capability(Bytes(whole).first(size));
    assert_true(refused);
    assert_true(wire::decode_capability(whole).has_value());
}

void a_message_whose_header_says_less_is_refused(void**) {
    Message message = says(kSafe);
    message[8] = std::byte{24};
    assert_false(wire::decode_capability(message).has_value());
}

void a_later_version_may_say_more(void**) {
    Message message = says(kSafe);
    message.resize(48);
    message[8] = std::byte{48};
    message[16] = std::byte{2};
    const auto decoded = wire::decode_capability(message);
    assert_true(decoded.has_value());
    assert_int_equal(decoded->version, 2);
    assert_true(decoded->features == kSafe);
}

void version_0_another_function_and_rubbish_are_counted_only(void**) {
    Bench bench;
    Message version = says(kSafe), function = says(kSafe);
    version[16] = std::byte{0};
    function[0] = std::byte{1};
    bench.capability.on_message(NodeId{1}, says(kSafe));
    bench.capability.on_message(NodeId{2}, version);
    bench.capability.on_message(NodeId{2}, function);
    bench.capability.on_message(NodeId{2}, Message(32, std::byte{0xFF}));
    assert_false(bench.safe());
    assert_int_equal(bench.capability.malformed(), 3);
}

} // namespace
} // namespace baton

int main() {
    using namespace baton;
    const CMUnitTest tests[] = {
        cmocka_unit_test(after_synchronisation_it_says_what_it_can_do),
        cmocka_unit_test(a_feature_is_on_when_the_last_member_has_said_so),
        cmocka_unit_test(a_member_that_lacks_it_keeps_it_off),
        cmocka_unit_test(a_silent_member_keeps_it_off),
        cmocka_unit_test(a_transitional_configuration_switches_it_off),
        cmocka_unit_test(each_ring_is_asked_anew),
        cmocka_unit_test(every_message_cut_short_is_refused),
        cmocka_unit_test(a_message_whose_header_says_less_is_refused),
        cmocka_unit_test(a_later_version_may_say_more),
        cmocka_unit_test(version_0_another_function_and_rubbish_are_counted_only),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
