// exec/wire/hearing.cc - see hearing.h.
#include "wire/hearing.h"

#include "wire/fields.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <span>

namespace baton::wire {

namespace {

constexpr std::uint64_t kMark = 0x3143'4152'4145'4842U;
constexpr std::size_t kHeadSize = 12;
constexpr std::size_t kNodeSize = 4;
constexpr std::size_t kRowSize = 44;

using Nodes = std::vector<NodeId>;

Nodes nodes_of(std::uint64_t bits, const Nodes& names) {
    Nodes nodes;
    for (; bits != 0; bits &= bits - 1) {
        const auto place = static_cast<std::size_t>(std::countr_zero(bits));
        if (place < names.size()) nodes.push_back(names[place]);
    }
    return nodes;
}

std::uint64_t bits_of(const Nodes& nodes, const Nodes& names) {
    std::uint64_t bits = 0;
    for (const NodeId node : nodes) {
        const auto place = std::lower_bound(names.begin(), names.end(), node) - names.begin();
        bits |= std::uint64_t{1} << static_cast<unsigned>(place);
    }
    return bits;
}

Duration age_of(const Fields<kRowSize>& row) {
    return std::chrono::milliseconds(row.get<std::uint32_t, 4>());
}

HearingRow read_row(const Fields<kRowSize>& row, const Nodes& names) {
    return {.node = row.node<0>(),
            .age = age_of(row),
            .ring = row.ring<8>(),
            .group = nodes_of(row.get<std::uint64_t, 20>(), names),
            .missed = nodes_of(row.get<std::uint64_t, 28>(), names),
            .heard = nodes_of(row.get<std::uint64_t, 36>(), names)};
}

void write_row(const HearingRow& row, const Nodes& names, std::span<std::byte, kRowSize> out) {
    // Rounded up: what is repeated is never younger than what it repeats.
    const auto age = std::chrono::ceil<std::chrono::milliseconds>(row.age).count();
    FieldsOut<kRowSize>(out)
        .put<0>(row.node)
        .put<4>(static_cast<std::uint32_t>(std::clamp<std::int64_t>(age, 0, UINT32_MAX)))
        .put<8>(row.ring)
        .put<20>(bits_of(row.group, names))
        .put<28>(bits_of(row.missed, names))
        .put<36>(bits_of(row.heard, names));
}

Nodes names_in(const Hearing& hearing) {
    Nodes names;
    for (const HearingRow& row : hearing.rows) {
        names.insert(names.end(), row.group.begin(), row.group.end());
        names.insert(names.end(), row.missed.begin(), row.missed.end());
        names.insert(names.end(), row.heard.begin(), row.heard.end());
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

} // namespace

std::optional<Hearing> decode_hearing(Bytes rest, const RowFilter& wanted) {
    const auto head = Fields<kHeadSize>::of(rest);
    if (!head || head->get<std::uint64_t, 0>() != kMark) return std::nullopt;
    const std::size_t count = head->get<std::uint16_t, 8>();
    const std::size_t rows = head->get<std::uint16_t, 10>();
    if (count > kHearingMax || rows > kHearingMax) return std::nullopt;
    rest = rest.subspan(kHeadSize);
    if (rest.size() != count * kNodeSize + rows * kRowSize) return std::nullopt;
    Nodes names;
    for (; names.size() < count; rest = rest.subspan(kNodeSize))
        names.push_back(Fields<kNodeSize>::of(rest)->node<0>());
    if (std::find(names.begin(), names.end(), NodeId{}) != names.end()) return std::nullopt;
    Hearing hearing;
    for (; !rest.empty(); rest = rest.subspan(kRowSize)) {
        const auto row = Fields<kRowSize>::of(rest);
        if (wanted(row->node<0>(), age_of(*row))) hearing.rows.push_back(read_row(*row, names));
    }
    return hearing;
}

std::vector<std::byte> encode(const Hearing& hearing) {
    const Nodes names = names_in(hearing);
    if (names.size() > kHearingMax || hearing.rows.size() > kHearingMax) return {};
    std::vector<std::byte> bytes(kHeadSize + names.size() * kNodeSize +
                                 hearing.rows.size() * kRowSize);
    std::span<std::byte> out(bytes);
    FieldsOut<kHeadSize>(out.first<kHeadSize>())
        .put<0>(kMark)
        .put<8>(static_cast<std::uint16_t>(names.size()))
        .put<10>(static_cast<std::uint16_t>(hearing.rows.size()));
    out = out.subspan(kHeadSize);
    for (const NodeId name : names) {
        FieldsOut<kNodeSize>(out.first<kNodeSize>()).put<0>(name);
        out = out.subspan(kNodeSize);
    }
    for (const HearingRow& row : hearing.rows) {
        write_row(row, names, out.first<kRowSize>());
        out = out.subspan(kRowSize);
    }
    return bytes;
}

} // namespace baton::wire
