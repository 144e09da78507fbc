// test/fuzz/fuzz_unpacker.cc - frames of several senders, with memberships and synchronisations in
// between, go through the unpacker.
//
// The input is a list of steps. The low 3 bits of the first byte say what happens, the next 3 to
// whom:
//     0-4  a frame: u8 fragmented, u8 continuation, u8 parts, u8 length of each, the data behind.
//          When the input is at its end, bytes of zero stand for what is missing
//     5    a frame as it is: u8 length, the bytes
//     6    u8 members as bits: the others are forgotten; or, with bit 7, one node is
//     7    the synchronisation begins (or ends)
#include "base/buffer.h"
#include "fuzz/cursor.h"
#include "fuzz/round_trip.h"
#include "packing/unpacker.h"
#include "wire/pack.h"

#include <array>
#include <cstring>
#include <vector>

namespace {

using namespace baton;

constexpr unsigned kSenders = 8;
// What messages hold that have hardly begun: two of each sender.
constexpr std::size_t kHeldMost = 2 * kSenders * (packing::kHeldBeside + 4096);

BufferPool pool;

class Sink final : public packing::MessageSink {
public:
    explicit Sink(packing::Unpacker& unpacker) : unpacker_(unpacker) {}
    // Reads it all, and sometimes does what a service does in the middle of a frame.
    void on_message(NodeId from, Bytes message, const Slice& holder) override {
        fuzz::require(from.value >= 1 && from.value <= kSenders);
        fuzz::require(message.size() <= packing::kReassembledMax);
        delivered_ += message.size();
        for (const std::byte byte : message) sum_ += std::to_integer<unsigned>(byte);
        if (message.size() % 64 == 63) unpacker_.set_synchronising(!unpacker_.synchronising());
        if (message.size() % 64 == 62) kept_ = holder.around(message);
    }
    [[nodiscard]] std::size_t delivered() const { return delivered_; }

private:
    packing::Unpacker& unpacker_;
    std::size_t delivered_ = 0;
    unsigned sum_ = 0;
    Slice kept_; // somebody upstairs still has it when the next frame comes
};

Slice frame_of(fuzz::Cursor& input) {
    const std::uint8_t fragmented = input.u8();
    const std::uint8_t continuation = input.u8();
    std::array<std::uint16_t, 4> lengths{};
    const std::size_t parts = 1 + input.u8() % lengths.size();
    std::size_t total = 0;
    for (std::size_t i = 0; i < parts; ++i) total += lengths.at(i) = input.u8();
    const std::size_t header = wire::pack_header_size(parts);
    Buffer buffer = pool.take(header + total);
    wire::write_pack_header(fragmented, continuation, std::span(lengths).first(parts),
                            buffer.bytes().first(header));
    input.fill(buffer.bytes().subspan(header));
    return buffer.slice(0, buffer.size());
}

void change_members(fuzz::Cursor& input, NodeId one, packing::Unpacker& unpacker) {
    const std::uint8_t bits = input.u8();
    if ((bits & 0x80U) != 0) return unpacker.forget(one);
    std::vector<NodeId> members;
    for (unsigned i = 0; i < kSenders; ++i)
        if ((bits >> i & 1U) != 0) members.push_back({i + 1});
    unpacker.keep_only(members);
}

void run(fuzz::Cursor& input) {
    packing::Unpacker unpacker;
    Sink sink(unpacker);
    std::size_t given = 0;
    while (!input.at_end()) {
        const std::uint8_t step = input.u8();
        const NodeId sender{1U + (step >> 3U & 7U)};
        if ((step & 7U) == 7) {
            unpacker.set_synchronising((step & 0x80U) != 0);
        } else if ((step & 7U) == 6) {
            change_members(input, sender, unpacker);
        } else {
            const Slice frame =
                (step & 7U) == 5 ? pool.copy(input.bytes(input.u8())) : frame_of(input);
            given += frame.size();
            unpacker.frame(sender, frame, sink);
        }
        fuzz::require(sink.delivered() <= given); // nothing is made up, nothing comes twice
        fuzz::require(unpacker.held() <= packing::kHeldTimes * given + kHeldMost);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Cursor input(fuzz::as_input(data, size));
    run(input);
    fuzz::require(pool.outstanding() == 0);
    return 0;
}
