// test/fuzz/engine/clients.cc - see clients.h.
#include "fuzz/engine/clients.h"

#include <array>

namespace baton::fuzz {

namespace {

constexpr std::array<const char*, 4> kGroups{"g0", "g1", "", "a-group-with-a-longer-name"};

GroupName group(Cursor& input) { return GroupName(kGroups.at(input.u8() % kGroups.size())); }

// 0 to 15 KiB of the same byte.
Bytes data_of(Cursor& input) {
    static constexpr std::array<std::byte, 15 * 1024 + 1> kZeros{};
    const std::uint8_t size = input.u8();
    return Bytes(kZeros).first(size < 192 ? size : (size - 192U) * 240U);
}

cpg::Request request_of(std::uint8_t what, Cursor& input) {
    switch (what) {
    case 2:
        return cpg::JoinRequest{group(input), input.u8() == 255, 1000U + input.u8() % 8U,
                                input.u8() % 2U};
    case 3:
        return cpg::LeaveRequest{group(input), 1000};
    case 4:
        return cpg::MulticastRequest{2, false, data_of(input)};
    case 5:
        return cpg::MulticastRequest{3, input.flag(), data_of(input)};
    case 6:
        return cpg::PartialMulticastRequest{2, input.u16(), 1U + input.u8() % 3U, data_of(input)};
    case 7:
        return cpg::MembershipRequest{group(input)};
    case 8:
        return cpg::IterationStartRequest{group(input), input.u8() % 5U};
    case 9:
        return cpg::IterationNextRequest{input.u8() % 8U};
    case 10:
        return cpg::IterationEndRequest{input.u8() % 8U};
    case 11:
        return cpg::FinalizeRequest{};
    default:
        return cpg::LocalGetRequest{};
    }
}

} // namespace

void client_step(Bed& bed, Cursor& input) {
    const std::uint8_t what = input.u8() % 13;
    if (what == 0) return bed.connect();
    const std::uint8_t which = input.u8();
    if (what == 1) return bed.disconnect(which);
    bed.request(which, request_of(what, input));
}

} // namespace baton::fuzz
