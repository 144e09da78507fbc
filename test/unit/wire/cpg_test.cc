// test/unit/wire/cpg_test.cc - messages between cpg services.
#include "wire/cpg.h"

#include "support/spoilt.h"

#include <string>

#include <algorithm>

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::ByteVector;
using test::refused;
using test::with;

const GroupName kGroup(std::string_view("group\0name", 10)); // any byte may be in a name
const GroupName kLongest(std::string(128, 'x'));
const ByteVector kData(10, std::byte{7});

template <class Message>
ByteVector with_data(const Message& message) {
    ByteVector bytes = test::copy_of(wire::encode_header(message));
    bytes.insert(bytes.end(), message.data.begin(), message.data.end());
    return bytes;
}

ByteVector some_multicast() {
    return with_data(wire::CpgMulticast{kGroup, 44, {2}, 0x1234567890, kData});
}
ByteVector some_partial(std::uint32_t part = 2) {
    return with_data(wire::CpgPartialMulticast{kGroup, 1000, 44, part, {2}, 0x1234567890, kData});
}
ByteVector some_join_list() {
    return wire::encode(wire::CpgJoinList{{{10, kGroup}, {11, kLongest}, {12, GroupName()}}});
}
ByteVector some_join() { return test::copy_of(wire::encode(wire::CpgProcessJoin{kLongest, 9, 1})); }
ByteVector some_down_list() {
    return test::copy_of(wire::encode(wire::CpgDownList{3, {{1}, {2}}}));
}

template <class Message, class Check>
bool holds(const ByteVector& bytes, Check check) {
    const auto message = wire::decode_cpg(bytes);
    const auto* content = message ? std::get_if<Message>(&*message) : nullptr;
    return content != nullptr && check(*content);
}

void a_process_join_comes_back_as_it_was(void**) {
    const bool good = holds<wire::CpgProcessJoin>(some_join(), [](const auto& join) {
        return join.group == kLongest && join.pid == 9 && join.reason == 1;
    });
    assert_true(good);
}

void a_process_leave_comes_back_as_it_was(void**) {
    const ByteVector bytes = test::copy_of(wire::encode(wire::CpgProcessLeave{kGroup, 9, 5}));
    const bool good = holds<wire::CpgProcessLeave>(bytes, [](const auto& leave) {
        return leave.group == kGroup && leave.pid == 9 && leave.reason == 5;
    });
    assert_true(good);
}

void a_join_list_comes_back_as_it_was(void**) {
    const bool good = holds<wire::CpgJoinList>(some_join_list(), [](const auto& list) {
        return list.entries.size() == 3 && list.entries[0].pid == 10 &&
               list.entries[0].group == kGroup && list.entries[1].group == kLongest &&
               list.entries[2].pid == 12 && list.entries[2].group == GroupName();
    });
    assert_true(good);
}

void a_multicast_comes_back_as_it_was(void**) {
    const bool good = holds<wire::CpgMulticast>(some_multicast(), [](const auto& message) {
        return message.group == kGroup && message.pid == 44 && message.source_node == NodeId{2} &&
               message.source_handle == 0x1234567890 && std::ranges::equal(message.data, kData);
    });
    assert_true(good);
}

void a_multicast_without_data_comes_back(void**) {
    const bool good =
        holds<wire::CpgMulticast>(with_data(wire::CpgMulticast{kGroup, 44, {2}, 0, {}}),
                                  [](const auto& message) { return message.data.empty(); });
    assert_true(good);
}

void a_partial_multicast_comes_back_as_it_was(void**) {
    bool good = true;
    for (std::uint32_t part = 1; part <= 3; ++part)
        good = good &&
               holds<wire::CpgPartialMulticast>(some_partial(part), [part](const auto& message) {
                   return message.group == kGroup && message.total_length == 1000 &&
                          message.pid == 44 && message.part == part &&
                          message.source_node == NodeId{2} &&
                          message.source_handle == 0x1234567890 &&
                          std::ranges::equal(message.data, kData);
               });
    assert_true(good);
}

void a_down_list_comes_back_as_it_was(void**) {
    const bool good = holds<wire::CpgDownList>(some_down_list(), [](const auto& list) {
        return list.old_members == 3 && list.left == std::vector<NodeId>{{1}, {2}};
    });
    assert_true(good);
}

