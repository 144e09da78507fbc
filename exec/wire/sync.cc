// exec/wire/sync.cc - barrier and service build.
#include "wire/sync.h"

#include "wire/service_message.h"

#include <algorithm>

namespace baton::wire {

namespace {

constexpr std::int32_t kBarrierId = 0;
constexpr std::int32_t kServiceBuildId = 1;
constexpr std::size_t kListOffset = 40;
constexpr std::size_t kServiceSize = 4;

Result<SyncMessage> decode_barrier(Bytes message) {
    const auto head = Fields<kBarrierSize>::of(message);
    if (!head) return failure(Error::Kind::malformed, "sync: barrier too short");
    return Barrier{head->ring<16>()};
}

// The list is a set; whatever its order was, ours is ascending.
Result<SyncMessage> decode_service_build(Bytes message) {
    const auto head = Fields<kServiceBuildSize>::of(message);
    if (!head) return failure(Error::Kind::malformed, "sync: service build too short");
    const std::size_t count = head->get<std::uint32_t, 32>();
    if (count > kSyncServicesMax)
        return failure(Error::Kind::limit, "sync: service build with too many services");
    ServiceBuild build{head->ring<16>(), {}};
    for (std::size_t i = 0; i < count; ++i) {
        const auto entry =
            Fields<kServiceSize>::of(message.subspan(kListOffset + i * kServiceSize));
        const auto service = entry->get<std::uint32_t, 0>();
        if (service >= kSyncServicesMax)
            return failure(Error::Kind::limit, "sync: service build with a service above 63");
        build.services.push_back(static_cast<std::uint16_t>(service));
    }
    std::sort(build.services.begin(), build.services.end());
    const auto end = std::unique(build.services.begin(), build.services.end());
    build.services.erase(end, build.services.end());
    return build;
}

} // namespace

Result<SyncMessage> decode_sync(Bytes message) {
    const auto header = decode_service_header(message);
    if (!header) return tl::make_unexpected(header.error());
    const Bytes body = message.first(header->size);
    if (header->id == kBarrierId) return decode_barrier(body);
    if (header->id == kServiceBuildId) return decode_service_build(body);
    return failure(Error::Kind::malformed, "sync: unknown message");
}

std::array<std::byte, kBarrierSize> encode(const Barrier& barrier) {
    std::array<std::byte, kBarrierSize> bytes;
    begin_service_message(std::span(bytes), kBarrierId, bytes.size()).put<16>(barrier.ring);
    return bytes;
}

std::array<std::byte, kServiceBuildSize> encode(const ServiceBuild& build) {
    ASSERT(build.services.size() <= kSyncServicesMax);
    std::array<std::byte, kServiceBuildSize> bytes;
    begin_service_message(std::span(bytes), kServiceBuildId, bytes.size())
        .put<16>(build.ring)
        .put<32>(static_cast<std::uint32_t>(build.services.size()));
    for (std::size_t i = 0; i < build.services.size(); ++i) {
        const std::uint32_t service = build.services[i];
        std::memcpy(bytes.data() + kListOffset + i * kServiceSize, &service, kServiceSize);
    }
    return bytes;
}

} // namespace baton::wire
