// test/support/knet_packet.h - packets of libknet 1 without encryption, for recorded traffic.
// Baton itself leaves these to libknet.
//
// All numbers are big endian.
//    0 u8 version, 1    1 u8 type    2 u16 sender    4 u8 highest version    5 u8 padding
// Data, 14 bytes + content:
//    6 u16 seq    8 u8 compression    9 u8 padding    10 u8 broadcast    11 u8 fragments
//   12 u8 fragment, from 1, 0 if there is one only    13 u8 channel
// Ping and pong, 26 bytes:
//    6 u8 link    7 time[16]    23 u16 seq    25 u8 timed
#pragma once

#include "base/result.h"
#include "support/description.h"
#include "support/test_data.h"

#include <array>

namespace baton::test {

enum class KnetType : std::uint8_t { data = 0x00, ping = 0x81, pong = 0x82 };

struct KnetPacket {
    KnetType type = KnetType::data;
    std::uint16_t sender = 0;
    std::uint8_t highest_version = 0;
    std::uint16_t seq = 0;
    std::uint8_t compression = 0; // data: from here
    bool broadcast = false;
    std::uint8_t fragments = 1;
    std::uint8_t fragment = 0;
    std::uint8_t channel = 0;
    Bytes content;         // a Totem message or a part of one; points into the packet
    std::uint8_t link = 0; // ping and pong: from here
    std::array<std::byte, 16> time{};
    bool timed = true;
};

Result<KnetPacket> decode_knet(Bytes packet);
ByteVector encode_knet(const KnetPacket& packet);
// With the Totem message inside, if it is a whole one.
Result<void> describe_knet(const KnetPacket& packet, Description& into);

} // namespace baton::test
