// exec/wire/cpg_encode.cc - messages of the cpg service, to bytes.
#include "wire/cpg_names.h"

namespace baton::wire {

namespace {

constexpr std::int32_t id_of(CpgFunction function) {
    return service_message_id(ServiceId::cpg, static_cast<std::uint16_t>(function));
}

std::array<std::byte, kCpgProcessSize> encode_process(CpgFunction function, const GroupName& group,
                                                      std::uint32_t pid, std::uint32_t reason) {
    std::array<std::byte, kCpgProcessSize> bytes;
    const std::span out(bytes);
    begin_service_message(out, id_of(function), out.size()).put<152>(pid).put<160>(reason);
    write_cpg_name(group, out.subspan<16, kCpgNameSize>());
    return bytes;
}

} // namespace

std::array<std::byte, kCpgProcessSize> encode(const CpgProcessJoin& join) {
    return encode_process(CpgFunction::process_join, join.group, join.pid, join.reason);
}

std::array<std::byte, kCpgProcessSize> encode(const CpgProcessLeave& leave) {
    return encode_process(CpgFunction::process_leave, leave.group, leave.pid, leave.reason);
}

std::vector<std::byte> encode(const CpgJoinList& list) {
    std::vector<std::byte> bytes(kCpgJoinListHeaderSize +
                                 list.entries.size() * kCpgJoinListEntrySize);
    std::span<std::byte> rest(bytes);
    begin_service_message(rest.first<kCpgJoinListHeaderSize>(), id_of(CpgFunction::join_list),
                          bytes.size());
    rest = rest.subspan(kCpgJoinListHeaderSize);
    for (const CpgJoinListEntry& entry : list.entries) {
        FieldsOut<kCpgJoinListEntrySize>(rest.first<kCpgJoinListEntrySize>()).put<0>(entry.pid);
        write_cpg_name(entry.group, rest.subspan<8, kCpgNameSize>());
        rest = rest.subspan(kCpgJoinListEntrySize);
    }
    return bytes;
}

std::array<std::byte, kCpgDownListSize> encode(const CpgDownList& list) {
    ASSERT(list.left.size() <= kCpgDownListMax);
    std::array<std::byte, kCpgDownListSize> bytes;
    begin_service_message(std::span(bytes), id_of(CpgFunction::down_list), bytes.size())
        .put<16>(list.old_members)
        .put<24>(static_cast<std::uint32_t>(list.left.size()));
    for (std::size_t i = 0; i < list.left.size(); ++i)
        std::memcpy(bytes.data() + 32 + 4 * i, &list.left[i].value, 4);
    return bytes;
}

std::array<std::byte, kCpgMulticastHeaderSize> encode_header(const CpgMulticast& message) {
    std::array<std::byte, kCpgMulticastHeaderSize> bytes;
    const std::span out(bytes);
    begin_service_message(out, id_of(CpgFunction::multicast), out.size() + message.data.size())
        .put<152>(static_cast<std::uint32_t>(message.data.size()))
        .put<160>(message.pid)
        .put<168>(message.source_node)
        .put<176>(message.source_handle);
    write_cpg_name(message.group, out.subspan<16, kCpgNameSize>());
    return bytes;
}

Bytes CpgMulticastHeader::for_data(std::size_t size) {
    const auto data = static_cast<std::uint32_t>(size);
    const std::uint32_t all = data + static_cast<std::uint32_t>(kCpgMulticastHeaderSize);
    std::memcpy(bytes_.data() + 8, &all, sizeof all);
    std::memcpy(bytes_.data() + 152, &data, sizeof data);
    return bytes_;
}

std::array<std::byte, kCpgPartialHeaderSize> encode_header(const CpgPartialMulticast& message) {
    std::array<std::byte, kCpgPartialHeaderSize> bytes;
    const std::span out(bytes);
    begin_service_message(out, id_of(CpgFunction::partial_multicast),
                          out.size() + message.data.size())
        .put<152>(message.total_length)
        .put<160>(static_cast<std::uint32_t>(message.data.size()))
        .put<168>(message.pid)
        .put<176>(message.part)
        .put<184>(message.source_node)
        .put<192>(message.source_handle);
    write_cpg_name(message.group, out.subspan<16, kCpgNameSize>());
    return bytes;
}

} // namespace baton::wire
