// exec/wire/cpg_names.h - the parts that cpg's messages share, for its decoder and encoder.
//
// Name, 136 bytes: 0 u32 length (at most 128), 8 value[128].   Source, 16 bytes: 0 u32 node,
// 8 u64 handle.
#pragma once

#include "wire/cpg.h"
#include "wire/service_message.h"

namespace baton::wire {

constexpr std::size_t kCpgNameSize = 136;
constexpr std::size_t kCpgJoinListHeaderSize = 24;
constexpr std::size_t kCpgJoinListEntrySize = 144;
constexpr std::size_t kCpgDownListMax = 384;

enum class CpgFunction : std::uint16_t {
    process_join = 0,
    process_leave = 1,
    join_list = 2,
    multicast = 3,
    old_down_list = 4,
    down_list = 5,
    partial_multicast = 6,
};

// None if the length is above 128.
inline std::optional<GroupName> read_cpg_name(std::span<const std::byte, kCpgNameSize> from) {
    const auto length = Fields<kCpgNameSize>::of(from)->get<std::uint32_t, 0>();
    if (length > GroupName::kMax) return std::nullopt;
    return GroupName(text_of(from.subspan(8, length)));
}

inline void write_cpg_name(const GroupName& name, std::span<std::byte, kCpgNameSize> out) {
    FieldsOut<kCpgNameSize>(out).put<0>(name.length());
    std::memcpy(out.data() + 8, name.text().data(), name.length());
}

} // namespace baton::wire
