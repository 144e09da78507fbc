// test/support/knet_packet.cc - packets of libknet, decoded, put into words and encoded again.
#include "support/knet_packet.h"

#include "support/datagram.h"

#include <algorithm>

namespace baton::test {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kDataSize = 14;
constexpr std::size_t kPingSize = 26;

std::uint8_t u8(Bytes packet, std::size_t offset) {
    return std::to_integer<std::uint8_t>(packet[offset]);
}
std::uint16_t u16(Bytes packet, std::size_t offset) {
    return static_cast<std::uint16_t>(u8(packet, offset) * 256 + u8(packet, offset + 1));
}
void put(ByteVector& packet, std::size_t offset, std::uint8_t value) {
    packet[offset] = std::byte{value};
}
void put_u16(ByteVector& packet, std::size_t offset, std::uint16_t value) {
    put(packet, offset, static_cast<std::uint8_t>(value / 256));
    put(packet, offset + 1, static_cast<std::uint8_t>(value % 256));
}

void read_data(Bytes packet, KnetPacket& out) {
    out.seq = u16(packet, 6);
    out.compression = u8(packet, 8);
    out.broadcast = u8(packet, 10) != 0;
    out.fragments = u8(packet, 11);
    out.fragment = u8(packet, 12);
    out.channel = u8(packet, 13);
    out.content = packet.subspan(kDataSize);
}

void read_ping(Bytes packet, KnetPacket& out) {
    out.link = u8(packet, 6);
    std::copy_n(packet.begin() + 7, out.time.size(), out.time.begin());
    out.seq = u16(packet, 23);
    out.timed = u8(packet, 25) != 0;
}

std::string hex(Bytes bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::byte byte : bytes) {
        text += digits[std::to_integer<unsigned>(byte) / 16];
        text += digits[std::to_integer<unsigned>(byte) % 16];
    }
    return text;
}

void describe_data(const KnetPacket& packet, Description& into) {
    into.number("knet.data.seq_num", packet.seq);
    into.number("knet.data.compress", packet.compression);
    into.number("knet.data.pad", 0U);
    into.number("knet.data.bcast", unsigned{packet.broadcast});
    into.number("knet.data.frag_num", packet.fragments);
    into.number("knet.data.frag_seq", packet.fragment);
    into.number("knet.data.channel", packet.channel);
}

void describe_ping(const KnetPacket& packet, Description& into) {
    into.number("knet.ping.link", packet.link);
    into.word("knet.ping.time", hex(packet.time));
    into.number("knet.ping.seq_num", packet.seq);
    into.number("knet.ping.timed", unsigned{packet.timed});
}

} // namespace

Result<KnetPacket> decode_knet(Bytes packet) {
    if (packet.size() < kDataSize || u8(packet, 0) != kVersion)
        return failure(Error::Kind::malformed, "knet: too short, or another version");
    KnetPacket out;
    out.type = static_cast<KnetType>(u8(packet, 1));
    out.sender = u16(packet, 2);
    out.highest_version = u8(packet, 4);
    const bool ping = out.type == KnetType::ping || out.type == KnetType::pong;
    if (out.type == KnetType::data)
        read_data(packet, out);
    else if (ping && packet.size() == kPingSize)
        read_ping(packet, out);
    else
        return failure(Error::Kind::malformed, "knet: unknown type, or a ping of a wrong length");
    return out;
}

ByteVector encode_knet(const KnetPacket& packet) {
    const bool data = packet.type == KnetType::data;
    ByteVector out(data ? kDataSize : kPingSize);
    put(out, 0, kVersion);
    put(out, 1, static_cast<std::uint8_t>(packet.type));
    put_u16(out, 2, packet.sender);
    put(out, 4, packet.highest_version);
    put_u16(out, data ? 6 : 23, packet.seq);
    if (data) {
        put(out, 8, packet.compression);
        put(out, 10, packet.broadcast ? 1 : 0);
        put(out, 11, packet.fragments);
        put(out, 12, packet.fragment);
        put(out, 13, packet.channel);
        out.insert(out.end(), packet.content.begin(), packet.content.end());
    } else {
        put(out, 6, packet.link);
        std::copy(packet.time.begin(), packet.time.end(), out.begin() + 7);
        put(out, 25, packet.timed ? 1 : 0);
    }
    return out;
}

Result<void> describe_knet(const KnetPacket& packet, Description& into) {
    into.number("knet.version", kVersion);
    into.number("knet.type", static_cast<std::uint8_t>(packet.type));
    into.number("knet.node", packet.sender);
    into.number("knet.max_ver", packet.highest_version);
    into.number("knet.pad", 0U);
    if (packet.type != KnetType::data) return describe_ping(packet, into), Result<void>{};
    describe_data(packet, into);
    if (packet.fragments != 1) return {};
    return describe_datagram(packet.content, "payload.", false, into);
}

} // namespace baton::test
