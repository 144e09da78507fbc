// exec/services/cpg/sending.cc - what clients multicast to their group.
// The group is the one that the connection is in. A plain multicast has no answer: it is meant to
// be kept from coming while there is no room for it, and dropped with a warning if it comes anyway.
#include "services/cpg/limits.h"
#include "services/cpg/state.h"

#include <algorithm>

namespace baton::cpg {
namespace {

constexpr std::uint32_t kAgreed = 2;
constexpr std::uint32_t kSafe = 3;

std::string_view reason_for(CsError why) {
    switch (why) {
    case CsError::not_exist:
        return "it is in no group";
    case CsError::too_big:
        return "it is too long";
    case CsError::try_again:
        return "there is no room for it";
    default:
        return "it is refused";
    }
}

} // namespace

void CpgService::State::drop_multicast(CsError why, const Connection& from, Effects& effects) {
    using What = Occasional::What;
    const What what = why == CsError::try_again ? What::no_room : What::refused;
    occasional.warn(what, effects,
                    "dropped a multicast of process " + std::to_string(from.pid) + ": " +
                        std::string(reason_for(why)));
}

CsError CpgService::State::may_multicast(const Connection& from, const MulticastRequest& request,
                                         const Effects& effects) const {
    if (!from.may_multicast()) return CsError::not_exist;
    if (request.data.size() > kMessageMax) return CsError::too_big;
    const std::size_t size = wire::kCpgMulticastHeaderSize + request.data.size();
    return outbox.room_for(size, effects) ? CsError::ok : CsError::try_again;
}

// A plain multicast may come while a synchronisation runs, and is kept then: it has no answer that
// could ask the client to come back.
void CpgService::State::request(Connection& from, const MulticastRequest& request,
                                Effects& effects) {
    if (request.zero_copy && outbox.must_wait(effects)) {
        effects.reply(from.client, StatusReply{ReplyTo::refused, CsError::try_again});
        return;
    }
    const CsError error = may_multicast(from, request, effects);
    if (error == CsError::ok) send(from, request, effects);
    if (request.zero_copy)
        effects.reply(from.client, StatusReply{ReplyTo::zero_copy, error});
    else if (error != CsError::ok)
        drop_multicast(error, from, effects);
}

void CpgService::State::send(Connection& from, const MulticastRequest& request, Effects& effects) {
    const bool safe = request.guarantee == kSafe;
    if (batching && send_in_batch(from, request.data, safe, effects)) return;
    outbox.send({from.header.for_data(request.data.size()), request.data}, safe, effects);
}

// Batches have headers, so twice the bytes are surely enough. What cannot go in a batch goes by
// itself.
void CpgService::State::request(Connection& from, const MulticastRun& run, Effects& effects) {
    const bool together = batching && from.may_multicast() && !outbox.must_wait(effects) &&
                          effects.room_for(2 * run.records.size() + wire::kCpgBatchHeaderMax);
    for (Bytes rest = run.records; !rest.empty();) {
        std::size_t gone = together ? send_records_in_batch(from, rest, run.safe, effects) : 0;
        if (gone == 0) {
            const Bytes data = *wire::CpgRecords(rest).next();
            request(from, MulticastRequest{run.safe ? kSafe : kAgreed, false, data}, effects);
            gone = wire::cpg_record_size(data.size());
        }
        rest = rest.subspan(gone);
    }
}

// A message in parts is worth nothing any more if a change came between two of them: the receivers
// cannot know which of them saw its beginning.
CsError CpgService::State::may_multicast(Connection& from, const PartialMulticastRequest& request) {
    constexpr std::uint32_t kFirst = 1;
    if (!from.may_multicast()) return CsError::not_exist;
    if (request.data.size() > kPartMax) return CsError::too_big;
    if (request.data.size() > request.total_length) return CsError::invalid_param;
    if (request.part == kFirst) from.changes_at_first_part = from.changes;
    return from.changes == from.changes_at_first_part ? CsError::ok : CsError::interrupt;
}

void CpgService::State::request(Connection& from, const PartialMulticastRequest& request,
                                Effects& effects) {
    const std::size_t size = wire::kCpgPartialHeaderSize + std::min(request.data.size(), kPartMax);
    if (outbox.must_wait(effects) || !effects.room_for(size)) {
        effects.reply(from.client, StatusReply{ReplyTo::refused, CsError::try_again});
        return;
    }
    const CsError error = may_multicast(from, request);
    if (error == CsError::ok) send(from, request, effects);
    effects.reply(from.client, StatusReply{ReplyTo::partial_multicast, error});
}

void CpgService::State::send(const Connection& from, const PartialMulticastRequest& request,
                             Effects& effects) {
    const auto header =
        wire::encode_header(wire::CpgPartialMulticast{.group = from.group,
                                                      .total_length = request.total_length,
                                                      .pid = from.pid,
                                                      .part = request.part,
                                                      .source_node = self,
                                                      .source_handle = from.client.value,
                                                      .data = request.data});
    outbox.send({Bytes(header), request.data}, request.guarantee == kSafe, effects);
}

} // namespace baton::cpg
