// test/fuzz/fuzz_message.cc - any application message at all: group prefix, synchronisation, and
// the messages of every service. And the file with the ring's sequence, which is as short.
#include "fuzz/round_trip.h"
#include "wire/capability.h"
#include "wire/cfg.h"
#include "wire/cmap.h"
#include "wire/cpg.h"
#include "wire/cpg_batch.h"
#include "wire/pack.h"
#include "wire/reload.h"
#include "wire/ringid_file.h"
#include "wire/service.h"
#include "wire/sync.h"
#include "wire/votequorum.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace {

using namespace baton;
using Written = std::vector<std::byte>;

Written with_data(Bytes header, Bytes data) {
    Written written(header.begin(), header.end());
    written.insert(written.end(), data.begin(), data.end());
    return written;
}

Written copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

struct Encode {
    template <class Message>
    Written operator()(const Message& message) const {
        return copy(wire::encode(message));
    }
    Written operator()(const wire::CpgMulticast& message) const {
        return with_data(wire::encode_header(message), message.data);
    }
    Written operator()(const wire::CpgPartialMulticast& message) const {
        return with_data(wire::encode_header(message), message.data);
    }
    Written operator()(const wire::CpgBatch& batch) const {
        const auto header = wire::encode_header(batch);
        return with_data(header.used(), batch.records);
    }
    // Nobody sends it any more, so there is no encoder: its number and size are all it has.
    Written operator()(const wire::CfgRingReenable&) const {
        Written written(wire::kServiceHeaderSize);
        wire::FieldsOut<wire::kServiceHeaderSize>(std::span(written).first<16>())
            .put<0>(wire::service_message_id(wire::ServiceId::cfg, 0))
            .put<8>(static_cast<std::int32_t>(wire::kServiceHeaderSize));
        return written;
    }
};
const auto kAny = [](const auto& message) { return std::visit(Encode{}, message); };

// Each record that is walked lies within the message.
void take_batch(Bytes message) {
    fuzz::round_trip(message, wire::decode_cpg_batch, Encode{});
    const auto batch = wire::decode_cpg_batch(message);
    if (!batch) return;
    wire::CpgRecords records(batch->records);
    std::size_t walked = 0;
    while (const auto data = records.next())
        walked +=
            wire::kCpgRecordHeaderSize + data->size() + wire::cpg_record_padding(data->size());
    fuzz::require(walked == batch->records.size());
}

void take_service(Bytes message) {
    const auto header = wire::decode_service_header(message);
    if (!header) return;
    fuzz::require(header->size <= message.size());
    const auto service = wire::known_service(header->service());
    if (service == wire::ServiceId::cpg) fuzz::round_trip(message, wire::decode_cpg, kAny);
    if (service == wire::ServiceId::cmap) {
        fuzz::round_trip(message, wire::decode_cmap, Encode{});
        if (const auto cmap = wire::decode_cmap(message))
            static_cast<void>(wire::config_version(*cmap));
    }
    if (service == wire::ServiceId::cfg) fuzz::round_trip(message, wire::decode_cfg, kAny);
    if (service == wire::ServiceId::votequorum)
        fuzz::round_trip(message, wire::decode_votequorum, kAny);
    if (service == wire::ServiceId::capability)
        fuzz::round_trip(message, wire::decode_capability, Encode{});
    if (service == wire::ServiceId::reload) fuzz::round_trip(message, wire::decode_reload, kAny);
    if (service == wire::ServiceId::cpg_batch) take_batch(message);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Bytes message = fuzz::as_input(data, size);
    if (size <= wire::kRingIdFileSize)
        fuzz::round_trip(message, wire::decode_ringid_file, wire::encode_ringid_file);
    // Seeds from vectors have a prefix or have none: both ways in are good.
    if (const auto prefix = wire::decode_group_prefix(message)) {
        fuzz::require(prefix->size <= message.size());
        fuzz::round_trip(message.subspan(prefix->size), wire::decode_sync, kAny);
        take_service(message.subspan(prefix->size));
    }
    fuzz::round_trip(message, wire::decode_sync, kAny);
    take_service(message);
    return 0;
}
