// test/support/application_message.cc - which decoder and which encoder an application message
// needs.
#include "support/application_message.h"

namespace baton::test {

namespace {

template <class Content>
Result<AnyService> any(const Result<Content>& content) {
    if (!content) return tl::make_unexpected(content.error());
    return AnyService(*content);
}

Result<AnyService> decode_content(wire::Group group, wire::ServiceHeader header, Bytes message) {
    if (group == wire::Group::sync) return any(wire::decode_sync(message));
    if (group == wire::Group::services) switch (static_cast<wire::ServiceId>(header.service())) {
        case wire::ServiceId::cmap:
            return any(wire::decode_cmap(message));
        case wire::ServiceId::cfg:
            return any(wire::decode_cfg(message));
        case wire::ServiceId::cpg:
            return any(wire::decode_cpg(message));
        case wire::ServiceId::votequorum:
            return any(wire::decode_votequorum(message));
        case wire::ServiceId::reload:
            return any(wire::decode_reload(message));
        default:
            break;
        }
    return failure(Error::Kind::malformed, "a service or group without a decoder");
}

struct Encoder {
    ByteVector bytes;

    void append(Bytes more) { bytes.insert(bytes.end(), more.begin(), more.end()); }
    template <class... Messages>
    void operator()(const std::variant<Messages...>& message) {
        std::visit(*this, message);
    }
    template <class Message>
    void operator()(const Message& message) {
        append(wire::encode(message));
    }
    void operator()(const wire::CpgMulticast& message) {
        append(wire::encode_header(message));
        append(message.data);
    }
    void operator()(const wire::CpgPartialMulticast& message) {
        append(wire::encode_header(message));
        append(message.data);
    }
    void operator()(const wire::CfgRingReenable&) {} // nobody sends it
};

} // namespace

Result<ApplicationMessage> decode_application(Bytes bytes) {
    const auto prefix = wire::decode_group_prefix(bytes);
    if (!prefix) return tl::make_unexpected(prefix.error());
    const Bytes message = bytes.subspan(prefix->size);
    const auto header = wire::decode_service_header(message);
    if (!header) return tl::make_unexpected(header.error());
    const auto content = decode_content(prefix->group, *header, message);
    if (!content) return tl::make_unexpected(content.error());
    return ApplicationMessage{*prefix, *header, *content};
}

ByteVector encode_application(const ApplicationMessage& message) {
    Encoder encoder{ByteVector(message.prefix.size)};
    const std::span prefix(encoder.bytes);
    if (message.prefix.group == wire::Group::sync)
        wire::write_sync_prefix(prefix.first<wire::kSyncPrefixSize>());
    else
        wire::write_services_prefix(prefix.first<wire::kServicesPrefixSize>());
    std::visit(encoder, message.content);
    return encoder.bytes;
}

} // namespace baton::test
