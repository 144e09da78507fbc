// test/unit/wire/hostile_bytes_test.cc - recorded messages cut short and spoilt. Each lies at the
// very end of its memory, so with sanitizers a single step too far ends the test.
#include "base/random.h"
#include "support/application_message.h"
#include "support/datagram.h"
#include "support/knet_packet.h"
#include "support/vector_file.h"
#include "wire/cpg_batch.h"
#include "wire/reload.h"
#include "wire/ringid_file.h"
#include "wire/totem.h"

#include <exception>

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::ByteVector;
using test::ExactCopy;
using test::VectorFile;

const std::vector<VectorFile>& vectors(void** state) {
    return *static_cast<const std::vector<VectorFile>*>(*state);
}

// Every decoder there is, whatever the bytes claim to be. Returns how many took them.
std::size_t decode_as_everything(Bytes bytes) {
    test::Description description;
    std::size_t taken = 0;
    taken += wire::decode_header(bytes) ? 1 : 0;
    taken += wire::decode_token(bytes) ? 1 : 0;
    taken += wire::decode_multicast(bytes) ? 1 : 0;
    taken += wire::decode_merge_detect(bytes) ? 1 : 0;
    taken += wire::decode_join(bytes) ? 1 : 0;
    taken += wire::decode_commit_token(bytes) ? 1 : 0;
    taken += wire::decode_hold_cancel(bytes) ? 1 : 0;
    taken += wire::PackReader::of(bytes) ? 1 : 0;
    taken += wire::decode_group_prefix(bytes) ? 1 : 0;
    taken += wire::decode_service_header(bytes) ? 1 : 0;
    taken += wire::decode_sync(bytes) ? 1 : 0;
    taken += wire::decode_cmap(bytes) ? 1 : 0;
    taken += wire::decode_cfg(bytes) ? 1 : 0;
    taken += wire::decode_reload(bytes) ? 1 : 0;
    taken += wire::decode_cpg(bytes) ? 1 : 0;
    taken += wire::decode_cpg_batch(bytes) ? 1 : 0;
    taken += wire::decode_votequorum(bytes) ? 1 : 0;
    taken += wire::decode_ringid_file(bytes) ? 1 : 0;
    taken += test::reencode_datagram(bytes) ? 1 : 0;
    taken += test::decode_application(bytes) ? 1 : 0;
    taken += test::decode_knet(bytes) ? 1 : 0;
    return taken;
}

// Whatever a decoder takes, an encoder can write, and it decodes to the same again. Multicasts are
// left out: their payload is copied.
bool encodes_again(Bytes bytes) {
    const auto once = test::reencode_datagram(bytes);
    if (!once || wire::decode_header(*once)->type == wire::TotemType::multicast) return true;
    return test::reencode_datagram(*once).value_or(ByteVector{}) == *once;
}

// Where in the bytes of a vector a decoder could begin to read.
std::vector<Bytes> starts(Bytes bytes) {
    std::vector<Bytes> starts{bytes};
    if (const auto prefix = wire::decode_group_prefix(bytes))
        starts.push_back(bytes.subspan(prefix->size));
    const auto message = wire::decode_multicast(bytes);
    if (!message) return starts;
    starts.push_back(message->payload);
    const auto pack = wire::PackReader::of(message->payload);
    if (!pack) return starts;
    for (const test::PackPart& part : test::parts_of(*pack, message->payload))
        for (const Bytes start : {part.bytes, part.bytes.subspan(std::min<std::size_t>(
                                                  part.bytes.size(), wire::kServicesPrefixSize))})
            starts.push_back(start);
    return starts;
}

// The daemon's way of taking this message, whole or not; false if it refuses.
bool accepts(const VectorFile& file, Bytes bytes) {
    if (file.layer == "packet") return test::reencode_datagram(bytes).has_value();
    if (file.layer == "message") return test::decode_application(bytes).has_value();
    if (file.layer == "file") return wire::decode_ringid_file(bytes).has_value();
    return false; // knet's packets are libknet's business
}

void no_part_of_a_message_is_taken_for_the_whole(void** state) {
    std::size_t accepted = 0;
    for (const VectorFile& file : vectors(state))
        for (std::size_t size = 0; size < file.bytes.size(); ++size) {
            const ExactCopy cut(Bytes(file.bytes).first(size));
            if (!accepts(file, cut.bytes())) continue;
            print_error("%s: accepted at %zu bytes\n", file.name.c_str(), size);
            ++accepted;
        }
    assert_int_equal(accepted, 0);
}

void every_decoder_stays_within_a_message_cut_short(void** state) {
    std::size_t tried = 0;
    for (const VectorFile& file : vectors(state))
        for (const Bytes start : starts(file.bytes))
            for (std::size_t size = 0; size < start.size(); size += 1 + size / 256) {
                const ExactCopy cut(start.first(size));
                tried += decode_as_everything(cut.bytes()) < 19 ? 1 : 0;
            }
    assert_true(tried > 5000);
}

// Counts and lengths are what is worth spoiling: they are small numbers that become large.
void spoil(std::span<std::byte> bytes, Random& random) {
    constexpr std::array<std::uint8_t, 6> kinds{0xFF, 0x80, 0x7F, 0x00, 0x01, 0x40};
    const std::size_t reach =
        random.below(2) == 0 ? bytes.size() : std::min<std::size_t>(bytes.size(), 96);
    for (std::uint64_t i = 0, count = 1 + random.below(4); i < count; ++i)
        bytes[random.below(reach)] = random.below(2) == 0
                                         ? std::byte{kinds[random.below(kinds.size())]}
                                         : static_cast<std::byte>(random.below(256));
}

void a_spoilt_message_is_refused_or_decodes_to_something_that_encodes(void** state) {
    Random random(20240229);
    std::size_t tried = 0;
    std::size_t changed = 0;
    for (const VectorFile& file : vectors(state))
        for (const Bytes start : starts(file.bytes))
            for (int round = 0; round < 300 && !start.empty(); ++round) {
                ByteVector bytes(start.begin(), start.end());
                spoil(bytes, random);
                const ExactCopy copy(bytes);
                changed += encodes_again(copy.bytes()) ? 0 : 1;
                tried += decode_as_everything(copy.bytes()) < 19 ? 1 : 0;
            }
    assert_true(tried > 5000);
    assert_int_equal(changed, 0);
}

int run() {
    std::vector<VectorFile> files = test::read_all_vectors();
    const auto about = [&files](const char* name, CMUnitTestFunction test) {
        return CMUnitTest{name, test, nullptr, nullptr, &files};
    };
    const std::vector<CMUnitTest> tests{
        about("no_part_of_a_message_is_taken_for_the_whole",
              no_part_of_a_message_is_taken_for_the_whole),
        about("every_decoder_stays_within_a_message_cut_short",
              every_decoder_stays_within_a_message_cut_short),
        about("a_spoilt_message_is_refused_or_decodes_to_something_that_encodes",
              a_spoilt_message_is_refused_or_decodes_to_something_that_encodes)};
    return _cmocka_run_group_tests("hostile bytes", tests.data(), tests.size(), nullptr, nullptr);
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
