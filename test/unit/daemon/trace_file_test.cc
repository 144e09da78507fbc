// test/unit/daemon/trace_file_test.cc - what the daemon writes is what the oracle reads.
#include "daemon/trace_file.h"
#include "unit/cmocka.h"
#include "unit/daemon/temporary_folder.h"
#include "unit/daemon/traced.h"

#include <array>

using namespace baton;
using baton::test::only;
using baton::test::TemporaryFolder;
using baton::test::Traced;
using baton::test::traced;

namespace {

const RingId kRing{{1}, 8};
const RingId kOld{{2}, 4};

wire::Multicast message_of(const std::array<std::byte, 3>& payload) {
    wire::Multicast message;
    message.sender = {2};
    message.seq = {5};
    message.ring = kRing;
    message.payload = payload;
    return message;
}

void the_life_of_a_process_can_be_read(void** /*state*/) {
    const Traced read = traced([](TraceFile& trace) {
        trace.started(32);
        trace.stored(36);
        trace.left();
    });
    assert_int_equal(read.events.size(), 3);
    assert_int_equal(std::get<oracle::Start>(read.events[0].what).stored, 32);
    assert_int_equal(std::get<oracle::Store>(read.events[1].what).seq, 36);
    assert_true(std::holds_alternative<oracle::Leave>(read.events[2].what));
    assert_int_equal(read.events[2].node, 7);
    assert_true(read.events[0].time > 0);
}

void configurations_can_be_read(void** /*state*/) {
    const Traced read = traced([](TraceFile& trace) {
        trace.installed({true, {{1}, 7}, {{1}, {7}}, {}, {}}, kOld);
        trace.installed({false, kRing, {{1}, {7}, {9}}, {}, {}}, {{1}, 7});
        trace.installed({false, kRing, {{7}}, {}, {}}, {});
    });
    assert_int_equal(read.events.size(), 3);
    const auto& transitional = std::get<oracle::Transitional>(read.events[0].what);
    const auto& regular = std::get<oracle::Regular>(read.events[1].what);
    const auto& first = std::get<oracle::Regular>(read.events[2].what);
    assert_true(transitional.from == (oracle::Ring{4, 2}));
    assert_true(regular.ring == (oracle::Ring{8, 1}) && !regular.first);
    assert_true((regular.members == oracle::Nodes{1, 7, 9}));
    assert_true(first.first && first.from == oracle::Ring{});
}

void the_way_to_a_ring_can_be_read(void** /*state*/) {
    wire::CommitToken token;
    token.ring = kRing;
    token.members = {{1}, {7}};
    const wire::CommitMember own{kOld, {20}, {19}, true};
    const Traced read = traced([&](TraceFile& trace) {
        trace.gathering({{1}, {7}}, {});
        trace.committing(token, own);
        trace.recovering(kRing, kOld, {{7}}, {19});
        trace.exchanged(kRing, {{7}});
    });
    assert_int_equal(read.events.size(), 4);
    assert_true(std::get<oracle::Gather>(read.events[0].what).fail.empty());
    const auto& commit = std::get<oracle::Commit>(read.events[1].what);
    assert_true(commit.received && commit.aru == 20 && commit.delivered == 19);
    assert_true(std::get<oracle::Recover>(read.events[2].what).high == 19);
    assert_true((std::get<oracle::Exchanged>(read.events[3].what).obliged == oracle::Nodes{7}));
}

void frames_can_be_read(void** /*state*/) {
    const std::array bytes{std::byte{1}, std::byte{2}, std::byte{3}};
    const Traced read = traced([&](TraceFile& trace) {
        trace.originated(message_of(bytes), {4});
        trace.delivered(message_of(bytes));
        trace.resent(kRing, {5});
    });
    assert_int_equal(read.events.size(), 3);
    const auto& sent = std::get<oracle::Originate>(read.events[0].what);
    const auto& got = std::get<oracle::Deliver>(read.events[1].what);
    assert_true(sent.seq == 5 && sent.delivered == 4);
    assert_true(got.sender == 2 && got.digest == sent.digest);
    assert_int_equal(std::get<oracle::Resend>(read.events[2].what).seq, 5);
}

void services_are_told_apart(void** /*state*/) {
    const auto service = [](wire::Guarantee guarantee, wire::Encapsulation encapsulation) {
        const std::array bytes{std::byte{1}, std::byte{2}, std::byte{3}};
        wire::Multicast message = message_of(bytes);
        message.guarantee = static_cast<std::int32_t>(guarantee);
        message.encapsulation = encapsulation;
        const Traced read = traced([&](TraceFile& trace) { trace.delivered(message); });
        const auto* got = only<oracle::Deliver>(read);
        return got == nullptr ? -1 : static_cast<int>(got->service);
    };
    using wire::Encapsulation;
    using wire::Guarantee;
    assert_int_equal(service(Guarantee::safe_held, Encapsulation::ordinary), oracle::Service::safe);
    assert_int_equal(service(Guarantee::safe_ignored, Encapsulation::ordinary),
                     oracle::Service::agreed);
    assert_int_equal(service(Guarantee::agreed, Encapsulation::old_ring),
                     oracle::Service::internal);
}

void different_payloads_have_different_digests(void** /*state*/) {
    const std::array one{std::byte{1}, std::byte{2}, std::byte{3}};
    const std::array other{std::byte{1}, std::byte{2}, std::byte{4}};
    const Traced read = traced([&](TraceFile& trace) {
        trace.delivered(message_of(one));
        trace.delivered(message_of(other));
    });
    assert_int_equal(read.events.size(), 2);
    assert_true(std::get<oracle::Deliver>(read.events[0].what).digest !=
                std::get<oracle::Deliver>(read.events[1].what).digest);
}

void a_token_can_be_read(void** /*state*/) {
    wire::Token token;
    token.ring = kRing;
    token.seq = {30};
    token.aru = {29};
    token.token_seq = {77};
    const Traced read = traced([&](TraceFile& trace) { trace.passed_token(token); });
    const auto* passed = only<oracle::Token>(read);
    assert_non_null(passed);
    assert_true(passed->seq == 30 && passed->aru == 29 && passed->turn == 77);
}

void nothing_is_written_before_it_is_told_to(void** /*state*/) {
    const TemporaryFolder folder;
    const auto trace = TraceFile::open(folder.file("trace"), {7}, [](const LogLine&) {});
    (*trace)->started(0);
    const std::string before = folder.read("trace");
    (*trace)->flush();
    assert_string_equal(before.c_str(), "");
    assert_true(folder.read("trace").ends_with(" 7 start stored=0\n"));
}

void an_existing_trace_is_continued(void** /*state*/) {
    const TemporaryFolder folder;
    folder.write("trace", "1 7 fail\n");
    {
        const auto trace = TraceFile::open(folder.file("trace"), {7}, [](const LogLine&) {});
        (*trace)->left();
    }
    assert_true(folder.read("trace").starts_with("1 7 fail\n"));
    assert_true(folder.read("trace").ends_with(" 7 leave\n"));
}

void a_write_that_fails_is_told_once_and_ends_the_trace(void** /*state*/) {
    int told = 0;
    const auto trace = TraceFile::open("/dev/full", {7}, [&](const LogLine&) { ++told; });
    for (int i = 0; i < 3; ++i) {
        (*trace)->left();
        (*trace)->flush();
    }
    assert_int_equal(told, 1);
}

void a_file_that_cannot_be_made_is_an_error(void** /*state*/) {
    const TemporaryFolder folder;
    const auto trace = TraceFile::open(folder.file("no/trace"), {7}, [](const LogLine&) {});
    assert_false(trace.has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_life_of_a_process_can_be_read),
        cmocka_unit_test(configurations_can_be_read),
        cmocka_unit_test(the_way_to_a_ring_can_be_read),
        cmocka_unit_test(frames_can_be_read),
        cmocka_unit_test(services_are_told_apart),
        cmocka_unit_test(different_payloads_have_different_digests),
        cmocka_unit_test(a_token_can_be_read),
        cmocka_unit_test(nothing_is_written_before_it_is_told_to),
        cmocka_unit_test(an_existing_trace_is_continued),
        cmocka_unit_test(a_write_that_fails_is_told_once_and_ends_the_trace),
        cmocka_unit_test(a_file_that_cannot_be_made_is_an_error),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
