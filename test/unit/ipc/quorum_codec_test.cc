// test/unit/ipc/quorum_codec_test.cc - quorum requests, replies and events, byte by byte as client
// libraries write and read them.
#include "ipc/quorum_codec.h"
#include "unit/ipc/message_bytes.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::quorum_ipc;
using ipc_test::Expected;
using ipc_test::Message;

namespace {

auto decode(const Message& message) {
    return ipc_test::decode_exactly(decode_quorum_request, message);
}
template <class Any>
Message encoded(const Any& any) {
    return ipc_test::encoded_by([&](Message& message) { encode(any, message); });
}
template <class Kind>
Kind decoded(const ipc_test::Written& request) {
    return std::get<Kind>(decode(request.bytes()).value());
}

void requests_without_content_are_told_apart_by_id(void**) {
    const auto index_of = [](std::int32_t id) {
        return decode(ipc_test::Request(id, 16).bytes()).value().index();
    };
    assert_int_equal(index_of(0), 0);
    assert_int_equal(index_of(2), 2);
    assert_int_equal(index_of(3), 3);
}

void a_tracker_has_flags(void**) {
    ipc_test::Request request(1, 24);
    request.u32(16, 0x80000005);
    assert_true(decoded<quorum::TrackRequest>(request).flags == 0x80000005);
}

void a_model_is_a_number(void**) {
    ipc_test::Request request(4, 24);
    request.u32(16, 2);
    assert_int_equal(decoded<quorum::ModelGetTypeRequest>(request).model, 2);
}

void lies_are_refused(void**) {
    int taken = 0;
    for (const auto& [id, size] : {std::pair{0, 16U}, {1, 24U}, {2, 16U}, {3, 16U}, {4, 24U}})
        taken +=
            ipc_test::wrongly_taken(decode_quorum_request, ipc_test::Request(id, size).bytes());
    assert_int_equal(taken, 0);
}

void replies_have_their_ids_and_sizes(void**) {
    using quorum::ReplyTo;
    Expected quorate(0, 32), type(4, 32), model(5, 32, CsError::invalid_param);
    quorate.u32(24, 1);
    type.u32(24, 1);
    model.u32(24, 1);
    const auto track = encoded(quorum::Reply(quorum::StatusReply{ReplyTo::track, CsError::exist}));
    const auto untrack = encoded(quorum::Reply(quorum::StatusReply{ReplyTo::untrack, CsError::ok}));
    assert_true(encoded(quorum::Reply(quorum::QuorateReply{true})) == quorate.bytes());
    assert_true(track == Expected(1, 24, CsError::exist).bytes());
    assert_true(untrack == Expected(2, 24).bytes());
    assert_true(encoded(quorum::Reply(quorum::TypeReply{1})) == type.bytes());
    const quorum::ModelTypeReply wrong{CsError::invalid_param, 1};
    assert_true(encoded(quorum::Reply(wrong)) == model.bytes());
}

void the_old_model_has_its_list_at_44(void**) {
    const auto event =
        encoded(quorum::Event(quorum::QuorumEvent{0, true, {{1}, 0x123456789a}, {{1}, {2}, {7}}}));
    Expected wanted(3, 60);
    wanted.u32(24, 1).u64(32, 0x123456789a).u32(40, 3).u32(44, 1).u32(48, 2).u32(52, 7);
    assert_true(event == wanted.bytes());
}

void the_new_model_has_the_whole_ring_and_its_list_at_52(void**) {
    const auto event = encoded(quorum::Event(quorum::QuorumEvent{1, false, {{9}, 44}, {{1}, {2}}}));
    Expected wanted(6, 64);
    wanted.u32(24, 0).u32(32, 9).u64(40, 44).u32(48, 2).u32(52, 1).u32(56, 2);
    assert_true(event == wanted.bytes());
}

void a_node_list_has_members_joined_and_left_from_60(void**) {
    const auto event =
        encoded(quorum::Event(quorum::NodeListEvent{{{1}, 8}, {{1}, {3}}, {{3}}, {{2}, {4}, {5}}}));
    Expected wanted(7, 88);
    wanted.u32(24, 1).u64(32, 8).u32(40, 2).u32(48, 1).u32(56, 3);
    wanted.u32(60, 1).u32(64, 3).u32(68, 3).u32(72, 2).u32(76, 4).u32(80, 5);
    assert_true(event == wanted.bytes());
}

void lists_can_be_empty(void**) {
    const auto old_model = encoded(quorum::Event(quorum::QuorumEvent{}));
    const auto nodes = encoded(quorum::Event(quorum::NodeListEvent{}));
    assert_true(old_model == Expected(3, 48).bytes());
    assert_true(nodes == Expected(7, 64).bytes());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(requests_without_content_are_told_apart_by_id),
        cmocka_unit_test(a_tracker_has_flags),
        cmocka_unit_test(a_model_is_a_number),
        cmocka_unit_test(lies_are_refused),
        cmocka_unit_test(replies_have_their_ids_and_sizes),
        cmocka_unit_test(the_old_model_has_its_list_at_44),
        cmocka_unit_test(the_new_model_has_the_whole_ring_and_its_list_at_52),
        cmocka_unit_test(a_node_list_has_members_joined_and_left_from_60),
        cmocka_unit_test(lists_can_be_empty),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
