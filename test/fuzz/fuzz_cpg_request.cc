// test/fuzz/fuzz_cpg_request.cc - anything that a local client may write as a request, into a file
// for zero-copy messages or into the ring of a direct channel. What is read must lie inside of what
// was written.
#include "fuzz/round_trip.h"
#include "ipc/cpg_codec.h"
#include "ipc/direct_ring.h"
#include "wire/cpg_batch.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <variant>

namespace {

using namespace baton;

void require_inside(Bytes whole, Bytes part) {
    if (part.empty()) return;
    fuzz::require(part.data() >= whole.data() && part.size() <= whole.size());
    fuzz::require(part.data() + part.size() <= whole.data() + whole.size());
}

// Each byte is looked at: with a sanitizer this finds a view that is too long.
struct Look {
    Bytes message;
    void operator()(const cpg::MulticastRequest& request) const {
        require_inside(message, request.data);
    }
    void operator()(const cpg::PartialMulticastRequest& request) const {
        require_inside(message, request.data);
        fuzz::require(request.part >= 1 && request.part <= 3);
    }
    void operator()(const cpg::JoinRequest& request) const {
        fuzz::require(request.group.text().size() <= GroupName::kMax);
    }
    void operator()(const cpg::Request& request) const { std::visit(*this, request); }
    void operator()(const cpg_ipc::ZeroCopyAlloc& request) const {
        fuzz::require(!request.path.empty() && request.path.size() < 128);
        fuzz::require(request.path.find('\0') == std::string::npos);
    }
    template <class Other>
    void operator()(const Other&) const {}
};

// All that it wrote is read, or the ring is broken; what comes out as records can be walked.
void read_as_ring(Bytes written) {
    static const ipc::DirectMemory memory = std::move(*ipc::DirectMemory::create());
    static std::array<std::byte, ipc::kMessageMax> room;
    const std::size_t size = std::min(written.size() / 8 * 8, ipc::kDirectSizes[ipc::kRequests]);
    std::memcpy(memory.ring(ipc::kRequests), written.data(), size);
    const std::uint64_t end = size;
    std::memcpy(memory.words(ipc::kRequests), &end, sizeof end);
    ipc::DirectReader reader(memory, ipc::kRequests);
    std::size_t read = 0;
    for (ipc::DirectRun run; reader.read_run(room, 100, run) == ipc::DirectOutcome::done;) {
        if (run.kind == ipc::kRequest) {
            read += wire::cpg_record_size(run.bytes.size());
            continue;
        }
        const auto within = wire::cpg_records_within(run.bytes, run.bytes.size());
        fuzz::require(within.bytes == run.bytes.size() && within.count == run.count);
        fuzz::require(run.count > 0 && run.count <= 100);
        wire::CpgRecords records(run.bytes);
        while (const auto data = records.next()) fuzz::require(data->size() <= ipc::kRecordMax);
        read += run.bytes.size();
    }
    const bool broken = reader.look() == ipc::DirectOutcome::broken;
    fuzz::require(broken ? read < size : read == size);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes message = fuzz::as_input(data, size);
    const auto request = cpg_ipc::decode_cpg_request(message);
    if (request) std::visit(Look{message}, *request);
    const auto shared = cpg_ipc::decode_zero_copy(message);
    if (shared) require_inside(message, shared->data);
    // A refused multicast must not be answered, all else must be.
    const auto header = ipc::read_request_header(message);
    if (!request && header)
        fuzz::require(request.error().answer == (header->id != cpg_ipc::kMulticastId));
    read_as_ring(message);
    return 0;
}
