// exec/wire/pack.cc - header and part lengths of a pack.
#include "wire/pack.h"

#include "base/assert.h"
#include "wire/fields.h"

namespace baton::wire {

Result<PackReader> PackReader::of(Bytes payload) {
    if (auto reader = read(payload)) return *reader;
    const auto head = Fields<kPackHeaderSize>::of(payload);
    if (!head) return failure(Error::Kind::malformed, "pack: shorter than its header");
    const std::size_t count = head->get<std::uint16_t, 6>();
    if (count == 0) return failure(Error::Kind::malformed, "pack: no parts");
    if (payload.size() < pack_header_size(count))
        return failure(Error::Kind::malformed, "pack: ends within its lengths");
    return failure(Error::Kind::malformed, "pack: the lengths do not add up to its size");
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
