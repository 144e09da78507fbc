// test/unit/wire/cfg_test.cc - orders between cfg services.
#include "wire/cfg.h"

#include "support/spoilt.h"

#include <string>

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::ByteVector;
using test::refused;
using test::with;

ByteVector some_kill() { return test::copy_of(wire::encode(wire::CfgKillNode{{3}, "because"})); }

template <class Message>
const Message* content_of(const Result<wire::CfgMessage>& message) {
    return message ? std::get_if<Message>(&*message) : nullptr;
}

void a_kill_comes_back_with_its_reason(void**) {
    const ByteVector bytes = some_kill();
    const auto message = wire::decode_cfg(bytes);
    const auto* kill = content_of<wire::CfgKillNode>(message);
    const bool good = kill != nullptr && kill->node == NodeId{3} && kill->reason == "because";
    assert_true(good);
}

void a_reason_of_256_bytes_comes_back(void**) {
    const std::string reason(256, 'r');
    const ByteVector bytes = test::copy_of(wire::encode(wire::CfgKillNode{{3}, reason}));
    const auto message = wire::decode_cfg(bytes);
    const auto* kill = content_of<wire::CfgKillNode>(message);
    const bool good = kill != nullptr && kill->reason == reason;
    assert_true(good);
}

void a_longer_reason_is_refused(void**) {
    const bool good =
        refused(wire::decode_cfg(with(some_kill(), 24, std::uint16_t{257})), "too long") &&
        refused(wire::decode_cfg(with(some_kill(), 24, std::uint16_t{65535})), "too long");
    assert_true(good);
}

void a_shutdown_comes_back(void**) {
    const auto message = wire::decode_cfg(wire::encode(wire::CfgShutdown{}));
    assert_non_null(content_of<wire::CfgShutdown>(message));
}

void a_reload_comes_back_with_its_source(void**) {
    const auto message = wire::decode_cfg(wire::encode(wire::CfgReload{{4}, 0xAABBCCDDEEFF}));
    const auto* reload = content_of<wire::CfgReload>(message);
    assert_true(reload != nullptr && reload->source_node == NodeId{4} &&
                reload->source_handle == 0xAABBCCDDEEFF);
}

void both_phases_of_a_change_of_keys_come_back(void**) {
    bool good = true;
    for (const auto phase : {wire::CryptoPhase::activate, wire::CryptoPhase::clean_up}) {
        const wire::CfgCryptoPhase sent{phase, 0xFEDCBA98};
        const auto message = wire::decode_cfg(wire::encode(sent));
        const auto* change = content_of<wire::CfgCryptoPhase>(message);
        good = good && change != nullptr && *change == sent;
    }
    assert_true(good);
}

// Others have padding there.
void the_fingerprint_lies_behind_the_phase(void**) {
    const ByteVector with_it =
        test::copy_of(wire::encode(wire::CfgCryptoPhase{wire::CryptoPhase::activate, 0x01020304}));
    const ByteVector without = test::copy_of(wire::encode(wire::CfgCryptoPhase{}));
    assert_true(with_it == with(without, 20, std::uint32_t{0x01020304}));
}

void another_phase_is_refused(void**) {
    const ByteVector change = test::copy_of(wire::encode(wire::CfgCryptoPhase{}));
    const bool good =
        refused(wire::decode_cfg(with(change, 16, std::uint32_t{0})), "unknown phase") &&
        refused(wire::decode_cfg(with(change, 16, std::uint32_t{3})), "unknown phase");
    assert_true(good);
}

void a_ring_reenable_is_taken_and_means_nothing(void**) {
    const ByteVector reload = test::copy_of(wire::encode(wire::CfgReload{{4}, 1}));
    const auto message = wire::decode_cfg(with(reload, 0, std::int32_t{0x10000}));
    const bool good = content_of<wire::CfgRingReenable>(message) != nullptr;
    assert_true(good);
}

// A Corosync aborts when these come from a machine of the other byte order: it reads the id
// swapped. Here that id is one of a service that does not exist.
void a_swapped_id_is_refused(void**) {
    bool good = true;
    for (const std::uint32_t id : {0x00000100U, 0x02000100U, 0x03000100U, 0x04000100U})
        good = good && !wire::decode_cfg(with(some_kill(), 0, id));
    assert_true(good);
}

void messages_shorter_than_their_kind_are_refused(void**) {
    bool good = true;
    for (const std::int32_t function : {1, 3, 4})
        good = good && refused(wire::decode_cfg(with(with(some_kill(), 0, 0x10000 + function), 8,
                                                     std::int32_t{20})),
                               "too short");
    assert_true(good);
}

void an_unknown_function_is_refused(void**) {
    const bool good =
        refused(wire::decode_cfg(with(some_kill(), 0, std::int32_t{0x10005})), "unknown function");
    assert_true(good);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_kill_comes_back_with_its_reason),
        cmocka_unit_test(a_reason_of_256_bytes_comes_back),
        cmocka_unit_test(a_longer_reason_is_refused),
        cmocka_unit_test(a_shutdown_comes_back),
        cmocka_unit_test(a_reload_comes_back_with_its_source),
        cmocka_unit_test(both_phases_of_a_change_of_keys_come_back),
        cmocka_unit_test(the_fingerprint_lies_behind_the_phase),
        cmocka_unit_test(another_phase_is_refused),
        cmocka_unit_test(a_ring_reenable_is_taken_and_means_nothing),
        cmocka_unit_test(a_swapped_id_is_refused),
        cmocka_unit_test(messages_shorter_than_their_kind_are_refused),
        cmocka_unit_test(an_unknown_function_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
