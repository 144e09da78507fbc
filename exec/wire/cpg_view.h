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

// The front of one: its data, `length` bytes, is what comes behind kCpgMulticastHeaderSize.
struct CpgMulticastFront {
    std::string_view group;
    std::uint32_t pid = 0;
    std::size_t length = 0;
};
// Of a message of that size, of which the first bytes are here. None, also, if they are too few.
inline std::optional<CpgMulticastFront> begin_cpg_multicast(Bytes begin, std::size_t size) {
    constexpr std::int32_t kId =
        service_message_id(ServiceId::cpg, static_cast<std::uint16_t>(CpgFunction::multicast));
    const auto header = read_service_header(begin, size);
    if (!header || header->id != kId || header->size < kCpgMulticastHeaderSize) return std::nullopt;
    const auto head = Fields<kCpgMulticastHeaderSize>::of(begin);
    if (!head) return std::nullopt;
    const std::size_t name = head->get<std::uint32_t, 16>();
    const std::size_t length = head->get<std::uint32_t, 152>();
    if (name > GroupName::kMax || length > header->size - kCpgMulticastHeaderSize)
        return std::nullopt;
    return CpgMulticastFront{text_of(begin.subspan(24, name)), head->get<std::uint32_t, 160>(),
                             length};
}

// None: it is another message, or malformed; decode_cpg() tells.
inline std::optional<CpgMulticastView> read_cpg_multicast(Bytes message) {
    const auto begun = begin_cpg_multicast(message, message.size());
    if (!begun) return std::nullopt;
    return CpgMulticastView{begun->group, begun->pid,
                            message.subspan(kCpgMulticastHeaderSize, begun->length)};
}

} // namespace baton::wire
