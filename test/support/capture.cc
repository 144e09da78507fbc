// test/support/capture.cc - pcap, Ethernet, IPv4, UDP.
//
// pcap: 24 bytes: 0 u32 magic, 20 u32 link type; then records: 8 u32 kept, 12 u32 original length
// (machine order), 16 frame. All numbers inside the frame are big endian.
#include "support/capture.h"

#include "wire/fields.h"

#include <utility>

namespace baton::test {

namespace {

constexpr std::uint32_t kPcapMagic = 0xA1B2C3D4;
constexpr std::uint32_t kEthernet = 1;
constexpr std::size_t kFileHeader = 24;
constexpr std::size_t kRecordHeader = 16;
constexpr std::size_t kEthernetHeader = 14;
constexpr std::size_t kIpHeader = 20;
constexpr std::size_t kUdpHeader = 8;

auto malformed(const char* what) { return failure(Error::Kind::malformed, what); }

std::uint16_t big16(Bytes bytes, std::size_t offset) {
    const auto high = std::to_integer<unsigned>(bytes[offset]);
    return static_cast<std::uint16_t>(high * 256 + std::to_integer<unsigned>(bytes[offset + 1]));
}
std::uint32_t big32(Bytes bytes, std::size_t offset) {
    return std::uint32_t{big16(bytes, offset)} << 16U | big16(bytes, offset + 2);
}

Result<CapturedDatagram> read_udp(Bytes packet, Bytes udp) {
    if (udp.size() < kUdpHeader || big16(udp, 4) != udp.size())
        return malformed("capture: wrong UDP length");
    const Bytes content = udp.subspan(kUdpHeader);
    return CapturedDatagram{big32(packet, 12), big32(packet, 16), big16(udp, 0), big16(udp, 2),
                            ByteVector(content.begin(), content.end())};
}

Result<CapturedDatagram> read_frame(Bytes frame) {
    if (frame.size() < kEthernetHeader + kIpHeader || big16(frame, 12) != 0x0800)
        return malformed("capture: not IPv4");
    const Bytes packet = frame.subspan(kEthernetHeader);
    const std::size_t header = (std::to_integer<unsigned>(packet[0]) & 15U) * 4;
    const std::size_t total = big16(packet, 2);
    if (header < kIpHeader || total < header || total > packet.size())
        return malformed("capture: cut off, or a wrong IP header");
    if ((big16(packet, 6) & 0x3FFFU) != 0) return malformed("capture: an IP fragment");
    if (packet[9] != std::byte{17}) return malformed("capture: not UDP");
    return read_udp(packet, packet.subspan(header, total - header));
}

} // namespace

Result<std::vector<CapturedDatagram>> read_capture(Bytes file) {
    const auto head = wire::Fields<kFileHeader>::of(file);
    if (!head || head->get<std::uint32_t, 0>() != kPcapMagic ||
        head->get<std::uint32_t, 20>() != kEthernet)
        return malformed("capture: not a pcap file of Ethernet frames");
    std::vector<CapturedDatagram> datagrams;
    for (Bytes rest = file.subspan(kFileHeader); !rest.empty();) {
        const auto record = wire::Fields<kRecordHeader>::of(rest);
        if (!record) return malformed("capture: ends within a record");
        rest = rest.subspan(kRecordHeader);
        const std::size_t size = record->get<std::uint32_t, 8>();
        if (size != record->get<std::uint32_t, 12>() || size > rest.size())
            return malformed("capture: a frame is not there whole");
        auto datagram = read_frame(rest.first(size));
        if (!datagram) return tl::make_unexpected(datagram.error());
        datagrams.push_back(std::move(*datagram));
        rest = rest.subspan(size);
    }
    return datagrams;
}

} // namespace baton::test
