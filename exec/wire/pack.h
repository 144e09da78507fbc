// exec/wire/pack.h - the pack: the payload of an ordinary multicast, made of some application
// messages or parts of them.
//
//   0 u16 version, 0
//   2 u16 type, 0
//   4 u8  fragmented     0: the last part ends a message; else it goes on in the sender's next pack
//   5 u8  continuation   0: the first part begins a message; else the `fragmented` it continues
//   6 u16 count          parts, at least 1
//   8 u16 length[count]  then the parts, without padding
#pragma once

#include "base/assert.h"
#include "base/buffer.h"
#include "base/result.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

namespace baton::wire {

constexpr std::size_t kPackHeaderSize = 8; // + 2 per part
constexpr std::size_t pack_header_size(std::size_t parts) { return kPackHeaderSize + 2 * parts; }

class PackReader {
public:
    // Refuses a payload whose lengths do not add up to exactly its size, and one without parts.
    static Result<PackReader> of(Bytes payload);
    // The same for whoever does not ask why.
    static std::optional<PackReader> read(Bytes payload);
    [[nodiscard]] std::uint8_t fragmented() const { return fragmented_; }
    [[nodiscard]] std::uint8_t continuation() const { return continuation_; }
    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] std::size_t length(std::size_t part) const { // of one part, part < count()
        ASSERT(part < count_);
        std::uint16_t length = 0;
        std::memcpy(&length, payload_.data() + pack_header_size(part), sizeof length);
        return length;
    }
    [[nodiscard]] std::size_t data_offset() const { return pack_header_size(count_); }

private:
    Bytes payload_;
    std::size_t count_ = 0;
    std::uint8_t fragmented_ = 0;
    std::uint8_t continuation_ = 0;
};

// Version and type are not looked at: Corosync does not either, and members of one ring must agree
// about which packs count.
inline std::optional<PackReader> PackReader::read(Bytes payload) {
    if (payload.size() < kPackHeaderSize) return std::nullopt;
    PackReader reader;
    reader.payload_ = payload;
    reader.fragmented_ = std::to_integer<std::uint8_t>(payload[4]);
    reader.continuation_ = std::to_integer<std::uint8_t>(payload[5]);
    std::uint16_t count = 0;
    std::memcpy(&count, payload.data() + 6, sizeof count);
    reader.count_ = count;
    if (count == 0 || payload.size() < reader.data_offset()) return std::nullopt;
    std::size_t total = reader.data_offset();
    for (std::size_t part = 0; part < count; ++part) total += reader.length(part);
    if (total != payload.size()) return std::nullopt;
    return reader;
}

// Writes header and lengths; `out` must be exactly pack_header_size(lengths.size()) bytes.
void write_pack_header(std::uint8_t fragmented, std::uint8_t continuation,
                       std::span<const std::uint16_t> lengths, std::span<std::byte> out);

// The group prefix in front of every application message: u16 count, u16 length[], names.
enum class Group : std::uint8_t { services, sync, unknown }; // "a", "sync", any other
struct GroupPrefix {
    Group group = Group::unknown; // the first known name of the list
    std::size_t size = 0;         // bytes of the prefix
};
Result<GroupPrefix> decode_group_prefix(Bytes message);
constexpr std::size_t kServicesPrefixSize = 5;
// Whether it is the one prefix that all write in front of services' messages. Others may mean the
// same.
inline bool has_services_prefix(Bytes message) {
    constexpr std::array<unsigned char, kServicesPrefixSize> kPrefix =
        std::endian::native == std::endian::little
            ? std::array<unsigned char, kServicesPrefixSize>{1, 0, 1, 0, 'a'}
            : std::array<unsigned char, kServicesPrefixSize>{0, 1, 0, 1, 'a'};
    return message.size() >= kPrefix.size() &&
           std::memcmp(message.data(), kPrefix.data(), kPrefix.size()) == 0;
}
constexpr std::size_t kSyncPrefixSize = 8;
void write_services_prefix(std::span<std::byte, kServicesPrefixSize> out);
void write_sync_prefix(std::span<std::byte, kSyncPrefixSize> out);

} // namespace baton::wire
