// exec/wire/join.cc - the join message, and the leave, which is a join whose header names nobody.
//
//   13 u32 sender         17 u32 proc count     21 u32 fail count    25 u64 ring seq
//   33 u32 proc[]         then u32 fail[]
#include "wire/totem_header.h"

#include <algorithm>

namespace baton::wire {

namespace {

constexpr std::size_t kJoinSize = 33;
constexpr std::size_t kNodeSize = 4;

std::vector<NodeId> read_nodes(Bytes from, std::size_t count) {
    std::vector<NodeId> nodes(count);
    for (std::size_t i = 0; i < count; ++i)
        nodes[i] = Fields<kNodeSize>::of(from.subspan(i * kNodeSize))->node<0>();
    return nodes;
}

// Sets of nodes: none of them is nobody, none is there twice.
bool is_set(const std::vector<NodeId>& nodes) {
    std::array<NodeId, kMembersMax> sorted;
    const auto end = std::copy(nodes.begin(), nodes.end(), sorted.begin());
    std::sort(sorted.begin(), end);
    return (nodes.empty() || sorted.front() != NodeId{}) &&
           std::adjacent_find(sorted.begin(), end) == end;
}

Result<Join> check(Join join, NodeId header_sender) {
    if (join.sender == NodeId{} || (!join.leave && join.sender != header_sender))
        return failure(Error::Kind::malformed, "join: unclear who has sent it");
    if (!is_set(join.proc) || !is_set(join.fail))
        return failure(Error::Kind::malformed, "join: a list with node 0 or a node twice");
    return join;
}

void write_nodes(std::span<std::byte> out, const std::vector<NodeId>& nodes) {
    for (std::size_t i = 0; i < nodes.size(); ++i)
        FieldsOut<kNodeSize>(out.subspan(i * kNodeSize).first<kNodeSize>()).put<0>(nodes[i]);
}

} // namespace

Result<Join> decode_join(Bytes datagram) {
    const auto header = decode_header_of(datagram, TotemType::join, kJoinSize, "join");
    if (!header) return tl::make_unexpected(header.error());
    const auto head = Fields<kJoinSize>::of(datagram);
    const std::size_t proc_count = head->get<std::uint32_t, 17>();
    const std::size_t fail_count = head->get<std::uint32_t, 21>();
    if (proc_count > kMembersMax || fail_count > kMembersMax)
        return failure(Error::Kind::limit, "join: too many nodes");
    const Bytes lists = datagram.subspan(kJoinSize);
    const std::size_t lists_size = (proc_count + fail_count) * kNodeSize;
    if (lists.size() < lists_size)
        return failure(Error::Kind::malformed, "join: ends within its lists");
    return check({.sender = head->node<13>(),
                  .target = header->target,
                  .leave = header->sender == NodeId{},
                  .ring_seq = head->get<std::uint64_t, 25>(),
                  .proc = read_nodes(lists, proc_count),
                  .fail = read_nodes(lists.subspan(proc_count * kNodeSize), fail_count),
                  .rest = lists.subspan(lists_size)},
                 header->sender);
}

Slice encode(const Join& join, BufferPool& pool) {
    ASSERT(join.proc.size() <= kMembersMax && join.fail.size() <= kMembersMax);
    const std::size_t size = kJoinSize + (join.proc.size() + join.fail.size()) * kNodeSize;
    Buffer buffer = pool.take(size + join.rest.size());
    const auto bytes = buffer.bytes();
    FieldsOut<kJoinSize> out(bytes.first<kJoinSize>());
    put_header(out, TotemType::join, join.leave ? NodeId{} : join.sender, join.target);
    out.put<13>(join.sender)
        .put<17>(static_cast<std::uint32_t>(join.proc.size()))
        .put<21>(static_cast<std::uint32_t>(join.fail.size()))
        .put<25>(join.ring_seq);
    write_nodes(bytes.subspan(kJoinSize), join.proc);
    write_nodes(bytes.subspan(kJoinSize + join.proc.size() * kNodeSize), join.fail);
    std::copy(join.rest.begin(), join.rest.end(), bytes.subspan(size).begin());
    return buffer.slice(0, buffer.size());
}

} // namespace baton::wire
