// exec/wire/cpg_batch.cc - batches of multicasts to and from bytes.
#include "wire/cpg_batch.h"

#include "wire/service_message.h"

namespace baton::wire {

namespace {

constexpr std::size_t kFixedSize = 32;

auto malformed(const char* what) { return failure(Error::Kind::malformed, what); }

constexpr std::size_t padded(std::size_t length) { return length + cpg_record_padding(length); }

// Bytes of the first record, 0 if it does not end within `records`.
std::size_t first_record(Bytes records) {
    const auto head = Fields<kCpgRecordHeaderSize>::of(records);
    if (!head) return 0;
    const std::size_t length = head->get<std::uint32_t, 0>();
    const std::size_t room = records.size() - kCpgRecordHeaderSize;
    return padded(length) > room ? 0 : kCpgRecordHeaderSize + padded(length);
}

} // namespace

Result<CpgBatch> decode_cpg_batch(Bytes message) {
    const auto service = decode_service_header(message);
    if (!service) return tl::make_unexpected(service.error());
    if (service->id != service_message_id(ServiceId::cpg_batch, 0))
        return malformed("cpg batch: unknown function");
    const auto head = Fields<kFixedSize>::of(message);
    if (!head) return malformed("cpg batch: too short");
    const std::size_t length = head->get<std::uint32_t, 20>();
    if (length > GroupName::kMax)
        return failure(Error::Kind::limit, "cpg batch: group name longer than 128");
    const Bytes rest = message.subspan(kFixedSize);
    if (padded(length) >= rest.size()) return malformed("cpg batch: without a record");
    const Bytes records = rest.subspan(padded(length));
    for (Bytes left = records; !left.empty();) {
        const std::size_t size = first_record(left);
        if (size == 0) return malformed("cpg batch: a record beyond its end");
        left = left.subspan(size);
    }
    return CpgBatch{GroupName(text_of(rest.first(length))), head->get<std::uint32_t, 16>(),
                    head->get<std::uint64_t, 24>(), records};
}

std::optional<Bytes> CpgRecords::next() {
    const auto head = Fields<kCpgRecordHeaderSize>::of(rest_);
    if (!head) return std::nullopt;
    const std::size_t length = head->get<std::uint32_t, 0>();
    const Bytes data = rest_.subspan(kCpgRecordHeaderSize, length);
    rest_ = rest_.subspan(kCpgRecordHeaderSize + padded(length));
    return data;
}

CpgBatchHeader encode_header(const CpgBatch& batch) {
    CpgBatchHeader header;
    const std::string_view name = batch.group.text();
    header.size = kFixedSize + padded(name.size());
    begin_service_message(std::span(header.bytes).first<kFixedSize>(),
                          service_message_id(ServiceId::cpg_batch, 0), header.size)
        .put<16>(batch.pid)
        .put<20>(batch.group.length())
        .put<24>(batch.source_handle);
    std::memset(header.bytes.data() + kFixedSize, 0, padded(name.size()));
    std::memcpy(header.bytes.data() + kFixedSize, name.data(), name.size());
    return header;
}

std::array<std::byte, kCpgRecordHeaderSize> encode_record_header(std::size_t length) {
    std::array<std::byte, kCpgRecordHeaderSize> bytes;
    FieldsOut<kCpgRecordHeaderSize>(bytes).put<0>(static_cast<std::uint32_t>(length));
    return bytes;
}

} // namespace baton::wire
