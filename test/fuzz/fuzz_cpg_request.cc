// test/fuzz/fuzz_cpg_request.cc - anything that a local client may write as a request.
#include "fuzz/round_trip.h"
#include "ipc/cpg_codec.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace baton;
    const Bytes message = fuzz::as_input(data, size);
    static_cast<void>(cpg_ipc::decode_cpg_request(message));
    if (size >= cpg_ipc::kZeroCopyDataOffset) {
        static_cast<void>(cpg_ipc::decode_zero_copy(message));
    }
    return 0;
}
