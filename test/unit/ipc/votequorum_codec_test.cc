// test/unit/ipc/votequorum_codec_test.cc - votequorum requests, replies and events, byte by byte as
// client libraries write and read them.
#include "ipc/votequorum_codec.h"
#include "unit/ipc/message_bytes.h"

#include <string>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::votequorum_ipc;
using ipc_test::Expected;
using ipc_test::Message;
using votequorum::NodeState;

namespace {

constexpr std::size_t kSizes[] = {24, 24, 24, 32, 16, 272, 272, 528, 296, 280};

auto decode(const Message& message) {
    return ipc_test::decode_exactly(decode_votequorum_request, message);
}
template <class Any>
Message encoded(const Any& any) {
    return ipc_test::encoded_by([&](Message& message) { encode(any, message); });
}
template <class Kind>
Kind decoded(const ipc_test::Written& request) {
    return std::get<Kind>(decode(request.bytes()).value());
}
ipc_test::Request with_name(std::int32_t id, std::string_view name) {
    ipc_test::Request request(id, kSizes[id]);
    return request.field(16, 255, name);
}

void numbers_stand_where_they_belong(void**) {
    ipc_test::Request info(0, 24), expected(1, 24), votes(2, 24);
    info.u32(16, 3);
    expected.u32(16, 0xffffffff);
    votes.u32(16, 5).u32(20, 2);
    assert_int_equal(decoded<votequorum::GetInfoRequest>(info).node.value, 3);
    assert_true(decoded<votequorum::SetExpectedRequest>(expected).votes == 0xffffffff);
    assert_int_equal(decoded<votequorum::SetVotesRequest>(votes).votes, 5);
    assert_int_equal(decoded<votequorum::SetVotesRequest>(votes).node.value, 2);
}

void a_tracker_has_context_and_flags(void**) {
    ipc_test::Request request(3, 32);
    request.u64(16, 0xfedcba9876543210).u32(24, 2);
    const auto track = decoded<votequorum::TrackRequest>(request);
    const bool ended = decode(ipc_test::Request(4, 16).bytes()).value().index() == 4;
    assert_true(track.context == 0xfedcba9876543210);
    assert_int_equal(track.flags, 2);
    assert_true(ended);
}

void a_device_has_a_name(void**) {
    const auto name = decoded<votequorum::DeviceRegisterRequest>(with_name(5, "Qdevice")).name;
    const auto gone = decoded<votequorum::DeviceUnregisterRequest>(with_name(6, "x")).name;
    const auto none = decoded<votequorum::DeviceRegisterRequest>(with_name(5, "")).name;
    assert_string_equal(name.c_str(), "Qdevice");
    assert_string_equal(gone.c_str(), "x");
    assert_string_equal(none.c_str(), "");
}

void a_device_can_be_renamed(void**) {
    auto request = with_name(7, "before");
    request.field(271, 255, "after");
    const auto update = decoded<votequorum::DeviceUpdateRequest>(request);
    assert_string_equal(update.old_name.c_str(), "before");
    assert_string_equal(update.new_name.c_str(), "after");
}

void a_poll_has_vote_and_ring(void**) {
    auto request = with_name(8, "q");
    request.u32(272, 1).u32(280, 4).u64(288, 99);
    const auto poll = decoded<votequorum::DevicePollRequest>(request);
    request.u32(272, 0);
    const auto against = decoded<votequorum::DevicePollRequest>(request);
    assert_string_equal(poll.name.c_str(), "q");
    assert_true(poll.cast_vote);
    assert_true((poll.ring == RingId{{4}, 99}));
    assert_false(against.cast_vote);
}

void a_device_may_let_the_master_win(void**) {
    auto request = with_name(9, "q");
    request.u32(272, 1);
    assert_true(decoded<votequorum::DeviceMasterWinsRequest>(request).allow);
}

void a_name_that_does_not_end_is_refused(void**) {
    const std::string all(255, 'n');
    const std::string most(254, 'n');
    int taken = 0;
    for (const std::int32_t id : {5, 6, 7, 8, 9})
        if (decode(with_name(id, all).bytes()).has_value()) ++taken;
    auto update = with_name(7, "good");
    update.field(271, 255, all);
    const bool renamed = decode(update.bytes()).has_value();
    const auto longest = decoded<votequorum::DeviceRegisterRequest>(with_name(5, most)).name;
    assert_int_equal(taken, 0);
    assert_false(renamed);
    assert_int_equal(longest.size(), 254);
}

void lies_are_refused(void**) {
    int taken = 0;
    for (std::int32_t id = 0; id < 10; ++id) {
        ipc_test::Request good(id, kSizes[id]);
        for (std::size_t i = 16; i < kSizes[id]; ++i) good.u8(i, 0);
        taken += ipc_test::wrongly_taken(decode_votequorum_request, good.bytes());
    }
    assert_int_equal(taken, 0);
}

void every_status_has_the_same_id(void**) {
    const auto reply = encoded(votequorum::Reply(votequorum::StatusReply{CsError::name_not_found}));
    assert_true(reply == Expected(0, 24, CsError::name_not_found).bytes());
}

void an_information_has_320_bytes(void**) {
    votequorum::InfoReply reply;
    reply = {.error = CsError::ok,
             .node = {2},
             .state = NodeState::member,
             .votes = 3,
             .expected_votes = 4,
             .highest_expected = 5,
             .total_votes = 6,
             .quorum = 7,
             .flags = 0x43,
             .device_votes = 8,
             .device_name = "Qdevice"};
    Expected wanted(1, 320);
    wanted.u32(24, 2).u32(28, 1).u32(32, 3).u32(36, 4).u32(40, 5).u32(44, 6).u32(48, 7);
    wanted.u32(52, 0x43).u32(56, 8).text(60, "Qdevice");
    assert_true(encoded(votequorum::Reply(reply)) == wanted.bytes());
    votequorum::InfoReply unknown;
    unknown.error = CsError::not_exist;
    assert_true(encoded(votequorum::Reply(unknown)) ==
                Expected(1, 320, CsError::not_exist).bytes());
}

void a_quorum_event_lists_nodes_with_their_state(void**) {
    const auto event = encoded(votequorum::Event(votequorum::QuorumEvent{
        0x1122334455667788, true, {{{1}, NodeState::member}, {{2}, NodeState::dead}}}));
    Expected wanted(3, 64);
    wanted.u32(24, 1).u64(32, 0x1122334455667788).u32(40, 2);
    wanted.u32(48, 1).u32(52, 1).u32(56, 2).u32(60, 2);
    assert_true(event == wanted.bytes());
}

void expected_votes_come_with_the_context(void**) {
    const auto event = encoded(votequorum::Event(votequorum::ExpectedVotesEvent{7, 5}));
    Expected wanted(4, 40);
    wanted.u64(24, 7).u32(32, 5);
    assert_true(event == wanted.bytes());
}

void a_node_list_comes_with_context_and_ring(void**) {
    const auto event =
        encoded(votequorum::Event(votequorum::NodeListEvent{7, {{1}, 12}, {{1}, {2}, {3}}}));
    Expected wanted(5, 68);
    wanted.u64(24, 7).u32(32, 1).u64(40, 12).u32(48, 3).u32(56, 1).u32(60, 2).u32(64, 3);
    assert_true(event == wanted.bytes());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(numbers_stand_where_they_belong),
        cmocka_unit_test(a_tracker_has_context_and_flags),
        cmocka_unit_test(a_device_has_a_name),
        cmocka_unit_test(a_device_can_be_renamed),
        cmocka_unit_test(a_poll_has_vote_and_ring),
        cmocka_unit_test(a_device_may_let_the_master_win),
        cmocka_unit_test(a_name_that_does_not_end_is_refused),
        cmocka_unit_test(lies_are_refused),
        cmocka_unit_test(every_status_has_the_same_id),
        cmocka_unit_test(an_information_has_320_bytes),
        cmocka_unit_test(a_quorum_event_lists_nodes_with_their_state),
        cmocka_unit_test(expected_votes_come_with_the_context),
        cmocka_unit_test(a_node_list_comes_with_context_and_ring),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
