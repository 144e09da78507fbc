// exec/wire/cpg_batch.cc - batches of multicasts to and from bytes.
#include "wire/cpg_batch.h"

#include "base/assert.h"
#include "wire/service_message.h"

namespace baton::wire {

namespace {

constexpr std::size_t kFixedSize = 32;

auto malformed(const char* what) { return failure(Error::Kind::malformed, what); }

constexpr std::size_t padded(std::size_t length) { return length + cpg_record_padding(length); }

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
    const auto within = cpg_records_within(records, records.size());
    if (within.bytes != records.size()) return malformed("cpg batch: a record beyond its end");
    return CpgBatch{text_of(rest.first(length)), head->get<std::uint32_t, 16>(),
                    head->get<std::uint64_t, 24>(), records, within.count};
}

CpgBatchHeader encode_header(const CpgBatch& batch) {
    CpgBatchHeader header;
    const std::string_view name = batch.group;
    ASSERT(name.size() <= GroupName::kMax);
    header.size = kFixedSize + padded(name.size());
    begin_service_message(std::span(header.bytes).first<kFixedSize>(),
                          service_message_id(ServiceId::cpg_batch, 0), header.size)
        .put<16>(batch.pid)
        .put<20>(static_cast<std::uint32_t>(name.size()))
        .put<24>(batch.source_handle);
    std::memset(header.bytes.data() + kFixedSize, 0, padded(name.size()));
    std::memcpy(header.bytes.data() + kFixedSize, name.data(), name.size());
    return header;
}

} // namespace baton::wire
