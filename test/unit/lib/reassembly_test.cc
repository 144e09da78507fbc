// reassembly_test.cc - large messages come out whole or not at all, and never grow beyond what
// came.
#include <cstdlib>
#include <cstring>
#include <string>

#include "cpg/reassembly.h"

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace {

enum Type : std::uint32_t { first = 1, continued = 2, last = 3 };

struct Assembler {
    reassembly state{nullptr};
    std::string message; // the last whole one
    ~Assembler() { reassembly_clear(&state); }

    reassembly_result add(std::uint32_t type, const std::string& bytes, std::uint32_t total,
                          std::uint32_t pid = 1, std::uint32_t nodeid = 1) {
        const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
        const fragment piece{nodeid, pid,  total,
                             type,   data, static_cast<std::uint32_t>(bytes.size())};
        void* whole = nullptr;
        const reassembly_result result = reassembly_add(&state, &piece, &whole);
        if (result == REASSEMBLY_WHOLE) message.assign(static_cast<const char*>(whole), total);
        std::free(whole);
        return result;
    }
};

void fragments_become_the_message(void**) {
    Assembler assembler;
    const auto one = assembler.add(first, "abc", 8);
    const auto two = assembler.add(continued, "de", 8);
    const auto three = assembler.add(last, "fgh", 8);
    const bool same = assembler.message == "abcdefgh";
    assert_int_equal(one, REASSEMBLY_MORE);
    assert_int_equal(two, REASSEMBLY_MORE);
    assert_int_equal(three, REASSEMBLY_WHOLE);
    assert_true(same);
}

void messages_of_different_senders_do_not_mix(void**) {
    Assembler assembler;
    assembler.add(first, "aa", 4, 1, 1);
    assembler.add(first, "bb", 4, 2, 1);
    assembler.add(first, "cc", 4, 1, 2);
    assembler.add(last, "BB", 4, 2, 1);
    const std::string of_second = assembler.message;
    assembler.add(last, "AA", 4, 1, 1);
    const std::string of_first = assembler.message;
    assembler.add(last, "CC", 4, 1, 2);
    const bool right = of_second == "bbBB" && of_first == "aaAA" && assembler.message == "ccCC";
    assert_true(right);
}

void a_first_fragment_discards_what_was_unfinished(void**) {
    Assembler assembler;
    assembler.add(first, "old", 6);
    assembler.add(first, "new", 6);
    assembler.add(last, "est", 6);
    const bool right = assembler.message == "newest";
    assert_true(right);
}

void a_fragment_without_a_first_is_dropped(void**) {
    Assembler assembler;
    const auto middle = assembler.add(continued, "abc", 6);
    const auto end = assembler.add(last, "def", 6);
    const bool kept = assembler.state.first != nullptr;
    assert_int_equal(middle, REASSEMBLY_MORE);
    assert_int_equal(end, REASSEMBLY_MORE);
    assert_false(kept);
}

void more_bytes_than_announced_drop_the_message(void**) {
    Assembler assembler;
    assembler.add(first, "abc", 5);
    const auto result = assembler.add(last, "def", 5);
    const bool kept = assembler.state.first != nullptr;
    assert_int_equal(result, REASSEMBLY_MORE);
    assert_false(kept);
}

void a_last_fragment_that_leaves_a_gap_drops_the_message(void**) {
    Assembler assembler;
    assembler.add(first, "abc", 9);
    const auto result = assembler.add(last, "ghi", 9);
    const bool kept = assembler.state.first != nullptr;
    assert_int_equal(result, REASSEMBLY_MORE);
    assert_false(kept);
}

void another_total_than_announced_drops_the_message(void**) {
    Assembler assembler;
    assembler.add(first, "abc", 6);
    const auto result = assembler.add(last, "def", 7);
    const bool kept = assembler.state.first != nullptr;
    assert_int_equal(result, REASSEMBLY_MORE);
    assert_false(kept);
}

void a_first_longer_than_its_total_is_dropped(void**) {
    Assembler assembler;
    assembler.add(first, "abcdef", 2);
    const bool kept = assembler.state.first != nullptr;
    assert_false(kept);
}

void a_sender_that_left_leaves_nothing_behind(void**) {
    Assembler assembler;
    assembler.add(first, "abc", 6, 1);
    assembler.add(first, "xyz", 6, 2);
    reassembly_drop(&assembler.state, 1, 1);
    const auto gone = assembler.add(last, "def", 6, 1);
    const auto stayed = assembler.add(last, "XYZ", 6, 2);
    assert_int_equal(gone, REASSEMBLY_MORE);
    assert_int_equal(stayed, REASSEMBLY_WHOLE);
}

void an_unknown_type_only_continues(void**) {
    Assembler assembler;
    assembler.add(first, "ab", 6);
    const auto strange = assembler.add(77, "cd", 6);
    const auto end = assembler.add(last, "ef", 6);
    assert_int_equal(strange, REASSEMBLY_MORE);
    assert_int_equal(end, REASSEMBLY_WHOLE);
}

void a_fragment_without_bytes_is_harmless(void**) {
    Assembler assembler;
    assembler.add(first, "", 3);
    assembler.add(continued, "", 3);
    const auto end = assembler.add(last, "abc", 3);
    const bool right = assembler.message == "abc";
    assert_int_equal(end, REASSEMBLY_WHOLE);
    assert_true(right);
}

// A thousand senders announce 4 GiB each and send a few bytes: allocating that would fail.
void an_announcement_costs_no_memory(void**) {
    Assembler assembler;
    int refused = 0;
    for (std::uint32_t pid = 0; pid < 1000; ++pid)
        if (assembler.add(first, "few", UINT32_MAX, pid) != REASSEMBLY_MORE) ++refused;
    assert_int_equal(refused, 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(fragments_become_the_message),
        cmocka_unit_test(messages_of_different_senders_do_not_mix),
        cmocka_unit_test(a_first_fragment_discards_what_was_unfinished),
        cmocka_unit_test(a_fragment_without_a_first_is_dropped),
        cmocka_unit_test(more_bytes_than_announced_drop_the_message),
        cmocka_unit_test(a_last_fragment_that_leaves_a_gap_drops_the_message),
        cmocka_unit_test(another_total_than_announced_drops_the_message),
        cmocka_unit_test(a_first_longer_than_its_total_is_dropped),
        cmocka_unit_test(a_sender_that_left_leaves_nothing_behind),
        cmocka_unit_test(an_unknown_type_only_continues),
        cmocka_unit_test(a_fragment_without_bytes_is_harmless),
        cmocka_unit_test(an_announcement_costs_no_memory),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
