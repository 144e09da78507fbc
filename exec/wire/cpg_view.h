// exec/wire/cpg_view.h - a multicast of cpg where it lies. Most messages of a ring are such ones,
// so they are read without copying the name, and without asking what else they could be.
#pragma once

#include "wire/cpg_names.h"

#include <optional>
#include <string_view>

namespace baton::wire {

struct CpgMulticastView {
    std::string_view group;
    std::uint32_t pid = 0;
    Bytes data;
};

// None: it is another message, or malformed; decode_cpg() tells.
inline std::optional<CpgMulticastView> read_cpg_multicast(Bytes message) {
    constexpr std::int32_t kId =
        service_message_id(ServiceId::cpg, static_cast<std::uint16_t>(CpgFunction::multicast));
    const auto header = read_service_header(message);
    if (!header || header->id != kId || header->size < kCpgMulticastHeaderSize) return std::nullopt;
    const auto head = Fields<kCpgMulticastHeaderSize>::of(message);
    const std::size_t name = head->get<std::uint32_t, 16>();
    const std::size_t length = head->get<std::uint32_t, 152>();
    if (name > GroupName::kMax || length > header->size - kCpgMulticastHeaderSize)
        return std::nullopt;
    return CpgMulticastView{text_of(message.subspan(24, name)), head->get<std::uint32_t, 160>(),
                            message.subspan(kCpgMulticastHeaderSize, length)};
}

} // namespace baton::wire
