// exec/wire/totem_header.h - the 13 bytes that begin every Totem message, for the codecs of wire/.
//
//    0 u16 magic, 0xC070   2 u8 version, 3   3 u8 type   4 u8 encapsulation
//    5 u32 sender          9 u32 target
#pragma once

#include "base/assert.h"
#include "wire/fields.h"
#include "wire/totem.h"

namespace baton::wire {

constexpr std::uint16_t kMagic = 0xC070;
constexpr std::uint16_t kForeignMagic = 0x70C0;
constexpr std::uint8_t kVersion = 3;

// The header of a datagram that has to be of this type and at least `size` bytes long. `name` is
// how the messages of the type are called in an error.
Result<Header> decode_header_of(Bytes datagram, TotemType type, std::size_t size, const char* name);

// Every message but the multicast has encapsulation 0.
template <std::size_t Size>
void put_header(FieldsOut<Size>& out, TotemType type, NodeId sender, NodeId target,
                Encapsulation encapsulation = Encapsulation::none) {
    out.template put<0>(kMagic)
        .template put<2>(kVersion)
        .template put<3>(static_cast<std::uint8_t>(type))
        .template put<4>(static_cast<std::uint8_t>(encapsulation))
        .template put<5>(sender)
        .template put<9>(target);
}

} // namespace baton::wire