void the_old_down_list_says_nothing(void**) {
    const bool good = holds<wire::CpgDownList>(
        with(test::with_size(some_down_list(), 1560 + 8), 0, std::int32_t{0x20004}),
        [](const auto& list) { return list.left.empty() && list.old_members == 0; });
    assert_true(good);
}

void a_name_longer_than_128_is_refused_everywhere(void**) {
    bool good = true;
    for (const std::uint32_t length : {129U, 136U, 0x80000000U, 0xFFFFFFFFU}) {
        for (const ByteVector& message : {some_join(), some_multicast(), some_partial()})
            good = good && refused(wire::decode_cpg(with(message, 16, length)), "longer than 128");
        good = good && refused(wire::decode_cpg(with(some_join_list(), 24 + 144 + 8, length)),
                               "longer than 128");
    }
    assert_true(good);
}

void a_join_list_of_a_wrong_size_is_refused(void**) {
    bool good = true;
    for (const std::int32_t size : {24 + 144 * 3 - 1, 24 + 144 + 8, 25})
        good = good && refused(wire::decode_cpg(with(some_join_list(), 8, size)), "wrong size");
    assert_true(good);
}

void a_join_list_larger_than_its_message_is_refused(void**) {
    const bool good =
        refused(wire::decode_cpg(with(some_join_list(), 8, std::int32_t{24 + 144 * 4})),
                "shorter than its size says");
    assert_true(good);
}

void a_multicast_longer_than_its_message_is_refused(void**) {
    bool good = true;
    for (const std::uint32_t length : {11U, 0xFFFFFFFFU})
        good = good && refused(wire::decode_cpg(with(some_multicast(), 152, length)),
                               "shorter than its length");
    assert_true(good);
}

void a_part_longer_than_its_message_is_refused(void**) {
    const bool good =
        refused(wire::decode_cpg(with(some_partial(), 160, std::uint32_t{11})), "wrong length");
    assert_true(good);
}

void a_part_longer_than_the_whole_is_refused(void**) {
    const bool good =
        refused(wire::decode_cpg(with(some_partial(), 152, std::uint32_t{9})), "wrong length");
    assert_true(good);
}

void a_part_that_is_neither_first_nor_middle_nor_last_is_refused(void**) {
    const bool good = refused(wire::decode_cpg(some_partial(0)), "unknown kind") &&
                      refused(wire::decode_cpg(some_partial(4)), "unknown kind");
    assert_true(good);
}

void a_down_list_of_more_than_384_is_refused(void**) {
    const bool good =
        refused(wire::decode_cpg(with(some_down_list(), 24, std::uint32_t{385})), "too long");
    assert_true(good);
}

void an_unknown_function_is_refused(void**) {
    const bool good =
        refused(wire::decode_cpg(with(some_join(), 0, std::int32_t{0x20007})), "unknown function");
    assert_true(good);
}

void another_services_message_is_refused(void**) {
    const bool good =
        refused(wire::decode_cpg(with(some_join(), 0, std::int32_t{0x30000})), "another service");
    assert_true(good);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_process_join_comes_back_as_it_was),
        cmocka_unit_test(a_process_leave_comes_back_as_it_was),
        cmocka_unit_test(a_join_list_comes_back_as_it_was),
        cmocka_unit_test(a_multicast_comes_back_as_it_was),
        cmocka_unit_test(a_multicast_without_data_comes_back),
        cmocka_unit_test(a_partial_multicast_comes_back_as_it_was),
        cmocka_unit_test(a_down_list_comes_back_as_it_was),
        cmocka_unit_test(the_old_down_list_says_nothing),
        cmocka_unit_test(a_name_longer_than_128_is_refused_everywhere),
        cmocka_unit_test(a_join_list_of_a_wrong_size_is_refused),
        cmocka_unit_test(a_join_list_larger_than_its_message_is_refused),
        cmocka_unit_test(a_multicast_longer_than_its_message_is_refused),
        cmocka_unit_test(a_part_longer_than_its_message_is_refused),
        cmocka_unit_test(a_part_longer_than_the_whole_is_refused),
        cmocka_unit_test(a_part_that_is_neither_first_nor_middle_nor_last_is_refused),
        cmocka_unit_test(a_down_list_of_more_than_384_is_refused),
        cmocka_unit_test(an_unknown_function_is_refused),
        cmocka_unit_test(another_services_message_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
