// exec/wire/service.h - the header of every service message, and the numbers of the services.
//
// Service messages are aligned to 8 and follow the group prefix of pack.h.
// Request header, 16 bytes: 0 i32 id (service x 65536 + function), 8 i32 size.
#pragma once

#include "base/buffer.h"
#include "base/result.h"

#include <cstdint>
#include <cstring>
#include <optional>

namespace baton::wire {

constexpr std::size_t kServiceHeaderSize = 16;
constexpr std::size_t kServicesMax = 64; // Corosync looks numbers from 64 on up beyond its table

enum class ServiceId : std::uint16_t {
    cmap = 0,
    cfg = 1,
    cpg = 2,
    quorum = 3,
    pload = 4,
    votequorum = 5,
    mon = 6,
    wd = 7,
    // Batons only; 32 to 63 are free of Corosync services.
    capability = 32, // what a node can do
    reload = 33,     // a reload of the configuration that all apply or none
    cpg_batch = 34,  // many messages of a cpg client in one
};

struct ServiceHeader {
    std::int32_t id = 0; // service x 65536 + function; in the sync group a plain message number
    std::uint32_t size = 0;
    [[nodiscard]] std::uint16_t service() const {
        return static_cast<std::uint16_t>(static_cast<std::uint32_t>(id) >> 16U);
    }
    [[nodiscard]] std::uint16_t function() const {
        return static_cast<std::uint16_t>(static_cast<std::uint32_t>(id) & 0xFFFFU);
    }
};
// Which of the services above a message's number means; none for all other numbers.
std::optional<ServiceId> known_service(std::uint16_t service);

// Refuses a message shorter than the header, a negative size, one below the header's own and one
// beyond the message's end.
Result<ServiceHeader> decode_service_header(Bytes message);
// The same for whoever does not ask why; of a message of that size that begins with these bytes.
inline std::optional<ServiceHeader> read_service_header(Bytes begin, std::size_t message_size) {
    if (begin.size() < kServiceHeaderSize) return std::nullopt;
    std::int32_t id = 0;
    std::int32_t size = 0;
    std::memcpy(&id, begin.data(), sizeof id);
    std::memcpy(&size, begin.data() + 8, sizeof size);
    const auto unsigned_size = static_cast<std::uint32_t>(size);
    if (size < static_cast<std::int32_t>(kServiceHeaderSize) || unsigned_size > message_size)
        return std::nullopt;
    return ServiceHeader{id, unsigned_size};
}
inline std::optional<ServiceHeader> read_service_header(Bytes message) {
    return read_service_header(message, message.size());
}
constexpr std::int32_t service_message_id(ServiceId service, std::uint16_t function) {
    return static_cast<std::int32_t>((static_cast<std::uint32_t>(service) << 16U) | function);
}

} // namespace baton::wire
