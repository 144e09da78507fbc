// test/fuzz/fuzz_cpg_request.cc - anything that a local client may write as a request or into a
// file for zero-copy messages. What is read must lie inside of what was written.
#include "fuzz/round_trip.h"
#include "ipc/cpg_codec.h"

#include <cstddef>
#include <cstdint>
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
    return 0;
}
