// test/unit/ipc/cfg_codec_test.cc - cfg requests, replies and events, byte by byte as client
// libraries write and read them.
#include "ipc/cfg_codec.h"
#include "unit/ipc/message_bytes.h"

#include <string>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::cfg_ipc;
using cfg::ReplyTo;
using ipc_test::Expected;
using ipc_test::Message;

namespace {

constexpr std::size_t kSizes[] = {16, 16, 288, 24, 24, 24, 16, 16, 16, 32, 24, 16};

auto decode(const Message& message) {
    return ipc_test::decode_exactly(decode_cfg_request, message);
}
template <class Any>
Message encoded(const Any& any) {
    return ipc_test::encoded_by([&](Message& message) { encode(any, message); });
}
template <class Kind>
Kind decoded(const ipc_test::Written& request) {
    return std::get<Kind>(decode(request.bytes()).value());
}
ipc_test::Request kill_with(unsigned length, std::string_view reason) {
    ipc_test::Request request(2, 288);
    request.field(26, 256, reason).u16(24, length).u32(16, 3);
    return request;
}

void requests_without_content_are_told_apart_by_id(void**) {
    const auto is = [](std::int32_t id, std::size_t index) {
        const ipc_test::Request request(id, kSizes[id]);
        return decode(request.bytes()).value().index() == index;
    };
    assert_true(is(0, 0));
    assert_true(is(1, 1));
    assert_true(is(6, 6));
    assert_true(is(7, 7));
    assert_true(is(8, 8));
    assert_true(is(10, 10));
    assert_true(is(11, 11));
}

void a_kill_has_node_and_reason(void**) {
    const auto kill = decoded<cfg::KillNodeRequest>(kill_with(4, "bad"));
    const auto none = decoded<cfg::KillNodeRequest>(kill_with(0, "bad"));
    const auto cut = decoded<cfg::KillNodeRequest>(kill_with(2, "bad"));
    assert_int_equal(kill.node.value, 3);
    assert_string_equal(kill.reason.c_str(), "bad");
    assert_string_equal(none.reason.c_str(), "");
    assert_string_equal(cut.reason.c_str(), "ba");
}

void a_reason_has_at_most_255_characters(void**) {
    const std::string all(256, 'r');
    const auto longest = decoded<cfg::KillNodeRequest>(kill_with(256, all));
    const bool longer = decode(kill_with(257, all).bytes()).has_value();
    const bool absurd = decode(kill_with(65535, all).bytes()).has_value();
    assert_int_equal(longest.reason.size(), 255);
    assert_false(longer);
    assert_false(absurd);
}

cfg::ShutdownKind kind_of(std::uint32_t number) {
    ipc_test::Request request(3, 24);
    request.u32(16, number);
    return decoded<cfg::ShutdownRequest>(request).kind;
}

void an_unknown_shutdown_asks_everybody(void**) {
    assert_true(kind_of(0) == cfg::ShutdownKind::request);
    assert_true(kind_of(1) == cfg::ShutdownKind::regardless);
    assert_true(kind_of(2) == cfg::ShutdownKind::immediate);
    assert_true(kind_of(3) == cfg::ShutdownKind::request);
    assert_true(kind_of(0xffffffff) == cfg::ShutdownKind::request);
}

void an_answer_is_yes_or_no(void**) {
    ipc_test::Request yes(4, 24), no(4, 24);
    yes.u32(16, 1);
    no.u32(16, 0);
    assert_true(decoded<cfg::ShutdownAnswer>(yes).yes);
    assert_false(decoded<cfg::ShutdownAnswer>(no).yes);
}

void questions_about_nodes_name_them(void**) {
    ipc_test::Request addresses(5, 24), status(9, 32);
    addresses.u32(16, 0xfffffffe);
    status.u32(16, 7).u32(24, 2);
    assert_true(decoded<cfg::AddressesRequest>(addresses).node.value == 0xfffffffe);
    assert_int_equal(decoded<cfg::NodeStatusRequest>(status).node.value, 7);
    assert_int_equal(decoded<cfg::NodeStatusRequest>(status).version, 2);
}

void lies_are_refused(void**) {
    int taken = 0;
    for (std::int32_t id = 0; id < 12; ++id) {
        ipc_test::Request good(id, kSizes[id]);
        if (id == 2) good.u16(24, 1);
        taken += ipc_test::wrongly_taken(decode_cfg_request, good.bytes());
    }
    assert_int_equal(taken, 0);
}

void what_reaches_the_ring_is_subject_to_flow_control(void**) {
    std::string found;
    for (std::int32_t id = -1; id < 14; ++id) found += subject_to_flow_control(id) ? 'f' : '-';
    assert_string_equal(found.c_str(), "-fffff--f--ff--");
}

void a_status_names_its_request(void**) {
    const auto status = [](ReplyTo to) {
        return encoded(cfg::Reply(cfg::StatusReply{to, CsError::busy}));
    };
    const auto is = [&](ReplyTo to, std::int32_t id) {
        return status(to) == Expected(id, 24, CsError::busy).bytes();
    };
    assert_true(is(ReplyTo::ring_reenable, 1));
    assert_true(is(ReplyTo::track, 2));
    assert_true(is(ReplyTo::untrack, 3));
    assert_true(is(ReplyTo::kill_node, 8));
    assert_true(is(ReplyTo::shutdown, 9));
    assert_true(is(ReplyTo::shutdown_answer, 13));
    assert_true(is(ReplyTo::reload, 14));
    assert_true(is(ReplyTo::reopen_logs, 15));
}

void a_ring_status_has_room_for_sixteen_links(void**) {
    const auto reply = encoded(cfg::Reply(
        cfg::RingStatusReply{CsError::ok, {{"0 10.0.0.1", "OK"}, {"1 10.0.1.1", "133"}}}));
    Expected wanted(0, 10272);
    wanted.u32(24, 2).text(32, "0 10.0.0.1").text(160, "1 10.0.1.1");
    wanted.text(2080, "OK").text(2592, "133");
    assert_true(reply == wanted.bytes());
}

void a_ring_status_that_does_not_fit_says_so(void**) {
    const auto error_of = [](std::vector<cfg::LinkText> links) {
        return encoded(cfg::Reply(cfg::RingStatusReply{CsError::ok, std::move(links)}));
    };
    const Message bad = Expected(0, 10272, CsError::name_too_long).bytes();
    const bool name = error_of({{std::string(128, 'n'), ""}}) == bad;
    const bool status = error_of({{"", std::string(512, 's')}}) == bad;
    const bool many = error_of(std::vector<cfg::LinkText>(17)) == bad;
    const bool most = error_of({{std::string(127, 'n'), std::string(511, 's')}}) == bad;
    assert_true(name);
    assert_true(status);
    assert_true(many);
    assert_false(most);
}

void addresses_stand_in_slots_of_sixteen_bytes(void**) {
    const auto reply = encoded(cfg::Reply(cfg::AddressesReply{
        CsError::ok, {IpAddress::from_ipv4(0x0a000001), IpAddress::from_ipv4(0x0a000102)}}));
    const auto six =
        encoded(cfg::Reply(cfg::AddressesReply{CsError::ok, {*IpAddress::from_text("fe80::1")}}));
    const auto none = encoded(cfg::Reply(cfg::AddressesReply{CsError::not_exist, {}}));
    Expected wanted(11, 64), wanted_six(11, 48);
    wanted.u32(24, 2).u32(28, 2).u8(32, 10).u8(35, 1).u8(48, 10).u8(50, 1).u8(51, 2);
    wanted_six.u32(24, 10).u32(28, 1).u8(32, 0xfe).u8(33, 0x80).u8(47, 1);
    assert_true(reply == wanted.bytes());
    assert_true(six == wanted_six.bytes());
    assert_true(none == Expected(11, 32, CsError::not_exist).bytes());
}

void the_own_node_is_a_number(void**) {
    Expected wanted(12, 32);
    wanted.u32(24, 5);
    assert_true(encoded(cfg::Reply(cfg::LocalGetReply{{5}})) == wanted.bytes());
}

void a_node_status_has_eight_links(void**) {
    cfg::NodeStatusReply reply;
    reply.status = {.node = {3},
                    .reachable = true,
                    .remote = true,
                    .external = true,
                    .onwire_min = 1,
                    .onwire_max = 2,
                    .onwire_ver = 3,
                    .links = {}};
    reply.status.links[0] = {true, true, true, 1397, "10.0.0.1", "10.0.0.3"};
    reply.status.links[7] = {true, false, true, 65535, std::string(300, 's'), "d"};
    Expected wanted(16, 4200);
    wanted.u32(24, 1).u32(28, 3).u8(32, 1).u8(33, 1).u8(34, 1).u8(35, 1).u8(36, 2).u8(37, 3);
    wanted.u8(40, 1).u8(41, 1).u8(42, 1).u32(44, 1397).text(48, "10.0.0.1").text(304, "10.0.0.3");
    wanted.u8(3680, 1).u8(3682, 1).u32(3684, 65535).text(3688, std::string(255, 's'));
    wanted.text(3944, "d");
    assert_true(encoded(cfg::Reply(reply)) == wanted.bytes());
}

void a_node_status_with_an_error_ends_with_the_version(void**) {
    cfg::NodeStatusReply reply{.error = CsError::failed_operation, .version = 1, .status = {}};
    Expected wanted(16, 32, CsError::failed_operation);
    wanted.u32(24, 1);
    assert_true(encoded(cfg::Reply(reply)) == wanted.bytes());
}

void a_question_carries_its_kind(void**) {
    const auto question = encoded(cfg::Event(cfg::TestShutdownEvent{}));
    const auto late = encoded(
        cfg::Event(cfg::TestShutdownEvent{static_cast<CsError>(5), cfg::ShutdownKind::regardless}));
    Expected wanted_late(10, 32, static_cast<CsError>(5));
    wanted_late.u32(24, 1);
    assert_true(question == Expected(10, 32).bytes());
    assert_true(late == wanted_late.bytes());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(requests_without_content_are_told_apart_by_id),
        cmocka_unit_test(a_kill_has_node_and_reason),
        cmocka_unit_test(a_reason_has_at_most_255_characters),
        cmocka_unit_test(an_unknown_shutdown_asks_everybody),
        cmocka_unit_test(an_answer_is_yes_or_no),
        cmocka_unit_test(questions_about_nodes_name_them),
        cmocka_unit_test(lies_are_refused),
        cmocka_unit_test(what_reaches_the_ring_is_subject_to_flow_control),
        cmocka_unit_test(a_status_names_its_request),
        cmocka_unit_test(a_ring_status_has_room_for_sixteen_links),
        cmocka_unit_test(a_ring_status_that_does_not_fit_says_so),
        cmocka_unit_test(addresses_stand_in_slots_of_sixteen_bytes),
        cmocka_unit_test(the_own_node_is_a_number),
        cmocka_unit_test(a_node_status_has_eight_links),
        cmocka_unit_test(a_node_status_with_an_error_ends_with_the_version),
        cmocka_unit_test(a_question_carries_its_kind),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
