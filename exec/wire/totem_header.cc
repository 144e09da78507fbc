// exec/wire/totem_header.cc - is this a Totem message of our kind, and which one?
#include "wire/totem_header.h"

namespace baton::wire {

namespace {

// A ring of both byte orders cannot work: synchronisation never ends in it. So the administrator
// has to read what is wrong, and not just that something is.
Result<void> check_magic(std::uint16_t magic) {
    if (magic == kMagic) return {};
    if (magic == kForeignMagic)
        return failure(Error::Kind::malformed,
                       "totem: the sender is a machine of the other byte order");
    return failure(Error::Kind::malformed, "totem: not a Totem message (wrong magic number)");
}

} // namespace

Result<Header> decode_header(Bytes datagram) {
    const auto head = Fields<kTotemHeaderSize>::of(datagram);
    if (!head) return failure(Error::Kind::malformed, "totem: shorter than the header");
    if (const auto good = check_magic(head->get<std::uint16_t, 0>()); !good)
        return tl::make_unexpected(good.error());
    if (head->get<std::uint8_t, 2>() != kVersion)
        return failure(Error::Kind::malformed, "totem: unknown protocol version");
    const auto type = head->get<std::uint8_t, 3>();
    if (type > static_cast<std::uint8_t>(TotemType::hold_cancel))
        return failure(Error::Kind::malformed, "totem: unknown message type");
    return Header{static_cast<TotemType>(type), head->get<std::uint8_t, 4>(), head->node<5>(),
                  head->node<9>()};
}

Result<Header> decode_header_of(Bytes datagram, TotemType type, std::size_t size,
                                const char* name) {
    auto header = decode_header(datagram);
    if (!header) return header;
    if (header->type != type)
        return failure(Error::Kind::malformed, std::string(name) + ": a message of another type");
    if (datagram.size() < size)
        return failure(Error::Kind::malformed, std::string(name) + ": too short");
    return header;
}

} // namespace baton::wire
