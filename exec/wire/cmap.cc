// exec/wire/cmap.cc - keys and values of the cmap service, from and to bytes.
#include "wire/cmap.h"

#include "wire/service_message.h"

#include <algorithm>

namespace baton::wire {

namespace {

constexpr std::size_t kHeadSize = 48;
constexpr std::size_t kItemSize = 280;
constexpr std::size_t kKeyOffset = 8;
constexpr std::size_t kKeySize = kCmapKeyMax + 1;
constexpr std::size_t padded(std::size_t size) { return (size + 7) / 8 * 8; }

auto malformed(const char* what) { return failure(Error::Kind::malformed, what); }

// What a number's length has to be; none if any length will do.
std::optional<std::size_t> size_of(CmapType type) {
    switch (type) {
    case CmapType::int8:
    case CmapType::uint8:
        return 1;
    case CmapType::int16:
    case CmapType::uint16:
        return 2;
    case CmapType::int32:
    case CmapType::uint32:
    case CmapType::float32:
        return 4;
    case CmapType::int64:
    case CmapType::uint64:
    case CmapType::float64:
        return 8;
    case CmapType::absent:
    case CmapType::string:
    case CmapType::binary:
        break;
    }
    return std::nullopt;
}

Result<CmapItem> decode_item(Bytes from) {
    const auto head = Fields<kItemSize>::of(from);
    if (!head) return malformed("cmap: item too short");
    const std::size_t key_length = head->get<std::uint16_t, 0>();
    const std::uint64_t value_length = head->get<std::uint64_t, 272>();
    const auto type = head->get<std::uint8_t, 264>();
    if (key_length > kCmapKeyMax) return failure(Error::Kind::limit, "cmap: key too long");
    if (type > static_cast<std::uint8_t>(CmapType::binary))
        return malformed("cmap: value of an unknown type");
    if (value_length > from.size() - kItemSize) return malformed("cmap: item ends in its value");
    const auto wanted = size_of(static_cast<CmapType>(type));
    if (wanted && *wanted != value_length) return malformed("cmap: number of a wrong length");
    return CmapItem{text_of(from.subspan(kKeyOffset, key_length)), static_cast<CmapType>(type),
                    from.subspan(kItemSize, static_cast<std::size_t>(value_length))};
}

Result<CmapMessage> decode_items(Bytes rest, std::size_t count, CmapReason reason) {
    CmapMessage message{reason, {}};
    for (std::size_t i = 0; i < count; ++i) {
        const auto item = decode_item(rest);
        if (!item) return tl::make_unexpected(item.error());
        message.items.push_back(*item);
        rest = rest.subspan(std::min(rest.size(), padded(kItemSize + item->value.size())));
    }
    return message;
}

void append(std::vector<std::byte>& bytes, const CmapItem& item) {
    ASSERT(item.key.size() <= kCmapKeyMax);
    const std::size_t begin = bytes.size();
    bytes.resize(begin + padded(kItemSize + item.value.size()));
    const auto out = std::span(bytes).subspan(begin);
    FieldsOut<kItemSize>(out.first<kItemSize>())
        .put<0>(static_cast<std::uint16_t>(item.key.size()))
        .put<264>(static_cast<std::uint8_t>(item.type))
        .put<272>(std::uint64_t{item.value.size()});
    std::copy_n(item.key.data(), item.key.size(),
                reinterpret_cast<char*>(out.subspan(kKeyOffset, kKeySize).data()));
    std::copy(item.value.begin(), item.value.end(), out.begin() + kItemSize);
}

} // namespace

Result<CmapMessage> decode_cmap(Bytes message) {
    const auto whole = service_message_of(message, ServiceId::cmap, "cmap");
    if (!whole) return tl::make_unexpected(whole.error());
    if (decode_service_header(*whole)->function() != 0) return malformed("cmap: unknown function");
    const auto head = Fields<kHeadSize>::of(*whole);
    if (!head) return malformed("cmap: too short");
    const auto reason = head->get<std::uint8_t, 16>();
    const std::size_t count = head->get<std::uint8_t, 24>();
    if (reason > static_cast<std::uint8_t>(CmapReason::new_config_version))
        return malformed("cmap: unknown reason");
    if (count > kCmapItemsMax) return failure(Error::Kind::limit, "cmap: too many items");
    return decode_items(whole->subspan(kHeadSize), count, static_cast<CmapReason>(reason));
}

std::vector<std::byte> encode(const CmapMessage& message) {
    ASSERT(message.items.size() <= kCmapItemsMax);
    std::vector<std::byte> bytes(kHeadSize);
    for (const CmapItem& item : message.items) append(bytes, item);
    begin_service_message(std::span(bytes).first<kHeadSize>(),
                          service_message_id(ServiceId::cmap, 0), bytes.size())
        .put<16>(static_cast<std::uint8_t>(message.reason))
        .put<24>(static_cast<std::uint8_t>(message.items.size()));
    return bytes;
}

std::optional<std::uint64_t> config_version(const CmapMessage& message) {
    for (const CmapItem& item : message.items) {
        if (item.key != kConfigVersionKey) continue;
        if (item.type == CmapType::absent) return 0;
        if (item.type == CmapType::uint64)
            return Fields<8>::of(item.value)->get<std::uint64_t, 0>();
    }
    return std::nullopt;
}

std::vector<std::byte> encode_config_version(CmapReason reason, std::uint64_t version) {
    const auto bytes = std::as_bytes(std::span(&version, 1));
    if (version == 0)
        return encode(CmapMessage{reason, {{kConfigVersionKey, CmapType::absent, {}}}});
    return encode(CmapMessage{reason, {{kConfigVersionKey, CmapType::uint64, bytes}}});
}

} // namespace baton::wire
