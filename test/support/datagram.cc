// test/support/datagram.cc - encoding again what was decoded.
#include "support/datagram.h"

#include "support/application_message.h"
#include "wire/totem.h"

#include <algorithm>

namespace baton::test {

namespace {

using wire::TotemType;

template <class Message>
Result<ByteVector> encoded(const Result<Message>& message) {
    if (!message) return tl::make_unexpected(message.error());
    BufferPool pool;
    const Slice slice = wire::encode(*message, pool);
    return ByteVector(slice.bytes().begin(), slice.bytes().end());
}

void append(ByteVector& bytes, Bytes more) { bytes.insert(bytes.end(), more.begin(), more.end()); }

Result<void> reencode_part(const PackPart& part, ByteVector& out) {
    if (!part.whole) return append(out, part.bytes), Result<void>{};
    const auto message = decode_application(part.bytes);
    if (!message) return tl::make_unexpected(message.error());
    append(out, encode_application(*message));
    return {};
}

Result<void> reencode_pack(Bytes payload, ByteVector& out) {
    const auto pack = wire::PackReader::of(payload);
    if (!pack) return tl::make_unexpected(pack.error());
    std::vector<std::uint16_t> lengths;
    for (const PackPart& part : parts_of(*pack, payload))
        lengths.push_back(static_cast<std::uint16_t>(part.bytes.size()));
    const std::size_t begin = out.size();
    out.resize(begin + wire::pack_header_size(lengths.size()));
    wire::write_pack_header(pack->fragmented(), pack->continuation(), lengths,
                            std::span(out).subspan(begin));
    for (const PackPart& part : parts_of(*pack, payload))
        if (auto done = reencode_part(part, out); !done) return done;
    return {};
}

Result<ByteVector> reencode_multicast(Bytes datagram) {
    const auto message = wire::decode_multicast(datagram);
    if (!message) return tl::make_unexpected(message.error());
    if (message->encapsulation == wire::Encapsulation::old_ring) {
        auto inner = reencode_datagram(message->payload);
        if (!inner) return inner;
        BufferPool pool;
        const Slice slice = wire::encapsulate(*message, *inner, pool);
        return ByteVector(slice.bytes().begin(), slice.bytes().end());
    }
    ByteVector out(wire::kMulticastHeaderSize);
    wire::write_multicast_header(*message, std::span(out).first<wire::kMulticastHeaderSize>());
    if (auto done = reencode_pack(message->payload, out); !done)
        return tl::make_unexpected(done.error());
    return out;
}

} // namespace

std::vector<PackPart> parts_of(const wire::PackReader& pack, Bytes payload) {
    std::vector<PackPart> parts;
    Bytes rest = payload.subspan(pack.data_offset());
    for (std::size_t i = 0; i < pack.count(); ++i) {
        const bool begins = i > 0 || pack.continuation() == 0;
        const bool ends = i + 1 < pack.count() || pack.fragmented() == 0;
        parts.push_back({rest.first(pack.length(i)), begins && ends});
        rest = rest.subspan(pack.length(i));
    }
    return parts;
}

Result<ByteVector> reencode_datagram(Bytes datagram) {
    const auto header = wire::decode_header(datagram);
    if (!header) return tl::make_unexpected(header.error());
    switch (header->type) {
    case TotemType::token:
        return encoded(wire::decode_token(datagram));
    case TotemType::multicast:
        return reencode_multicast(datagram);
    case TotemType::merge_detect:
        return encoded(wire::decode_merge_detect(datagram));
    case TotemType::join:
        return encoded(wire::decode_join(datagram));
    case TotemType::commit_token:
        return encoded(wire::decode_commit_token(datagram));
    case TotemType::hold_cancel:
        return encoded(wire::decode_hold_cancel(datagram));
    }
    return failure(Error::Kind::malformed, "a type without a decoder");
}

ByteVector datagram_without_padding(Bytes datagram) {
    const auto message = wire::decode_multicast(datagram);
    if (!message) return {datagram.begin(), datagram.end()};
    ByteVector out(datagram.begin(), datagram.begin() + wire::kMulticastHeaderSize);
    const auto pack = wire::PackReader::of(message->payload);
    if (message->encapsulation == wire::Encapsulation::old_ring) {
        append(out, datagram_without_padding(message->payload));
    } else if (pack) {
        append(out, message->payload.first(pack->data_offset()));
        for (const PackPart& part : parts_of(*pack, message->payload))
            append(out, part.whole ? without_padding(part.bytes)
                                   : ByteVector(part.bytes.begin(), part.bytes.end()));
    } else {
        append(out, message->payload);
    }
    return out;
}

} // namespace baton::test
