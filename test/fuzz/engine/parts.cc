// test/fuzz/engine/parts.cc - application messages as the peers multicast them.
#include "fuzz/engine/peers.h"
#include "wire/capability.h"
#include "wire/cpg.h"
#include "wire/pack.h"
#include "wire/service.h"
#include "wire/sync.h"

#include <array>

namespace baton::fuzz {

namespace {

constexpr std::array<const char*, 4> kGroups{"g0", "g1", "", "a-group-with-a-longer-name"};
constexpr std::uint16_t kCpg = static_cast<std::uint16_t>(wire::ServiceId::cpg);

void append(std::vector<std::byte>& out, Bytes bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void append_services_prefix(std::vector<std::byte>& out) {
    std::array<std::byte, wire::kServicesPrefixSize> prefix;
    wire::write_services_prefix(prefix);
    append(out, prefix);
}

void append_sync_prefix(std::vector<std::byte>& out) {
    std::array<std::byte, wire::kSyncPrefixSize> prefix;
    wire::write_sync_prefix(prefix);
    append(out, prefix);
}

} // namespace

// 0 to 7 take nothing from the input: they are what a good ring says after its formation.
void Peers::put_part(std::uint8_t kind, std::vector<std::byte>& out) {
    const auto group = [this] { return GroupName(kGroups.at(input_.u8() % kGroups.size())); };
    const auto pid = [this] { return std::uint32_t{1000U + input_.u8() % 8U}; };
    switch (kind % 24) {
    case 0:
        append_sync_prefix(out);
        return append(out, wire::encode(wire::ServiceBuild{bed_.view().ring, {kCpg}}));
    case 1:
        append_sync_prefix(out);
        return append(out, wire::encode(wire::Barrier{bed_.view().ring}));
    case 2:
        append_services_prefix(out);
        return append(out, wire::encode(wire::Capability{.features = 1}));
    case 3:
        append_services_prefix(out);
        return append(out, wire::encode(wire::CpgJoinList{{{1000, GroupName("g0")}}}));
    case 4:
        append_services_prefix(out);
        return append(out, wire::encode(wire::CpgProcessJoin{GroupName("g0"), 1001}));
    case 5: {
        append_services_prefix(out);
        append(out, wire::encode_header(
                        wire::CpgMulticast{GroupName("g0"), 1001, {2}, 1, Bytes(out).first(4)}));
        return out.insert(out.end(), 4, std::byte{'x'}), void();
    }
    case 8:
        append_sync_prefix(out);
        return append(out, wire::encode(wire::ServiceBuild{
                               ring(), {static_cast<std::uint16_t>(input_.u8() % 64)}}));
    case 9:
        append_sync_prefix(out);
        return append(out, wire::encode(wire::Barrier{ring()}));
    case 10:
        append_services_prefix(out);
        return append(out, wire::encode(wire::Capability{input_.u8(), input_.u8()}));
    case 11: {
        append_services_prefix(out);
        wire::CpgJoinList list;
        for (unsigned count = input_.u8() % 4U; count > 0; --count)
            list.entries.push_back({pid(), group()});
        return append(out, wire::encode(list));
    }
    case 12:
        append_services_prefix(out);
        return append(out, wire::encode(wire::CpgProcessJoin{group(), pid()}));
    case 13:
        append_services_prefix(out);
        return append(out, wire::encode(wire::CpgProcessLeave{group(), pid(), input_.u8() % 7U}));
    case 14:
        append_services_prefix(out);
        return append(out, wire::encode(wire::CpgDownList{input_.u8(), nodes_of_view()}));
    case 15: {
        append_services_prefix(out);
        const Bytes data = input_.bytes(input_.u8());
        append(out, wire::encode_header(wire::CpgMulticast{group(), pid(), {2}, 1, data}));
        return append(out, data);
    }
    case 16: {
        append_services_prefix(out);
        const Bytes data = input_.bytes(input_.u8());
        append(out, wire::encode_header(wire::CpgPartialMulticast{
                        group(), input_.u8(), pid(), 1U + input_.u8() % 3U, {2}, 1, data}));
        return append(out, data);
    }
    default:
        return append(out, input_.bytes(input_.u8()));
    }
}

std::vector<NodeId> Peers::nodes_of_view() const { return bed_.view().members; }

// Up to three parts, cut at its ends now and then.
Slice Peers::pack() {
    const std::uint8_t shape = input_.u8();
    const std::uint8_t fragmented = (shape & 0x40U) != 0 ? input_.u8() : 0;
    const std::uint8_t continuation = (shape & 0x80U) != 0 ? input_.u8() : 0;
    std::array<std::uint16_t, 3> lengths{};
    std::vector<std::byte> data;
    const std::size_t parts = 1 + shape % lengths.size();
    for (std::size_t i = 0; i < parts; ++i) {
        const std::size_t before = data.size();
        std::vector<std::byte> part;
        put_part(input_.u8(), part);
        append(data, part);
        lengths.at(i) = static_cast<std::uint16_t>(data.size() - before);
    }
    std::vector<std::byte> payload(wire::pack_header_size(parts));
    wire::write_pack_header(fragmented, continuation, std::span(lengths).first(parts), payload);
    append(payload, data);
    return bed_.pool().copy(payload);
}

} // namespace baton::fuzz
