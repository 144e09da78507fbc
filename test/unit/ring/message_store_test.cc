// test/unit/ring/message_store_test.cc - what the store keeps, and within which window.
#include "ring/message_store.h"

#include <vector>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::ring;

namespace {

class Store {
public:
    explicit Store(std::uint32_t before_first = 0) : messages(MessageSeq{before_first}) {}
    bool add(std::uint32_t seq) {
        const std::byte text{42};
        return messages.add({seq}, pool_.copy({&text, 1}));
    }
    [[nodiscard]] bool has(std::uint32_t seq) const { return messages.find({seq}) != nullptr; }
    [[nodiscard]] std::size_t kept() const { return pool_.outstanding(); }

private:
    BufferPool pool_;

public:
    MessageStore messages;
};

void the_aru_stops_at_the_first_gap(void**) {
    Store store;
    store.add(1);
    store.add(3);
    const auto at_gap = store.messages.aru();
    store.add(2);
    assert_int_equal(at_gap.value, 1);
    assert_int_equal(store.messages.aru().value, 3);
    assert_int_equal(store.messages.high().value, 3);
}

void a_number_is_taken_once(void**) {
    Store store;
    const bool first = store.add(5);
    const bool second = store.add(5);
    assert_true(first);
    assert_false(second);
    assert_int_equal(store.kept(), 1);
}

void the_window_is_16384_numbers_after_the_last_released(void**) {
    Store store;
    const bool last = store.add(16384);
    const bool beyond = store.add(16385);
    const bool zero = store.add(0);
    const bool far_behind = store.add(0x80000001U);
    assert_true(last);
    assert_false(beyond);
    assert_false(zero);
    assert_false(far_behind);
    assert_int_equal(store.messages.high().value, 16384);
}

void what_is_released_is_gone_and_moves_the_window(void**) {
    Store store;
    for (std::uint32_t seq = 1; seq <= 10; ++seq) store.add(seq);
    store.messages.set_delivered({10});
    store.messages.release({6});
    const auto kept = store.kept();
    const bool again = store.add(6);
    const bool further = store.add(16384 + 6);
    assert_int_equal(kept, 4);
    assert_false(store.has(6));
    assert_true(store.has(7));
    assert_false(again);
    assert_true(further);
}

void what_was_not_delivered_is_not_released(void**) {
    Store store;
    for (std::uint32_t seq = 1; seq <= 10; ++seq) store.add(seq);
    store.messages.set_delivered({4});
    store.messages.release({10});
    assert_int_equal(store.messages.released().value, 4);
    assert_true(store.has(5));
}

void releasing_what_is_released_does_nothing(void**) {
    Store store;
    store.add(1);
    store.messages.set_delivered({1});
    store.messages.release({1});
    store.messages.release({0});
    store.messages.release({0xFFFFFFFFU});
    assert_int_equal(store.messages.released().value, 1);
}

void a_store_grows_without_losing_anything(void**) {
    Store store;
    for (std::uint32_t seq = 1; seq <= MessageStore::kWindow; seq += 7) store.add(seq);
    std::uint32_t missing = 0;
    for (std::uint32_t seq = 1; seq <= MessageStore::kWindow; ++seq)
        missing += store.has(seq) == ((seq - 1) % 7 == 0) ? 0 : 1;
    assert_int_equal(missing, 0);
}

void numbers_wrap_in_a_full_store(void**) {
    Store store(0xFFFFF000U);
    std::uint32_t refused = 0;
    for (std::uint32_t i = 1; i <= MessageStore::kWindow; ++i)
        refused += store.add(0xFFFFF000U + i) ? 0 : 1;
    const bool beyond = store.add(0xFFFFF000U + MessageStore::kWindow + 1);
    assert_int_equal(refused, 0);
    assert_false(beyond);
    assert_int_equal(store.messages.aru().value, 0x3000);
}

void numbers_wrap_while_messages_come_and_go(void**) {
    Store store(0xFFFFFF00U);
    for (std::uint32_t i = 1; i <= 1000; ++i) {
        const MessageSeq seq{0xFFFFFF00U + i};
        store.add(seq.value);
        store.messages.set_delivered(store.messages.aru());
        store.messages.release({seq.value - 3});
    }
    assert_int_equal(store.messages.aru().value, 1000 - 0x100);
    assert_int_equal(store.kept(), 3);
}

void misses_are_counted_for_each_number(void**) {
    Store store;
    store.messages.count_miss({700});
    const auto second = store.messages.count_miss({700});
    const auto other = store.messages.count_miss({701});
    store.add(700);
    assert_int_equal(second, 2);
    assert_int_equal(other, 1);
    assert_int_equal(store.messages.aru().value, 0);
}

void misses_outside_the_window_cost_nothing(void**) {
    Store store;
    const auto beyond = store.messages.count_miss({MessageStore::kWindow + 1});
    assert_int_equal(beyond, 0);
}

void what_lies_above_a_number_can_be_forgotten(void**) {
    Store store;
    for (std::uint32_t seq = 1; seq <= 9; ++seq) store.add(seq);
    store.messages.drop_above({4});
    assert_int_equal(store.messages.high().value, 4);
    assert_int_equal(store.messages.aru().value, 4);
    assert_int_equal(store.kept(), 4);
    assert_false(store.has(5));
}

void forgetting_never_reaches_below_what_was_delivered(void**) {
    Store store;
    for (std::uint32_t seq = 1; seq <= 3; ++seq) store.add(seq);
    store.messages.set_delivered({2});
    store.messages.release({2});
    store.messages.drop_above({0xF0000000U});
    assert_int_equal(store.messages.high().value, 2);
    assert_int_equal(store.messages.aru().value, 2);
}

void an_empty_store_has_nothing_to_forget(void**) {
    Store store;
    store.messages.drop_above({0xFFFFFFFFU});
    const bool first = store.add(1);
    assert_true(first);
    assert_int_equal(store.messages.aru().value, 1);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_aru_stops_at_the_first_gap),
        cmocka_unit_test(a_number_is_taken_once),
        cmocka_unit_test(the_window_is_16384_numbers_after_the_last_released),
        cmocka_unit_test(what_is_released_is_gone_and_moves_the_window),
        cmocka_unit_test(what_was_not_delivered_is_not_released),
        cmocka_unit_test(releasing_what_is_released_does_nothing),
        cmocka_unit_test(a_store_grows_without_losing_anything),
        cmocka_unit_test(numbers_wrap_in_a_full_store),
        cmocka_unit_test(numbers_wrap_while_messages_come_and_go),
        cmocka_unit_test(misses_are_counted_for_each_number),
        cmocka_unit_test(misses_outside_the_window_cost_nothing),
        cmocka_unit_test(what_lies_above_a_number_can_be_forgotten),
        cmocka_unit_test(forgetting_never_reaches_below_what_was_delivered),
        cmocka_unit_test(an_empty_store_has_nothing_to_forget),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
