// test/unit/wire/votequorum_test.cc - messages between votequorum services.
#include "wire/votequorum.h"

#include "support/spoilt.h"

#include <algorithm>
#include <string>

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::ByteVector;
using test::refused;
using test::with;

const std::string kLongest(254, 'd');

template <class Message>
const Message* content_of(const Result<wire::VotequorumMessage>& message) {
    return message ? std::get_if<Message>(&*message) : nullptr;
}

ByteVector some_reconfigure(wire::QuorumParameter parameter) {
    return test::copy_of(wire::encode(wire::Reconfigure{{2}, 5, parameter}));
}
ByteVector some_registration() {
    return test::copy_of(
        wire::encode(wire::DeviceRegistration{wire::DeviceOperation::register_device, kLongest}));
}
ByteVector some_rename() {
    return test::copy_of(wire::encode(wire::DeviceRename{"old", kLongest}));
}

ByteVector filled(ByteVector bytes, std::size_t offset, std::size_t count) {
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), count, std::byte{'z'});
    return bytes;
}

void a_node_info_comes_back_as_it_was(void**) {
    const auto message = wire::decode_votequorum(wire::encode(wire::NodeInfo{
        {2}, 3, 4, wire::node_info_flags::kQuorate | wire::node_info_flags::kFirst}));
    const auto* info = content_of<wire::NodeInfo>(message);
    assert_true(info != nullptr && info->node == NodeId{2} && info->votes == 3 &&
                info->expected_votes == 4 && info->flags == 9);
}

void every_parameter_comes_back(void**) {
    bool good = true;
    for (const auto parameter :
         {wire::QuorumParameter::expected_votes, wire::QuorumParameter::node_votes,
          wire::QuorumParameter::cancel_wait_for_all}) {
        const auto message = wire::decode_votequorum(some_reconfigure(parameter));
        const auto* change = content_of<wire::Reconfigure>(message);
        good = good && change != nullptr && change->parameter == parameter &&
               change->node == NodeId{2} && change->value == 5;
    }
    assert_true(good);
}

void an_unknown_parameter_is_refused(void**) {
    const ByteVector change = some_reconfigure(wire::QuorumParameter::node_votes);
    const bool good =
        refused(wire::decode_votequorum(with(change, 24, std::uint8_t{0})), "unknown parameter") &&
        refused(wire::decode_votequorum(with(change, 24, std::uint8_t{4})), "unknown parameter");
    assert_true(good);
}

void a_registration_comes_back_as_it_was(void**) {
    const ByteVector bytes = some_registration();
    const auto message = wire::decode_votequorum(bytes);
    const auto* device = content_of<wire::DeviceRegistration>(message);
    const bool good = device != nullptr && device->name == kLongest &&
                      device->operation == wire::DeviceOperation::register_device;
    assert_true(good);
}

void an_unknown_operation_is_refused(void**) {
    const bool good =
        refused(wire::decode_votequorum(with(some_registration(), 16, std::uint32_t{2})),
                "unknown operation");
    assert_true(good);
}

void a_rename_comes_back_as_it_was(void**) {
    const ByteVector bytes = some_rename();
    const auto message = wire::decode_votequorum(bytes);
    const auto* rename = content_of<wire::DeviceRename>(message);
    const bool good =
        rename != nullptr && rename->old_name == "old" && rename->new_name == kLongest;
    assert_true(good);
}

void a_name_without_an_end_is_refused(void**) {
    const bool good =
        refused(wire::decode_votequorum(filled(some_registration(), 20, 260)), "without an end") &&
        refused(wire::decode_votequorum(filled(some_rename(), 16, 255)), "without an end") &&
        refused(wire::decode_votequorum(filled(some_rename(), 271, 257)), "without an end");
    assert_true(good);
}

void messages_shorter_than_their_kind_are_refused(void**) {
    bool good = true;
    for (const std::int32_t function : {0, 1, 2, 3})
        good =
            good && refused(wire::decode_votequorum(with(with(some_rename(), 0, 0x50000 + function),
                                                         8, std::int32_t{31})),
                            "too short");
    assert_true(good);
}

void a_function_of_later_releases_is_refused(void**) {
    const bool good = refused(
        wire::decode_votequorum(with(some_rename(), 0, std::int32_t{0x50004})), "unknown function");
    assert_true(good);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_node_info_comes_back_as_it_was),
        cmocka_unit_test(every_parameter_comes_back),
        cmocka_unit_test(an_unknown_parameter_is_refused),
        cmocka_unit_test(a_registration_comes_back_as_it_was),
        cmocka_unit_test(an_unknown_operation_is_refused),
        cmocka_unit_test(a_rename_comes_back_as_it_was),
        cmocka_unit_test(a_name_without_an_end_is_refused),
        cmocka_unit_test(messages_shorter_than_their_kind_are_refused),
        cmocka_unit_test(a_function_of_later_releases_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
