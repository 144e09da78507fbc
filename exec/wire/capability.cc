// exec/wire/capability.cc - the capability message to and from bytes.
#include "wire/capability.h"

#include "wire/fields.h"
#include "wire/service.h"

namespace baton::wire {

Result<Capability> decode_capability(Bytes message) {
    const auto header = decode_service_header(message);
    if (!header) return tl::make_unexpected(header.error());
    if (header->id != service_message_id(ServiceId::capability, 0))
        return failure(Error::Kind::malformed, "capability: unknown function");
    const auto fields = Fields<kCapabilitySize>::of(message.first(header->size));
    if (!fields) return failure(Error::Kind::malformed, "capability: too short");
    const Capability capability{.version = fields->get<std::uint32_t, 16>(),
                                .features = fields->get<std::uint64_t, 24>()};
    if (capability.version == 0) return failure(Error::Kind::malformed, "capability: version 0");
    return capability;
}

std::array<std::byte, kCapabilitySize> encode(const Capability& capability) {
    std::array<std::byte, kCapabilitySize> bytes;
    FieldsOut<kCapabilitySize>(bytes)
        .put<0>(service_message_id(ServiceId::capability, 0))
        .put<8>(static_cast<std::int32_t>(kCapabilitySize))
        .put<16>(capability.version)
        .put<24>(capability.features);
    return bytes;
}

} // namespace baton::wire
