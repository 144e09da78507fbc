// exec/wire/token.cc - the regular token.
//
//   13 u32 seq            17 u32 token_seq      21 u32 aru          25 u32 aru_id
//   29 ring id            41 u32 backlog        45 u32 fcc          49 i32 retrans_flag
//   53 i32 request count, 0 to 30; then the requests, 16 bytes each: 0 ring id, 12 u32 seq
#include "wire/totem_header.h"

namespace baton::wire {

namespace {

constexpr std::size_t kTokenSize = 57;
constexpr std::size_t kRequestSize = 16;

// The count was checked against the datagram.
void read_requests(Bytes from, Token& token) {
    for (std::size_t i = 0; i < token.request_count; ++i) {
        const auto request = Fields<kRequestSize>::of(from.subspan(i * kRequestSize));
        token.requests[i] = {request->ring<0>(), request->seq<12>()};
    }
}

} // namespace

Result<Token> decode_token(Bytes datagram) {
    const auto header = decode_header_of(datagram, TotemType::token, kTokenSize, "token");
    if (!header) return tl::make_unexpected(header.error());
    if (datagram.size() > kTokenSizeMax) return failure(Error::Kind::limit, "token: too long");
    const auto head = Fields<kTokenSize>::of(datagram);
    const std::size_t count = head->get<std::uint32_t, 53>();
    if (count > kRetransmitsMax)
        return failure(Error::Kind::limit, "token: too many retransmit requests");
    if (datagram.size() - kTokenSize < count * kRequestSize)
        return failure(Error::Kind::malformed, "token: ends within its retransmit requests");
    Result<Token> token(tl::in_place); // filled where it will be returned: it is 800 bytes
    token->sender = header->sender;
    token->target = header->target;
    token->seq = head->seq<13>();
    token->token_seq = {head->get<std::uint32_t, 17>()};
    token->aru = head->seq<21>();
    token->aru_id = head->node<25>();
    token->ring = head->ring<29>();
    token->backlog = head->get<std::uint32_t, 41>();
    token->fcc = head->get<std::uint32_t, 45>();
    token->retrans_flag = head->get<std::uint32_t, 49>() != 0;
    token->request_count = static_cast<std::uint32_t>(count);
    read_requests(datagram.subspan(kTokenSize), *token);
    return token;
}

Slice encode(const Token& token, BufferPool& pool) {
    ASSERT(token.request_count <= kRetransmitsMax);
    Buffer buffer = pool.take(kTokenSize + kRequestSize * token.request_count);
    const auto bytes = buffer.bytes();
    FieldsOut<kTokenSize> out(bytes.first<kTokenSize>());
    put_header(out, TotemType::token, token.sender, token.target);
    out.put<13>(token.seq)
        .put<17>(token.token_seq.value)
        .put<21>(token.aru)
        .put<25>(token.aru_id)
        .put<29>(token.ring)
        .put<41>(token.backlog)
        .put<45>(token.fcc)
        .put<49>(std::uint32_t{token.retrans_flag})
        .put<53>(token.request_count);
    for (std::size_t i = 0; i < token.request_count; ++i)
        FieldsOut<kRequestSize>(bytes.subspan(kTokenSize + i * kRequestSize).first<kRequestSize>())
            .put<0>(token.requests[i].ring)
            .put<12>(token.requests[i].seq);
    return buffer.slice(0, buffer.size());
}

} // namespace baton::wire
