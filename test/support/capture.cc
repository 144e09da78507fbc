// test/support/capture.cc - pcap, Ethernet, IPv4, UDP.
//
// pcap: 24 bytes: 0 u32 magic, 20 u32 link type; then records: 8 u32 kept, 12 u32 original length
// (machine order), 16 frame. All numbers inside the frame are big endian.
#include "support/capture.h"

#include "wire/fields.h"

#include <algorithm>
#include <map>
#include <tuple>

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

// The pieces of one IP packet, by their place in it.
struct Fragments {
    std::map<std::size_t, ByteVector> pieces;
    bool last_seen = false;

    // All of it if nothing is missing.
    [[nodiscard]] Result<ByteVector> whole() const {
        ByteVector bytes;
        for (const auto& [offset, piece] : pieces) {
            if (offset != bytes.size()) return malformed("capture: fragments with a gap");
            bytes.insert(bytes.end(), piece.begin(), piece.end());
        }
        if (!last_seen) return malformed("capture: the last fragment is missing");
        return bytes;
    }
};

class Reader {
public:
    Result<void> frame(Bytes frame) {
        if (frame.size() < kEthernetHeader + kIpHeader || big16(frame, 12) != 0x0800)
            return malformed("capture: not IPv4");
        const Bytes packet = frame.subspan(kEthernetHeader);
        const std::size_t header = (std::to_integer<unsigned>(packet[0]) & 15U) * 4;
        const std::size_t total = big16(packet, 2);
        if (header < kIpHeader || total < header || total > packet.size())
            return malformed("capture: cut off, or a wrong IP header");
        if (packet[9] != std::byte{17}) return malformed("capture: not UDP");
        return fragment(packet, packet.subspan(header, total - header));
    }
    Result<std::vector<CapturedDatagram>> take() {
        if (!waiting_.empty()) return malformed("capture: an incomplete datagram");
        return std::move(datagrams_);
    }

private:
    Result<void> fragment(Bytes packet, Bytes content) {
        const unsigned place = big16(packet, 6);
        const auto key = std::tuple{big32(packet, 12), big32(packet, 16), big16(packet, 4)};
        Fragments& fragments = waiting_[key];
        fragments.pieces.emplace((place & 0x1FFFU) * 8, ByteVector(content.begin(), content.end()));
        fragments.last_seen |= (place & 0x2000U) == 0;
        const auto whole = fragments.whole();
        if (!whole) return {}; // more to come; take() sees what never came
        auto done = udp(std::get<0>(key), std::get<1>(key), *whole);
        waiting_.erase(key);
        return done;
    }
    Result<void> udp(std::uint32_t source, std::uint32_t destination, Bytes bytes) {
        if (bytes.size() < kUdpHeader || big16(bytes, 4) != bytes.size())
            return malformed("capture: wrong UDP length");
        const Bytes content = bytes.subspan(kUdpHeader);
        datagrams_.push_back({source, destination, big16(bytes, 0), big16(bytes, 2),
                              ByteVector(content.begin(), content.end())});
        return {};
    }

    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint16_t>, Fragments> waiting_;
    std::vector<CapturedDatagram> datagrams_;
};

} // namespace

Result<std::vector<CapturedDatagram>> read_capture(Bytes file) {
    const auto head = wire::Fields<kFileHeader>::of(file);
    if (!head || head->get<std::uint32_t, 0>() != kPcapMagic ||
        head->get<std::uint32_t, 20>() != kEthernet)
        return malformed("capture: not a pcap file of Ethernet frames");
    Reader reader;
    for (Bytes rest = file.subspan(kFileHeader); !rest.empty();) {
        const auto record = wire::Fields<kRecordHeader>::of(rest);
        if (!record) return malformed("capture: ends within a record");
        rest = rest.subspan(kRecordHeader);
        const std::size_t size = record->get<std::uint32_t, 8>();
        if (size != record->get<std::uint32_t, 12>() || size > rest.size())
            return malformed("capture: a frame is not there whole");
        if (const auto done = reader.frame(rest.first(size)); !done)
            return tl::make_unexpected(done.error());
        rest = rest.subspan(size);
    }
    return reader.take();
}

} // namespace baton::test
