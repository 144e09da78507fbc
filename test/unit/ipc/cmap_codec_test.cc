// test/unit/ipc/cmap_codec_test.cc - cmap requests, replies and events, byte by byte as client
// libraries write and read them.
#include "ipc/cmap_codec.h"
#include "unit/ipc/message_bytes.h"

#include <string>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::cmap_ipc;
using cmap::ReplyTo;
using cmap::Type;
using cmap::Value;
using ipc_test::Expected;
using ipc_test::Message;

namespace {

auto decode(const Message& message) {
    return ipc_test::decode_exactly(decode_cmap_request, message);
}
template <class Any>
Message encoded(const Any& any) {
    return ipc_test::encoded_by([&](Message& message) { encode(any, message); });
}
template <class Kind>
Kind decoded(const ipc_test::Written& request) {
    return std::get<Kind>(decode(request.bytes()).value());
}
ipc_test::Request with_key(std::int32_t id, std::size_t size, std::string_view key) {
    ipc_test::Request request(id, size);
    request.field(24, 256, key).u16(16, static_cast<unsigned>(key.size()));
    return request;
}

void a_set_has_key_type_and_value(void**) {
    auto request = with_key(0, 299, "a.key");
    request.u64(280, 2).u8(288, 3).text(296, "xyz");
    const auto set = decoded<cmap::SetRequest>(request);
    assert_string_equal(set.key.c_str(), "a.key");
    assert_int_equal(set.value.type, Type::int16);
    assert_int_equal(set.value.bytes.size(), 2);
    assert_string_equal(set.value.bytes.c_str(), "xy");
}

void a_set_with_a_value_beyond_its_end_is_refused(void**) {
    auto request = with_key(0, 299, "a.key");
    request.u64(280, 4);
    const bool longer = decode(request.bytes()).has_value();
    request.u64(280, UINT64_MAX);
    const bool absurd = decode(request.bytes()).has_value();
    request.u64(280, 3);
    const bool whole = decode(request.bytes()).has_value();
    assert_false(longer);
    assert_false(absurd);
    assert_true(whole);
}

void a_key_ends_at_the_end_of_its_field(void**) {
    ipc_test::Request request(1, 280);
    request.text(24, std::string(256, 'k'));
    const auto remove = decoded<cmap::DeleteRequest>(request);
    assert_int_equal(remove.key.size(), 256);
}

void a_get_has_key_and_room(void**) {
    auto request = with_key(2, 288, "some");
    request.u64(280, 77);
    const auto get = decoded<cmap::GetRequest>(request);
    assert_string_equal(get.key.c_str(), "some");
    assert_int_equal(get.room, 77);
}

void an_adjustment_can_be_negative(void**) {
    auto request = with_key(3, 288, "some");
    request.put(280, std::int32_t{-5});
    const auto adjust = decoded<cmap::AdjustRequest>(request);
    assert_string_equal(adjust.key.c_str(), "some");
    assert_int_equal(adjust.step, -5);
}

void an_iteration_has_a_prefix_or_none(void**) {
    const auto some = decoded<cmap::IterationStartRequest>(with_key(4, 280, "totem."));
    ipc_test::Request all(4, 280);
    all.u16(16, 0); // what follows was never written
    const auto none = decoded<cmap::IterationStartRequest>(all);
    assert_string_equal(some.prefix.c_str(), "totem.");
    assert_string_equal(none.prefix.c_str(), "");
}

void an_iteration_goes_on_and_ends_by_its_handle(void**) {
    ipc_test::Request next(5, 24), end(6, 24);
    next.u64(16, 0x1122334455667788);
    end.u64(16, 9);
    const auto on = decoded<cmap::IterationNextRequest>(next);
    const auto over = decoded<cmap::IterationEndRequest>(end);
    assert_true(on.handle == 0x1122334455667788);
    assert_int_equal(over.handle, 9);
}

void a_tracker_has_key_kinds_and_cookie(void**) {
    auto request = with_key(7, 296, "pre.");
    request.put(280, std::int32_t{15}).u64(288, 0xabcdef0123456789);
    const auto track = decoded<cmap::TrackRequest>(request);
    request.u16(16, 0);
    const auto everything = decoded<cmap::TrackRequest>(request);
    assert_string_equal(track.key.c_str(), "pre.");
    assert_int_equal(track.kinds, 15);
    assert_true(track.cookie == 0xabcdef0123456789);
    assert_string_equal(everything.key.c_str(), "");
}

void a_tracker_ends_by_its_handle(void**) {
    ipc_test::Request request(8, 24);
    request.u64(16, 4);
    assert_int_equal(decoded<cmap::UntrackRequest>(request).handle, 4);
}

void a_map_is_chosen_by_number(void**) {
    ipc_test::Request request(9, 24);
    request.put(16, std::int32_t{-1});
    assert_int_equal(decoded<cmap::ChooseMapRequest>(request).map, -1);
}

void lies_are_refused(void**) {
    int taken =
        ipc_test::wrongly_taken(decode_cmap_request, with_key(0, 296, "k").u64(280, 0).bytes());
    for (const auto& [id, size] : {std::pair{1, 280U},
                                   {2, 288U},
                                   {3, 288U},
                                   {4, 280U},
                                   {5, 24U},
                                   {6, 24U},
                                   {7, 296U},
                                   {8, 24U},
                                   {9, 24U}})
        taken += ipc_test::wrongly_taken(decode_cmap_request, ipc_test::Request(id, size).bytes());
    assert_int_equal(taken, 0);
}

void a_status_names_its_request(void**) {
    const auto status = [](ReplyTo to) {
        return encoded(cmap::Reply(cmap::StatusReply{to, CsError::access}));
    };
    const bool good = status(ReplyTo::set) == Expected(0, 24, CsError::access).bytes() &&
                      status(ReplyTo::remove) == Expected(1, 24, CsError::access).bytes() &&
                      status(ReplyTo::adjust) == Expected(3, 24, CsError::access).bytes() &&
                      status(ReplyTo::iteration_end) == Expected(6, 24, CsError::access).bytes() &&
                      status(ReplyTo::choose_map) == Expected(10, 24, CsError::access).bytes();
    assert_true(good);
}

void a_value_stands_behind_its_length_and_type(void**) {
    const auto whole = encoded(cmap::Reply(cmap::GetReply{.error = CsError::ok,
                                                          .type = Type::string,
                                                          .length = 4,
                                                          .bytes = std::string("abc\0", 4)}));
    const auto length = encoded(cmap::Reply(
        cmap::GetReply{.error = CsError::ok, .type = Type::uint64, .length = 8, .bytes = {}}));
    const auto none =
        encoded(cmap::Reply(cmap::GetReply{.error = CsError::not_exist, .bytes = {}}));
    Expected wanted(2, 44), wanted_length(2, 40);
    wanted.u64(24, 4).u8(32, 11).text(40, "abc");
    wanted_length.u64(24, 8).u8(32, 8);
    assert_true(whole == wanted.bytes());
    assert_true(length == wanted_length.bytes());
    assert_true(none == Expected(2, 40, CsError::not_exist).bytes());
}

void an_iteration_answers_with_its_handle(void**) {
    const auto start = encoded(cmap::Reply(cmap::IterationStartReply{CsError::ok, 5}));
    Expected wanted(4, 32);
    wanted.u64(24, 5);
    assert_true(start == wanted.bytes());
}

void an_iteration_gives_key_length_and_type(void**) {
    const auto next =
        encoded(cmap::Reply(cmap::IterationNextReply{CsError::ok, "totem.token", Type::uint32, 4}));
    const auto longest = encoded(
        cmap::Reply(cmap::IterationNextReply{CsError::ok, std::string(300, 'k'), Type::uint32, 4}));
    Expected wanted(5, 304), cut(5, 304);
    wanted.u16(24, 11).text(32, "totem.token").u64(288, 4).u8(296, 6);
    cut.u16(24, 255).text(32, std::string(255, 'k')).u64(288, 4).u8(296, 6);
    assert_true(next == wanted.bytes());
    assert_true(longest == cut.bytes());
}

void trackers_answer_with_handle_and_cookie(void**) {
    const auto track = encoded(cmap::Reply(cmap::TrackReply{CsError::ok, 6}));
    const auto untrack = encoded(cmap::Reply(cmap::UntrackReply{CsError::bad_handle, 7}));
    Expected wanted(7, 32), wanted_end(8, 32, CsError::bad_handle);
    wanted.u64(24, 6);
    wanted_end.u64(24, 7);
    assert_true(track == wanted.bytes());
    assert_true(untrack == wanted_end.bytes());
}

void a_notification_has_the_new_value_before_the_old(void**) {
    const auto event =
        encoded(cmap::Event(cmap::NotifyEvent{.cookie = 77,
                                              .key = "a.key",
                                              .kind = 2,
                                              .before = Value::of(std::uint8_t{1}),
                                              .after = Value::of(std::string_view("on"))}));
    Expected wanted(9, 340);
    wanted.u64(24, 77).u16(32, 5).text(40, "a.key").u32(296, 2).u8(304, 11).u8(312, 2);
    wanted.u64(320, 3).u64(328, 1).text(336, "on").u8(339, 1);
    assert_true(event == wanted.bytes());
}

void what_is_deleted_has_no_new_value(void**) {
    const auto event =
        encoded(cmap::Event(cmap::NotifyEvent{.cookie = 1,
                                              .key = "key",
                                              .kind = 1,
                                              .before = Value::of(std::uint32_t{0xffffffff}),
                                              .after = {}}));
    Expected wanted(9, 340);
    wanted.u64(24, 1).u16(32, 3).text(40, "key").u32(296, 1).u8(312, 6).u64(328, 4);
    wanted.u32(336, 0xffffffff);
    assert_true(event == wanted.bytes());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_set_has_key_type_and_value),
        cmocka_unit_test(a_set_with_a_value_beyond_its_end_is_refused),
        cmocka_unit_test(a_key_ends_at_the_end_of_its_field),
        cmocka_unit_test(a_get_has_key_and_room),
        cmocka_unit_test(an_adjustment_can_be_negative),
        cmocka_unit_test(an_iteration_has_a_prefix_or_none),
        cmocka_unit_test(an_iteration_goes_on_and_ends_by_its_handle),
        cmocka_unit_test(a_tracker_has_key_kinds_and_cookie),
        cmocka_unit_test(a_tracker_ends_by_its_handle),
        cmocka_unit_test(a_map_is_chosen_by_number),
        cmocka_unit_test(lies_are_refused),
        cmocka_unit_test(a_status_names_its_request),
        cmocka_unit_test(a_value_stands_behind_its_length_and_type),
        cmocka_unit_test(an_iteration_answers_with_its_handle),
        cmocka_unit_test(an_iteration_gives_key_length_and_type),
        cmocka_unit_test(trackers_answer_with_handle_and_cookie),
        cmocka_unit_test(a_notification_has_the_new_value_before_the_old),
        cmocka_unit_test(what_is_deleted_has_no_new_value),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
