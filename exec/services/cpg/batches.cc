// exec/services/cpg/batches.cc - small messages of one client travel as one (wire/cpg_batch.h).
// A batch grows while it waits for the token, so there are some exactly when there is much to send.
#include "services/cpg/limits.h"
#include "services/cpg/state.h"

namespace baton::cpg {

bool CpgService::State::send_in_batch(const Connection& from, Bytes data, bool safe,
                                      Effects& effects) {
    static constexpr std::array<std::byte, 8> kZeros{};
    if (outbox.must_wait(effects)) return false;
    const auto record = wire::encode_record_header(data.size());
    const Bytes padding = Bytes(kZeros).first(wire::cpg_record_padding(data.size()));
    if (batch.client == from.client && batch.safe == safe &&
        effects.extend(batch.ticket, {Bytes(record), data, padding}))
        return true;
    const auto header = wire::encode_header(wire::CpgBatch{
        .group = from.group, .pid = from.pid, .source_handle = from.client.value, .records = {}});
    const auto ticket = effects.multicast_open({header.used(), Bytes(record), data, padding}, safe);
    batch = {ticket, from.client, safe};
    return ticket != 0;
}

void CpgService::State::singles(const wire::CpgBatch& many, const TakeSingle& take) const {
    wire::CpgRecords records(many.records);
    while (const auto data = records.next()) {
        const auto header =
            wire::encode_header(wire::CpgMulticast{.group = many.group,
                                                   .pid = many.pid,
                                                   .source_node = self,
                                                   .source_handle = many.source_handle,
                                                   .data = *data});
        take(header, *data);
    }
}

std::size_t CpgService::State::deliver(NodeId from, const Slice& whole, const wire::CpgBatch& many,
                                       Effects& effects) {
    std::size_t count = 0;
    Group* group = heard_in(from, many.group.text(), many.records.size() > kMessageMax, effects);
    wire::CpgRecords records(many.records);
    for (; const auto data = records.next(); ++count)
        if (group != nullptr)
            effects.deliver({.audience = group->audience(),
                             .node = from,
                             .pid = many.pid,
                             .data = whole.around(*data)});
    return count;
}

} // namespace baton::cpg
