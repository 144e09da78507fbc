// exec/wire/group_prefix.cc - whom an application message is for, in front of each of them.
//
//    0 u16 count           2 u16 length[count]   then the names, without end marks and padding
#include "wire/fields.h"
#include "wire/pack.h"

#include <algorithm>
#include <string_view>

namespace baton::wire {

namespace {

constexpr std::string_view kServicesName = "a";
constexpr std::string_view kSyncName = "sync";

std::size_t u16_at(Bytes bytes, std::size_t offset) {
    return Fields<2>::of(bytes.subspan(offset))->get<std::uint16_t, 0>();
}

Group group_of(Bytes name) {
    const std::string_view text(reinterpret_cast<const char*>(name.data()), name.size());
    if (text == kServicesName) return Group::services;
    if (text == kSyncName) return Group::sync;
    return Group::unknown;
}

template <std::size_t Size>
void write_prefix(std::string_view name, std::span<std::byte, Size> out) {
    FieldsOut<Size>(out)
        .template put<0>(std::uint16_t{1})
        .template put<2>(static_cast<std::uint16_t>(name.size()));
    std::memcpy(out.data() + 4, name.data(), Size - 4);
}

} // namespace

Result<GroupPrefix> decode_group_prefix(Bytes message) {
    if (message.size() < 2) return failure(Error::Kind::malformed, "group prefix: too short");
    const std::size_t count = u16_at(message, 0);
    GroupPrefix prefix{.group = Group::unknown, .size = 2 + 2 * count};
    if (message.size() < prefix.size)
        return failure(Error::Kind::malformed, "group prefix: ends within its lengths");
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t length = u16_at(message, 2 + 2 * i);
        if (message.size() - prefix.size < length)
            return failure(Error::Kind::malformed, "group prefix: ends within its names");
        if (prefix.group == Group::unknown)
            prefix.group = group_of(message.subspan(prefix.size, length));
        prefix.size += length;
    }
    return prefix;
}

void write_services_prefix(std::span<std::byte, kServicesPrefixSize> out) {
    write_prefix(kServicesName, out);
}

void write_sync_prefix(std::span<std::byte, kSyncPrefixSize> out) { write_prefix(kSyncName, out); }

} // namespace baton::wire
