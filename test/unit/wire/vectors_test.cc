// test/unit/wire/vectors_test.cc - every recorded message, one by one: it means what its file says,
// and what was decoded becomes the same bytes again. Files are found, not listed, so a file that
// the decoders do not understand is a failure.
#include "support/application_message.h"
#include "support/datagram.h"
#include "support/knet_packet.h"
#include "support/vector_file.h"
#include "wire/ringid_file.h"

#include <exception>

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::ByteVector;
using test::Description;
using test::VectorFile;

Result<void> describe_message(Bytes bytes, Description& into) {
    const auto message = test::decode_application(bytes);
    if (!message) return tl::make_unexpected(message.error());
    return test::describe(*message, "", into), Result<void>{};
}

Result<void> describe_knet_bytes(Bytes bytes, Description& into) {
    const auto packet = test::decode_knet(bytes);
    if (!packet) return tl::make_unexpected(packet.error());
    return test::describe_knet(*packet, into);
}

Result<void> describe_file(Bytes bytes, Description& into) {
    const auto ring_seq = wire::decode_ringid_file(bytes);
    if (!ring_seq) return tl::make_unexpected(ring_seq.error());
    return into.number("ring_seq", *ring_seq), Result<void>{};
}

Result<void> describe_vector(const VectorFile& file, Description& into) {
    const bool beginnings = file.description.fields.contains("part[0].group_count");
    if (file.layer == "packet") return test::describe_datagram(file.bytes, "", beginnings, into);
    if (file.layer == "message") return describe_message(file.bytes, into);
    if (file.layer == "knet") return describe_knet_bytes(file.bytes, into);
    if (file.layer == "file") return describe_file(file.bytes, into);
    return failure(Error::Kind::malformed, "unknown layer " + file.layer);
}

ByteVector reencode_message(Bytes bytes) {
    const auto message = test::decode_application(bytes);
    return message ? test::encode_application(*message) : ByteVector{};
}

// The Totem message inside goes through our encoder too.
ByteVector reencode_knet(Bytes bytes) {
    auto packet = test::decode_knet(bytes);
    if (!packet) return {};
    ByteVector content;
    if (packet->type == test::KnetType::data && packet->fragments == 1) {
        content = test::reencode_datagram(packet->content).value_or(ByteVector{});
        packet->content = content;
    }
    return test::encode_knet(*packet);
}

ByteVector reencode_file(Bytes bytes) {
    const auto encoded = wire::encode_ringid_file(wire::decode_ringid_file(bytes).value_or(0));
    return {encoded.begin(), encoded.end()};
}

ByteVector reencode_vector(const VectorFile& file) {
    if (file.layer == "packet") return test::reencode_datagram(file.bytes).value_or(ByteVector{});
    if (file.layer == "message") return reencode_message(file.bytes);
    if (file.layer == "knet") return reencode_knet(file.bytes);
    return reencode_file(file.bytes);
}

ByteVector expected_bytes(const VectorFile& file) {
    if (file.layer == "packet") return test::datagram_without_padding(file.bytes);
    if (file.layer == "message") return test::without_padding(file.bytes);
    return file.bytes;
}

// Prints what differs, from either side; returns how much that is.
std::size_t differences(const Description& said, const Description& decoded) {
    std::size_t count = 0;
    for (const auto& [name, value] : said.fields) {
        const auto found = decoded.fields.find(name);
        if (found != decoded.fields.end() && found->second == value) continue;
        const char* other = found == decoded.fields.end() ? "missing" : found->second.c_str();
        print_error("%s: file %s, decoded %s\n", name.c_str(), value.c_str(), other);
        ++count;
    }
    for (const auto& [name, value] : decoded.fields) {
        if (said.fields.contains(name)) continue;
        print_error("%s: not in the file, decoded %s\n", name.c_str(), value.c_str());
        ++count;
    }
    return count;
}

bool means_what_its_file_says(const VectorFile& file) {
    Description decoded;
    const auto done = describe_vector(file, decoded);
    if (!done) print_error("%s\n", done.error().what.c_str());
    return done && differences(file.description, decoded) == 0;
}

void every_field_is_decoded_as_the_file_says(void** state) {
    assert_true(means_what_its_file_says(*static_cast<const VectorFile*>(*state)));
}

void what_was_decoded_becomes_the_same_bytes(void** state) {
    bool same = false;
    {
        const auto& file = *static_cast<const VectorFile*>(*state);
        same = reencode_vector(file) == expected_bytes(file);
    }
    assert_true(same);
}

void there_is_a_file_for_every_kind_of_message(void** state) {
    assert_true(static_cast<std::vector<VectorFile>*>(*state)->size() >= 46);
}

CMUnitTest about(VectorFile& file, const std::string& name, CMUnitTestFunction test) {
    return {name.c_str(), test, nullptr, nullptr, &file};
}

int run() {
    std::vector<VectorFile> files = test::read_all_vectors();
    std::vector<std::string> names; // CMocka keeps pointers to them
    names.reserve(2 * files.size());
    std::vector<CMUnitTest> tests{{"there_is_a_file_for_every_kind_of_message",
                                   there_is_a_file_for_every_kind_of_message, nullptr, nullptr,
                                   &files}};
    for (VectorFile& file : files) {
        names.push_back("every_field_is_decoded_as_the_file_says: " + file.name);
        tests.push_back(about(file, names.back(), every_field_is_decoded_as_the_file_says));
        names.push_back("what_was_decoded_becomes_the_same_bytes: " + file.name);
        tests.push_back(about(file, names.back(), what_was_decoded_becomes_the_same_bytes));
    }
    return _cmocka_run_group_tests("vectors", tests.data(), tests.size(), nullptr, nullptr);
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
