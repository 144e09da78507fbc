// exec/wire/commit_token.cc - the commit token, with which a new ring is agreed on.
//
//   13 u32 token_seq      17 ring id            29 u32 retrans_flag
//   33 i32 index          37 i32 count          41 u32 member[count]
//   then info[count], 24 bytes each: 0 old ring id, 12 u32 aru, 16 u32 high_delivered,
//   20 u32 received_flag
#include "wire/totem_header.h"

#include <algorithm>
#include <functional>

namespace baton::wire {

namespace {

constexpr std::size_t kCommitTokenSize = 41;
constexpr std::size_t kNodeSize = 4;
constexpr std::size_t kInfoSize = 24;

// The count was checked against the datagram.
void read_members(Bytes from, std::size_t count, CommitToken& token) {
    token.members.resize(count);
    token.info.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        token.members[i] = Fields<kNodeSize>::of(from.subspan(i * kNodeSize))->node<0>();
        const auto info = Fields<kInfoSize>::of(from.subspan(count * kNodeSize + i * kInfoSize));
        token.info[i] = {info->ring<0>(), info->seq<12>(), info->seq<16>(),
                         info->get<std::uint32_t, 20>() != 0};
    }
}

bool members_in_order(const std::vector<NodeId>& members) {
    return members.front() != NodeId{} &&
           std::adjacent_find(members.begin(), members.end(), std::greater_equal<>{}) ==
               members.end();
}

Result<void> check_counts(std::size_t index, std::size_t count, std::size_t available) {
    if (count == 0) return failure(Error::Kind::malformed, "commit token: no members");
    if (count > kMembersMax) return failure(Error::Kind::limit, "commit token: too many members");
    if (index > count)
        return failure(Error::Kind::malformed, "commit token: more entries filled in than it has");
    if (available < count * (kNodeSize + kInfoSize))
        return failure(Error::Kind::malformed, "commit token: ends within its members");
    return {};
}

void write_members(const CommitToken& token, std::span<std::byte> out) {
    const std::size_t count = token.members.size();
    for (std::size_t i = 0; i < count; ++i) {
        const CommitMember& info = token.info[i];
        FieldsOut<kNodeSize>(out.subspan(i * kNodeSize).first<kNodeSize>())
            .put<0>(token.members[i]);
        FieldsOut<kInfoSize>(out.subspan(count * kNodeSize + i * kInfoSize).first<kInfoSize>())
            .put<0>(info.old_ring)
            .put<12>(info.aru)
            .put<16>(info.high_delivered)
            .put<20>(std::uint32_t{info.received});
    }
}

} // namespace

Result<CommitToken> decode_commit_token(Bytes datagram) {
    const auto header =
        decode_header_of(datagram, TotemType::commit_token, kCommitTokenSize, "commit token");
    if (!header) return tl::make_unexpected(header.error());
    const auto head = Fields<kCommitTokenSize>::of(datagram);
    const std::size_t count = head->get<std::uint32_t, 37>();
    const Bytes lists = datagram.subspan(kCommitTokenSize);
    const auto good = check_counts(head->get<std::uint32_t, 33>(), count, lists.size());
    if (!good) return tl::make_unexpected(good.error());
    CommitToken token{.sender = header->sender,
                      .target = header->target,
                      .token_seq = {head->get<std::uint32_t, 13>()},
                      .ring = head->ring<17>(),
                      .retrans_flag = head->get<std::uint32_t, 29>(),
                      .index = head->get<std::uint32_t, 33>(),
                      .members = {},
                      .info = {}};
    read_members(lists, count, token);
    if (!members_in_order(token.members))
        return failure(Error::Kind::malformed, "commit token: members not in ascending order");
    return token;
}

Slice encode(const CommitToken& token, BufferPool& pool) {
    const std::size_t count = token.members.size();
    ASSERT(count <= kMembersMax && token.info.size() == count && token.index <= count);
    Buffer buffer = pool.take(kCommitTokenSize + count * (kNodeSize + kInfoSize));
    const auto bytes = buffer.bytes();
    FieldsOut<kCommitTokenSize> out(bytes.first<kCommitTokenSize>());
    put_header(out, TotemType::commit_token, token.sender, token.target);
    out.put<13>(token.token_seq.value)
        .put<17>(token.ring)
        .put<29>(token.retrans_flag)
        .put<33>(token.index)
        .put<37>(static_cast<std::uint32_t>(count));
    write_members(token, bytes.subspan(kCommitTokenSize));
    return buffer.slice(0, buffer.size());
}

} // namespace baton::wire
