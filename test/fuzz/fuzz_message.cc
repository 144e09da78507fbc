// test/fuzz/fuzz_message.cc - any application message at all: group prefix, synchronisation,
// service header, process groups, capability.
#include "fuzz/round_trip.h"
#include "wire/cpg.h"
#include "wire/pack.h"
#include "wire/service.h"
#include "wire/sync.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace baton;
    Bytes message = fuzz::as_input(data, size);
    if (const auto prefix = wire::decode_group_prefix(message)) {
        fuzz::require(prefix->size <= message.size());
        message = message.subspan(prefix->size);
    }
    static_cast<void>(wire::decode_sync(message));
    static_cast<void>(wire::decode_service_header(message));
    static_cast<void>(wire::decode_cpg(message));
    return 0;
}
