// test/unit/ipc/cpg_answers_test.cc - replies and events, byte by byte as client libraries read
// them.
#include "ipc/cpg_codec.h"

#include <cstring>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::cpg_ipc;
using cpg::ReplyTo;
using ipc::CsError;
using wire::CpgReason;

namespace {

using Message = std::vector<std::byte>;

// What the whole message must be: zero but for these fields.
class Expected {
public:
    Expected(std::int32_t id, std::size_t size, CsError error = CsError::ok) : bytes_(size) {
        put(0, id)
            .put(8, static_cast<std::int32_t>(size))
            .put(16, static_cast<std::int32_t>(error));
    }
    template <class Int>
    Expected& put(std::size_t offset, Int value) {
        std::memcpy(bytes_.data() + offset, &value, sizeof value);
        return *this;
    }
    Expected& u32(std::size_t offset, std::uint32_t value) { return put(offset, value); }
    Expected& text(std::size_t offset, std::string_view value) {
        std::memcpy(bytes_.data() + offset, value.data(), value.size());
        return *this;
    }
    Expected& name(std::size_t offset, std::string_view value) {
        return u32(offset, static_cast<std::uint32_t>(value.size())).text(offset + 8, value);
    }
    Expected& address(std::size_t offset, std::uint32_t node, std::uint32_t pid,
                      std::uint32_t reason) {
        return u32(offset, node).u32(offset + 8, pid).u32(offset + 16, reason);
    }
    [[nodiscard]] const Message& bytes() const { return bytes_; }

private:
    Message bytes_;
};

// The bytes of what came before are still in the buffer: none may be left over.
template <class Kind>
Message whole(const Kind& kind) {
    Message message(20000, std::byte{0xee});
    const Bytes data = encode(kind, message);
    message.insert(message.end(), data.begin(), data.end());
    return message;
}
Message status(ReplyTo to, CsError error) { return whole(cpg::Reply(cpg::StatusReply{to, error})); }

void a_status_names_its_request(void**) {
    const bool join =
        status(ReplyTo::join, CsError::exist) == Expected(0, 24, CsError::exist).bytes();
    const bool leave = status(ReplyTo::leave, CsError::ok) == Expected(1, 24).bytes();
    const bool zero_copy =
        status(ReplyTo::zero_copy, CsError::too_big) == Expected(2, 24, CsError::too_big).bytes();
    const bool end = status(ReplyTo::iteration_end, CsError::library) ==
                     Expected(11, 24, CsError::library).bytes();
    const bool finalize = status(ReplyTo::finalize, CsError::ok) == Expected(12, 24).bytes();
    const bool part = status(ReplyTo::partial_multicast, CsError::interrupt) ==
                      Expected(18, 24, CsError::interrupt).bytes();
    const bool refused =
        status(ReplyTo::refused, CsError::try_again) == Expected(0, 24, CsError::try_again).bytes();
    assert_true(join);
    assert_true(leave);
    assert_true(zero_copy);
    assert_true(end);
    assert_true(finalize);
    assert_true(part);
    assert_true(refused);
}

void a_refusal_needs_no_service(void**) {
    const auto refusal = ipc::encode_refusal(CsError::invalid_param);
    const bool equal =
        Message(refusal.begin(), refusal.end()) == Expected(0, 24, CsError::invalid_param).bytes();
    assert_true(equal);
}

void zero_copy_memory_requests_are_answered(void**) {
    Message message(100, std::byte{0xee});
    encode_zero_copy_done(CsError::ok, message);
    const bool equal = message == Expected(0, 24).bytes();
    assert_true(equal);
}

void a_membership_has_384_places(void**) {
    const cpg::Reply reply = cpg::MembershipReply{
        {{NodeId{1}, 10, CpgReason::undefined}, {NodeId{2}, 20, CpgReason::undefined}}};
    Expected expected(3, 9248);
    expected.u32(24, 2).address(32, 1, 10, 0).address(56, 2, 20, 0);
    const bool equal = whole(reply) == expected.bytes();
    assert_true(equal);
}

void a_membership_of_more_is_cut(void**) {
    cpg::MembershipReply many;
    many.members.resize(1000, cpg::Address{NodeId{1}, 10, CpgReason::undefined});
    const Message message = whole(cpg::Reply(many));
    const std::uint32_t count = ipc::get_u32(message, 24);
    assert_int_equal(message.size(), 9248);
    assert_int_equal(count, 384);
}

void the_local_node_is_answered(void**) {
    Expected expected(7, 32);
    expected.u32(24, 5);
    const bool equal = whole(cpg::Reply(cpg::LocalGetReply{NodeId{5}})) == expected.bytes();
    assert_true(equal);
}

void iterations_are_answered(void**) {
    Expected start(9, 32);
    start.put(24, std::uint64_t{0x1122334455667788});
    Expected next(10, 168);
    next.name(24, "group").u32(160, 3).u32(164, 30);
    const cpg::Reply started = cpg::IterationStartReply{CsError::ok, 0x1122334455667788};
    const cpg::Reply entry =
        cpg::IterationNextReply{CsError::ok, GroupName("group"), NodeId{3}, 30};
    const cpg::Reply ended = cpg::IterationNextReply{CsError::no_sections, {}, {}, 0};
    const bool start_equal = whole(started) == start.bytes();
    const bool next_equal = whole(entry) == next.bytes();
    const bool end_equal = whole(ended) == Expected(10, 168, CsError::no_sections).bytes();
    assert_true(start_equal);
    assert_true(next_equal);
    assert_true(end_equal);
}

void a_configuration_lists_members_left_and_joined(void**) {
    const cpg::Event event = cpg::ConfigurationEvent{
        GroupName("group"),
        {{NodeId{1}, 10, CpgReason::undefined}, {NodeId{2}, 20, CpgReason::undefined}},
        {{NodeId{3}, 30, CpgReason::node_down}},
        {{NodeId{2}, 20, CpgReason::join}, {NodeId{1}, 10, CpgReason::node_up}}};
    Expected expected(4, 184 + 5 * 24);
    expected.name(24, "group").u32(160, 2).u32(168, 2).u32(176, 1);
    expected.address(184, 1, 10, 0).address(208, 2, 20, 0).address(232, 3, 30, 3);
    expected.address(256, 2, 20, 1).address(280, 1, 10, 4);
    const bool equal = whole(event) == expected.bytes();
    assert_true(equal);
}

void a_message_is_delivered_behind_its_header(void**) {
    BufferPool pool;
    const std::string_view text = "payload";
    const cpg::Event event = cpg::DeliverEvent{GroupName("group"), NodeId{2}, 20,
                                               pool.copy(std::as_bytes(std::span(text)))};
    Expected expected(5, 184 + 7);
    expected.name(24, "group").u32(160, 7).u32(168, 2).u32(176, 20).text(184, "payload");
    const bool equal = whole(event) == expected.bytes();
    assert_true(equal);
}

void the_data_of_a_message_is_not_copied(void**) {
    BufferPool pool;
    const std::string text(100000, 'x');
    const Slice slice = pool.copy(std::as_bytes(std::span(text)));
    const cpg::Event event = cpg::DeliverEvent{GroupName("group"), NodeId{2}, 20, slice};
    Message header;
    const Bytes data = encode(event, header);
    const bool same = data.data() == slice.data() && data.size() == slice.size();
    assert_true(same);
    assert_int_equal(header.size(), 184);
}

void a_part_is_delivered_behind_its_header(void**) {
    BufferPool pool;
    const std::string_view text = "part";
    const cpg::Event event = cpg::PartialDeliverEvent{
        GroupName("group"), NodeId{2}, 20, 3000000, 3, pool.copy(std::as_bytes(std::span(text)))};
    Expected expected(17, 200 + 4);
    expected.name(24, "group").u32(160, 3000000).u32(168, 4).u32(176, 2).u32(184, 20).u32(192, 3);
    expected.text(200, "part");
    const bool equal = whole(event) == expected.bytes();
    assert_true(equal);
}

// Headers are written over those before them: nothing of those may be left.
void deliveries_one_behind_the_other_are_what_each_is_alone(void**) {
    BufferPool pool;
    const std::string text(300, 'x');
    const Slice slice = pool.copy(std::as_bytes(std::span(text)));
    const auto audience = [](std::string_view name) {
        return Shared<const cpg::Audience>::make(GroupName(name), std::vector<ClientId>{});
    };
    const auto long_name = audience(std::string(128, 'n'));
    const auto short_name = audience("s");
    const std::vector<cpg::Delivery> deliveries{
        {.audience = long_name, .node = {0xFFFFFFFF}, .pid = 0xFFFFFFFF, .data = slice},
        {.audience = long_name, .node = {1}, .pid = 2, .data = slice.part(0, 1)},
        {.audience = short_name, .node = {2}, .pid = 3, .data = {}},
        {.audience = short_name,
         .node = {0xFFFFFFFF},
         .pid = 0xFFFFFFFF,
         .total_length = 0xFFFFFFFF,
         .part = 1,
         .data = slice},
        {.audience = long_name, .node = {1}, .pid = 2, .total_length = 9, .part = 3, .data = {}},
        {.audience = short_name, .node = {5}, .pid = 6, .data = slice}};
    cpg_ipc::DeliveryEncoder encoder;
    std::size_t equal = 0;
    for (const cpg::Delivery& each : deliveries) {
        const Bytes head = encoder.header_of(each);
        Message all(head.begin(), head.end());
        const Bytes data = each.data.bytes();
        all.insert(all.end(), data.begin(), data.end());
        if (all == whole(cpg::event_of(each, {}))) ++equal;
    }
    assert_int_equal(equal, deliveries.size());
}

void the_head_of_records_says_what_they_have_in_common(void**) {
    BufferPool pool;
    const auto audience =
        Shared<const cpg::Audience>::make(GroupName("group"), std::vector<ClientId>{});
    const Slice data = pool.copy(Message(24));
    const cpg::Delivery delivery{
        .audience = audience, .node = {2}, .pid = 20, .records = 3, .data = data};
    cpg::Delivery other_pid = delivery;
    other_pid.pid = 21;
    cpg_ipc::DeliveryEncoder encoder;
    Expected expected(19, 176);
    expected.name(24, "group").u32(160, 2).u32(168, 20);
    const auto head = encoder.head_of_records(delivery);
    const bool equal = Message(head.bytes.begin(), head.bytes.end()) == expected.bytes();
    const std::array<std::uint64_t, 3> numbers{encoder.head_of_records(delivery).number,
                                               encoder.head_of_records(other_pid).number,
                                               encoder.head_of_records(delivery).number};
    assert_true(equal);
    assert_true(head.number != 0);
    assert_true(numbers[0] == head.number);
    assert_true(numbers[1] != numbers[0]);
    assert_true(numbers[2] != numbers[1] && numbers[2] != numbers[0]);
}

void a_totem_configuration_packs_its_nodes_tightly(void**) {
    const cpg::Event event = cpg::TotemConfigurationEvent{RingId{NodeId{1}, 0x1122334455667788},
                                                          {NodeId{1}, NodeId{2}, NodeId{3}}};
    Expected expected(13, 48 + 3 * 4);
    expected.u32(24, 1).put(32, std::uint64_t{0x1122334455667788}).u32(40, 3);
    expected.u32(44, 1).u32(48, 2).u32(52, 3);
    const bool equal = whole(event) == expected.bytes();
    assert_true(equal);
}

void the_longest_message_fits_and_the_longest_part_too(void**) {
    BufferPool pool;
    const std::string text(cpg::kMessageMax, 'x');
    const Slice slice = pool.copy(std::as_bytes(std::span(text)));
    const std::size_t message =
        whole(cpg::Event(cpg::DeliverEvent{GroupName("g"), NodeId{1}, 1, slice})).size();
    const std::size_t part =
        whole(cpg::Event(cpg::PartialDeliverEvent{GroupName("g"), NodeId{1}, 1, 9000000, 1,
                                                  slice.part(0, cpg::kPartMax)}))
            .size();
    assert_int_equal(message, ipc::kMessageMax);
    assert_int_equal(part, ipc::kMessageMax);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_status_names_its_request),
        cmocka_unit_test(a_refusal_needs_no_service),
        cmocka_unit_test(zero_copy_memory_requests_are_answered),
        cmocka_unit_test(a_membership_has_384_places),
        cmocka_unit_test(a_membership_of_more_is_cut),
        cmocka_unit_test(the_local_node_is_answered),
        cmocka_unit_test(iterations_are_answered),
        cmocka_unit_test(a_configuration_lists_members_left_and_joined),
        cmocka_unit_test(a_message_is_delivered_behind_its_header),
        cmocka_unit_test(the_data_of_a_message_is_not_copied),
        cmocka_unit_test(a_part_is_delivered_behind_its_header),
        cmocka_unit_test(deliveries_one_behind_the_other_are_what_each_is_alone),
        cmocka_unit_test(the_head_of_records_says_what_they_have_in_common),
        cmocka_unit_test(a_totem_configuration_packs_its_nodes_tightly),
        cmocka_unit_test(the_longest_message_fits_and_the_longest_part_too),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
