// exec/wire/pack.cc - header and part lengths of a pack.
#include "wire/pack.h"

#include "base/assert.h"
#include "wire/fields.h"

namespace baton::wire {

// Version and type are not looked at: Corosync does not either, and members of one ring must agree
// about which packs count.
Result<PackReader> PackReader::of(Bytes payload) {
    const auto head = Fields<kPackHeaderSize>::of(payload);
    if (!head) return failure(Error::Kind::malformed, "pack: shorter than its header");
    PackReader reader;
    reader.payload_ = payload;
    reader.fragmented_ = head->get<std::uint8_t, 4>();
    reader.continuation_ = head->get<std::uint8_t, 5>();
    reader.count_ = head->get<std::uint16_t, 6>();
    if (reader.count_ == 0) return failure(Error::Kind::malformed, "pack: no parts");
    if (payload.size() < reader.data_offset())
        return failure(Error::Kind::malformed, "pack: ends within its lengths");
    std::size_t total = reader.data_offset();
    for (std::size_t part = 0; part < reader.count_; ++part) total += reader.length(part);
    if (total != payload.size())
        return failure(Error::Kind::malformed, "pack: the lengths do not add up to its size");
    return reader;
}

void write_pack_header(std::uint8_t fragmented, std::uint8_t continuation,
                       std::span<const std::uint16_t> lengths, std::span<std::byte> out) {
    ASSERT(!lengths.empty() && lengths.size() <= UINT16_MAX);
    ASSERT(out.size() == pack_header_size(lengths.size()));
    FieldsOut<kPackHeaderSize>(out.first<kPackHeaderSize>())
        .put<4>(fragmented)
        .put<5>(continuation)
        .put<6>(static_cast<std::uint16_t>(lengths.size()));
    std::memcpy(out.data() + kPackHeaderSize, lengths.data(), lengths.size_bytes());
}

} // namespace baton::wire
