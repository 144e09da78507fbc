// exec/wire/service.cc - the header that all service messages begin with.
#include "wire/service.h"

#include "wire/service_message.h"

namespace baton::wire {

std::optional<ServiceId> known_service(std::uint16_t service) {
    const auto id = static_cast<ServiceId>(service);
    switch (id) {
    case ServiceId::cmap:
    case ServiceId::cfg:
    case ServiceId::cpg:
    case ServiceId::quorum:
    case ServiceId::pload:
    case ServiceId::votequorum:
    case ServiceId::mon:
    case ServiceId::wd:
    case ServiceId::capability:
    case ServiceId::reload:
    case ServiceId::cpg_batch:
        return id;
    }
    return std::nullopt;
}

Result<ServiceHeader> decode_service_header(Bytes message) {
    const auto head = Fields<kServiceHeaderSize>::of(message);
    if (!head) return failure(Error::Kind::malformed, "service message: shorter than its header");
    const auto size = head->get<std::int32_t, 8>();
    if (size < static_cast<std::int32_t>(kServiceHeaderSize))
        return failure(Error::Kind::malformed, "service message: impossible size");
    const auto unsigned_size = static_cast<std::uint32_t>(size);
    if (unsigned_size > message.size())
        return failure(Error::Kind::malformed, "service message: shorter than its size says");
    return ServiceHeader{head->get<std::int32_t, 0>(), unsigned_size};
}

Result<Bytes> service_message_of(Bytes message, ServiceId service, const char* name) {
    const auto header = decode_service_header(message);
    if (!header) return tl::make_unexpected(header.error());
    if (header->service() != static_cast<std::uint16_t>(service))
        return failure(Error::Kind::malformed, std::string(name) + ": another service's message");
    return message.first(header->size);
}

} // namespace baton::wire
