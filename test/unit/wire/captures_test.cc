// test/unit/wire/captures_test.cc - two recordings of Corosync rings: everything in them decodes,
// to the last byte.
#include "support/application_message.h"
#include "support/capture.h"
#include "support/datagram.h"
#include "support/reassembler.h"

#include <exception>
#include <stdexcept>

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::ByteVector;
using test::CapturedDatagram;

struct Recording {
    std::string name;
    std::vector<CapturedDatagram> datagrams;
};

const Recording& recording(void** state) { return *static_cast<const Recording*>(*state); }

void every_datagram_decodes_without_a_remainder(void** state) {
    std::size_t wrong = 0;
    for (const CapturedDatagram& datagram : recording(state).datagrams) {
        const auto again = test::reencode_datagram(datagram.content);
        if (!again) print_error("%s\n", again.error().what.c_str());
        wrong += again && *again == test::datagram_without_padding(datagram.content) ? 0 : 1;
    }
    assert_int_equal(wrong, 0);
}

using Ring = std::map<std::uint32_t, ByteVector>; // multicasts by their place

test::RecordedRings rings_of(const Recording& recording) {
    test::RecordedRings recorded;
    for (const CapturedDatagram& datagram : recording.datagrams) recorded.add(datagram.content);
    return recorded;
}

void take_ring(test::Reassembler& reassembler, const Ring& ring, std::uint32_t last_seq) {
    for (const auto& [seq, datagram] : ring) {
        const auto message = wire::decode_multicast(datagram);
        if (seq <= last_seq && message->encapsulation == wire::Encapsulation::ordinary)
            reassembler.take(*message);
    }
}

test::Reassembler reassemble(const Recording& recording) {
    test::Reassembler reassembler;
    for (const auto& [id, ring] : rings_of(recording).rings())
        take_ring(reassembler, ring, UINT32_MAX);
    return reassembler;
}

void no_multicast_is_missing_and_none_is_left_over(void** state) {
    std::size_t wrong = 0;
    {
        for (const auto& [id, ring] : rings_of(recording(state)).rings())
            wrong += ring.rbegin()->first - ring.begin()->first + 1 - ring.size();
        const test::Reassembler reassembler = reassemble(recording(state));
        wrong += reassembler.dropped() + reassembler.unfinished();
    }
    assert_int_equal(wrong, 0);
}

// Messages of the kinds that a synchronisation of three nodes consists of, by their ids.
std::map<std::string, int> kinds_of(const std::vector<ByteVector>& messages) {
    std::map<std::string, int> kinds;
    for (const ByteVector& bytes : messages) {
        const auto message = test::decode_application(bytes).value();
        const bool sync = message.prefix.group == wire::Group::sync;
        ++kinds[(sync ? "sync " : "") + std::to_string(message.header.id)];
    }
    return kinds;
}

// Three service builds, versions, down lists; four barriers each; two node infos each and one
// that was sent before its time.
void the_ring_of_three_begins_with_a_synchronisation(void** state) {
    bool as_expected = false;
    {
        const auto recorded = rings_of(recording(state));
        test::Reassembler reassembler;
        take_ring(reassembler, recorded.rings().at({9, NodeId{1}}), 22);
        as_expected = kinds_of(reassembler.messages()) ==
                      std::map<std::string, int>{{"sync 0", 12},
                                                 {"sync 1", 3},
                                                 {"0", 3},
                                                 {std::to_string(0x20005), 3},
                                                 {std::to_string(0x50000), 7}};
    }
    assert_true(as_expected);
}

void every_application_message_decodes_without_a_remainder(void** state) {
    std::size_t wrong = 0;
    {
        const test::Reassembler reassembler = reassemble(recording(state));
        for (const ByteVector& bytes : reassembler.messages()) {
            const auto message = test::decode_application(bytes);
            if (!message) print_error("%s\n", message.error().what.c_str());
            const bool same =
                message && test::encode_application(*message) == test::without_padding(bytes);
            wrong += same ? 0 : 1;
        }
    }
    assert_int_equal(wrong, 0);
}

CMUnitTest about(Recording& recording, const char* name, CMUnitTestFunction test) {
    return {name, test, nullptr, nullptr, &recording};
}

Recording read_recording(const std::filesystem::path& path) {
    const ByteVector file = test::read_file(path);
    auto datagrams = test::read_capture(file);
    if (!datagrams) throw std::runtime_error(path.string() + ": " + datagrams.error().what);
    return {path.filename().string(), std::move(*datagrams)};
}

int run() {
    std::vector<Recording> recordings;
    for (const auto& path : test::vector_paths(".pcap")) recordings.push_back(read_recording(path));
    const std::vector<CMUnitTest> of_every_recording{
        cmocka_unit_test(every_datagram_decodes_without_a_remainder),
        cmocka_unit_test(every_application_message_decodes_without_a_remainder),
        cmocka_unit_test(no_multicast_is_missing_and_none_is_left_over)};
    std::vector<std::string> names; // CMocka keeps pointers to them
    names.reserve(of_every_recording.size() * recordings.size());
    std::vector<CMUnitTest> tests;
    for (Recording& one : recordings) {
        for (const CMUnitTest& test : of_every_recording) {
            names.push_back(std::string(test.name) + ": " + one.name);
            tests.push_back(about(one, names.back().c_str(), test.test_func));
        }
        if (one.name == "udpu-form-cpg.pcap")
            tests.push_back(about(one, "the_ring_of_three_begins_with_a_synchronisation",
                                  the_ring_of_three_begins_with_a_synchronisation));
    }
    return _cmocka_run_group_tests("captures", tests.data(), tests.size(), nullptr, nullptr);
}

} // namespace

int main() {
    try {
        return run();
    } catch (const std::exception& error) {
        print_error("%s\n", error.what());
        return 1;
    }
}
