// test/unit/ipc/cpg_requests_test.cc - what cpg clients ask, as they write it and as they should
// not.
#include "base/random.h"
#include "ipc/cpg_codec.h"

#include <cstring>
#include <memory>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::cpg_ipc;
using ipc::CsError;

namespace {

using Message = std::vector<std::byte>;

template <class Int>
void set(Message& message, std::size_t offset, Int value) {
    std::memcpy(message.data() + offset, &value, sizeof value);
}
void set_text(Message& message, std::size_t offset, std::string_view text) {
    std::memcpy(message.data() + offset, text.data(), text.size());
}
// Gaps are filled: nobody clears them.
Message message_of(std::int32_t id, std::size_t size) {
    Message message(size, std::byte{0xee});
    set(message, 0, id);
    set(message, 8, static_cast<std::int32_t>(size));
    return message;
}
Message with_name(std::int32_t id, std::size_t size, std::string_view name) {
    Message message = message_of(id, size);
    set(message, 16, static_cast<std::uint32_t>(name.size()));
    set_text(message, 24, name);
    return message;
}
Message multicast_of(std::string_view data) {
    Message message = message_of(2, 40 + data.size());
    set(message, 24, std::uint32_t{3});
    set(message, 32, static_cast<std::uint32_t>(data.size()));
    set_text(message, 40, data);
    return message;
}
Message part_of(std::string_view data) {
    Message message = message_of(12, 56 + data.size());
    set(message, 24, std::uint32_t{2});
    set(message, 32, std::uint32_t{3000000});
    set(message, 40, static_cast<std::uint32_t>(data.size()));
    set(message, 48, std::uint32_t{1});
    set_text(message, 56, data);
    return message;
}

// Decodes from memory of exactly this size, so that a reader beyond the end is caught.
ipc::Decoded<Request> decode(const Message& message) {
    const auto exact = std::make_unique<std::byte[]>(message.size());
    std::copy(message.begin(), message.end(), exact.get());
    auto request = decode_cpg_request({exact.get(), message.size()});
    if (!request) return request;
    if (auto* plain = std::get_if<cpg::Request>(&*request)) {
        // The data goes with the memory: what it says is checked by those who keep the message.
        if (auto* whole = std::get_if<cpg::MulticastRequest>(plain)) whole->data = {};
        if (auto* part = std::get_if<cpg::PartialMulticastRequest>(plain)) part->data = {};
    }
    return request;
}
template <class Kind>
Kind plain(const ipc::Decoded<Request>& request) {
    return std::get<Kind>(std::get<cpg::Request>(request.value()));
}
std::string text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
std::string text(const GroupName& name) { return std::string(name.text()); }

void a_join_says_group_process_and_flags(void**) {
    Message message = with_name(0, 168, "group");
    set(message, 152, std::uint32_t{1234});
    set(message, 160, std::uint32_t{1});
    const auto join = plain<cpg::JoinRequest>(decode(message));
    const std::string group = text(join.group);
    assert_string_equal(group.c_str(), "group");
    assert_false(join.name_too_long);
    assert_int_equal(join.pid, 1234);
    assert_int_equal(join.flags, 1);
}

void a_join_with_a_long_name_is_marked(void**) {
    Message message = with_name(0, 168, "group");
    set(message, 16, std::uint32_t{128});
    const bool longest = plain<cpg::JoinRequest>(decode(message)).name_too_long;
    set(message, 16, std::uint32_t{129});
    const bool longer = plain<cpg::JoinRequest>(decode(message)).name_too_long;
    set(message, 16, std::uint32_t{0xffffffff});
    const bool absurd = plain<cpg::JoinRequest>(decode(message)).name_too_long;
    assert_false(longest);
    assert_true(longer);
    assert_true(absurd);
}

void a_leave_does_not_need_its_name(void**) {
    Message message = with_name(1, 160, "group");
    set(message, 152, std::uint32_t{99});
    const auto leave = plain<cpg::LeaveRequest>(decode(message));
    set(message, 16, std::uint32_t{129});
    const bool nameless = decode(message).has_value();
    assert_int_equal(leave.pid, 99);
    assert_true(nameless);
}

void a_multicast_has_a_longer_header(void**) {
    const Message message = multicast_of("payload");
    const auto request = decode_cpg_request(message);
    const auto multicast = plain<cpg::MulticastRequest>(request);
    const std::string data = text(multicast.data);
    assert_string_equal(data.c_str(), "payload");
    assert_int_equal(multicast.guarantee, 3);
    assert_false(multicast.zero_copy);
}

void a_part_says_what_it_is_a_part_of(void**) {
    const Message message = part_of("fragment");
    const auto part = plain<cpg::PartialMulticastRequest>(decode_cpg_request(message));
    const std::string data = text(part.data);
    assert_string_equal(data.c_str(), "fragment");
    assert_int_equal(part.guarantee, 2);
    assert_int_equal(part.total_length, 3000000);
    assert_int_equal(part.part, 1);
}

void a_part_of_an_unknown_kind_is_refused(void**) {
    Message message = part_of("fragment");
    set(message, 48, std::uint32_t{0});
    const bool zero = decode(message).has_value();
    set(message, 48, std::uint32_t{3});
    const bool three = decode(message).has_value();
    set(message, 48, std::uint32_t{4});
    const bool four = decode(message).has_value();
    assert_false(zero);
    assert_true(three);
    assert_false(four);
}

void questions_are_read(void**) {
    const auto membership = plain<cpg::MembershipRequest>(decode(with_name(3, 152, "group")));
    const bool local_get = std::holds_alternative<cpg::LocalGetRequest>(
        std::get<cpg::Request>(*decode(message_of(4, 16))));
    const bool finalize = std::holds_alternative<cpg::FinalizeRequest>(
        std::get<cpg::Request>(*decode(message_of(8, 16))));
    const std::string group = text(membership.group);
    assert_string_equal(group.c_str(), "group");
    assert_true(local_get);
    assert_true(finalize);
}

void iterations_are_read(void**) {
    Message start = with_name(5, 160, "group");
    set(start, 152, std::uint32_t{2});
    Message next = message_of(6, 24);
    set(next, 16, std::uint64_t{0x1122334455667788});
    Message end = message_of(7, 24);
    set(end, 16, std::uint64_t{0x8877665544332211});
    const auto started = plain<cpg::IterationStartRequest>(decode(start));
    const auto next_handle = plain<cpg::IterationNextRequest>(decode(next)).handle;
    const auto end_handle = plain<cpg::IterationEndRequest>(decode(end)).handle;
    const std::string group = text(started.group);
    assert_string_equal(group.c_str(), "group");
    assert_int_equal(started.type, 2);
    assert_true(next_handle == 0x1122334455667788);
    assert_true(end_handle == 0x8877665544332211);
}

void an_iteration_over_everything_has_no_name_to_check(void**) {
    Message message = message_of(5, 160);
    set(message, 152, std::uint32_t{3});
    const bool all = decode(message).has_value();
    set(message, 152, std::uint32_t{2});
    const bool one_group = decode(message).has_value();
    assert_true(all);
    assert_false(one_group);
}

void zero_copy_requests_are_read(void**) {
    Message alloc = message_of(9, 152);
    set(alloc, 16, std::uint64_t{8192});
    set_text(alloc, 24, std::string_view("/dev/shm/corosync_zerocopy-abc\0", 31));
    Message release = message_of(10, 32);
    set(release, 16, std::uint64_t{8192});
    set(release, 24, std::uint64_t{77});
    Message execute = message_of(11, 24);
    set(execute, 16, std::uint64_t{77});
    const auto allocated = std::get<ZeroCopyAlloc>(*decode(alloc));
    const auto released = std::get<ZeroCopyFree>(*decode(release));
    const auto executed = std::get<ZeroCopyExecute>(*decode(execute));
    assert_true(allocated.size == 8192);
    assert_true(allocated.path == "/dev/shm/corosync_zerocopy-abc");
    assert_true(released.size == 8192);
    assert_true(released.address == 77);
    assert_true(executed.address == 77);
}

void a_path_without_end_or_content_is_refused(void**) {
    Message alloc = message_of(9, 152);
    const bool endless = decode(alloc).has_value();
    set(alloc, 151, char{0});
    const bool longest = decode(alloc).has_value();
    set(alloc, 24, char{0});
    const bool empty = decode(alloc).has_value();
    assert_false(endless);
    assert_true(longest);
    assert_false(empty);
}

void a_zero_copy_map_holds_a_multicast(void**) {
    Message map(4096, std::byte{0});
    set(map, 16 + 24, std::uint32_t{3});
    set(map, 16 + 32, std::uint32_t{6});
    set_text(map, 56, "shared");
    const auto multicast = decode_zero_copy(map);
    const std::string data = text(multicast->data);
    assert_string_equal(data.c_str(), "shared");
    assert_true(multicast->zero_copy);
    assert_int_equal(multicast->guarantee, 3);
}

void a_zero_copy_length_beyond_the_map_or_the_limit_is_refused(void**) {
    Message map(4096, std::byte{0});
    set(map, 16 + 32, std::uint32_t{4096 - 56});
    const bool full = decode_zero_copy(map).has_value();
    set(map, 16 + 32, std::uint32_t{4096 - 55});
    const CsError longer = decode_zero_copy(map).error().error;
    Message large(2 << 20, std::byte{0});
    set(large, 16 + 32, std::uint32_t{1048392});
    const bool longest = decode_zero_copy(large).has_value();
    set(large, 16 + 32, std::uint32_t{1048393});
    const CsError too_big = decode_zero_copy(large).error().error;
    const bool tiny = decode_zero_copy(Bytes(map).first(55)).has_value();
    assert_true(full);
    assert_int_equal(longer, CsError::invalid_param);
    assert_true(longest);
    assert_int_equal(too_big, CsError::too_big);
    assert_false(tiny);
}

void an_unknown_id_is_refused_with_an_answer(void**) {
    std::size_t refused = 0;
    for (const std::int32_t id : {-1, -3, 13, 14, 1000, INT32_MIN, INT32_MAX}) {
        const auto request = decode(message_of(id, 64));
        if (!request && request.error().answer && request.error().error == CsError::invalid_param)
            ++refused;
    }
    assert_int_equal(refused, 7);
}

void a_size_field_that_is_not_the_size_is_refused(void**) {
    std::size_t refused = 0;
    for (const std::int32_t size : {0, 15, 16, 167, 169, 1 << 20, INT32_MAX, -1, INT32_MIN}) {
        Message message = with_name(0, 168, "group");
        set(message, 8, size);
        const auto request = decode(message);
        if (!request && request.error().answer) ++refused;
    }
    assert_int_equal(refused, 9);
}

void a_message_shorter_than_its_kind_is_refused_at_every_length(void**) {
    const std::size_t fixed[] = {168, 160, 40, 152, 16, 160, 24, 24, 16, 152, 32, 24, 56};
    std::size_t accepted = 0;
    for (std::int32_t id = 0; id < 13; ++id)
        for (std::size_t size = 0; size < fixed[id]; ++size) {
            Message message(size, std::byte{0});
            if (size >= 4) set(message, 0, id);
            if (size >= 12) set(message, 8, static_cast<std::int32_t>(size));
            if (decode(message)) ++accepted;
        }
    assert_int_equal(accepted, 0);
}

void a_request_above_a_mebibyte_is_refused(void**) {
    const Message longest = multicast_of(std::string(ipc::kMessageMax - 40, 'x'));
    const Message longer = multicast_of(std::string(ipc::kMessageMax - 39, 'x'));
    const bool taken = decode_cpg_request(longest).has_value();
    const bool too_long = decode_cpg_request(longer).has_value();
    assert_true(taken);
    assert_false(too_long);
}

void a_length_beyond_the_message_is_refused(void**) {
    Message multicast = multicast_of("payload");
    set(multicast, 32, std::uint32_t{8});
    const bool multicast_taken = decode(multicast).has_value();
    set(multicast, 32, std::uint32_t{0xffffffff});
    const bool absurd_taken = decode(multicast).has_value();
    Message part = part_of("payload");
    set(part, 40, std::uint32_t{8});
    const auto refused = decode(part);
    assert_false(multicast_taken);
    assert_false(absurd_taken);
    assert_false(refused.has_value());
    assert_true(refused.error().answer);
}

void nothing_that_is_wrong_with_a_multicast_is_answered(void**) {
    Message wrong_length = multicast_of("payload");
    set(wrong_length, 32, std::uint32_t{8});
    Message wrong_size = multicast_of("payload");
    set(wrong_size, 8, std::int32_t{7});
    const Message too_short = message_of(2, 39);
    const bool first = decode(wrong_length).error().answer;
    const bool second = decode(wrong_size).error().answer;
    const bool third = decode(too_short).error().answer;
    assert_false(first);
    assert_false(second);
    assert_false(third);
}

void random_requests_do_no_harm(void**) {
    Random random(7);
    std::size_t good = 0;
    for (int round = 0; round < 300000; ++round) {
        Message message(random.below(300));
        for (auto& byte : message) byte = static_cast<std::byte>(random.below(4) * 0x55);
        if (message.size() >= 16) {
            set(message, 0, static_cast<std::int32_t>(random.below(14)));
            set(message, 8, static_cast<std::int32_t>(message.size()));
        }
        for (const std::size_t field : {16U, 24U, 32U, 40U, 48U, 152U})
            if (message.size() >= field + 4 && random.below(2) == 0)
                set(message, field, static_cast<std::uint32_t>(random.below(300)));
        if (decode(message)) ++good;
    }
    assert_true(good > 1000); // or the rubbish was too bad to get anywhere
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_join_says_group_process_and_flags),
        cmocka_unit_test(a_join_with_a_long_name_is_marked),
        cmocka_unit_test(a_leave_does_not_need_its_name),
        cmocka_unit_test(a_multicast_has_a_longer_header),
        cmocka_unit_test(a_part_says_what_it_is_a_part_of),
        cmocka_unit_test(a_part_of_an_unknown_kind_is_refused),
        cmocka_unit_test(questions_are_read),
        cmocka_unit_test(iterations_are_read),
        cmocka_unit_test(an_iteration_over_everything_has_no_name_to_check),
        cmocka_unit_test(zero_copy_requests_are_read),
        cmocka_unit_test(a_path_without_end_or_content_is_refused),
        cmocka_unit_test(a_zero_copy_map_holds_a_multicast),
        cmocka_unit_test(a_zero_copy_length_beyond_the_map_or_the_limit_is_refused),
        cmocka_unit_test(an_unknown_id_is_refused_with_an_answer),
        cmocka_unit_test(a_size_field_that_is_not_the_size_is_refused),
        cmocka_unit_test(a_message_shorter_than_its_kind_is_refused_at_every_length),
        cmocka_unit_test(a_request_above_a_mebibyte_is_refused),
        cmocka_unit_test(a_length_beyond_the_message_is_refused),
        cmocka_unit_test(nothing_that_is_wrong_with_a_multicast_is_answered),
        cmocka_unit_test(random_requests_do_no_harm),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
