// exec/services/cpg/batches.cc - small messages of one client travel as one (wire/cpg_batch.h).
// A batch grows while it waits for the token, so there are some exactly when there is much to send.
#include "services/cpg/limits.h"
#include "services/cpg/state.h"

namespace baton::cpg {

namespace {

wire::CpgBatchHeader header_of_batch(const Connection& from) {
    return wire::encode_header(wire::CpgBatch{.group = from.group.text(),
                                              .pid = from.pid,
                                              .source_handle = from.client.value,
                                              .records = {}});
}

} // namespace

void CpgService::State::begin_batch(Effects::Ticket ticket, const Connection& from, bool safe) {
    batch.ticket = ticket;
    batch.client = from.client;
    batch.safe = safe;
}

bool CpgService::State::send_in_batch(const Connection& from, Bytes data, bool safe,
                                      Effects& effects) {
    static constexpr std::array<std::byte, 8> kZeros{};
    if (outbox.must_wait(effects)) return false;
    const auto record = wire::encode_record_header(data.size());
    const Bytes padding = Bytes(kZeros).first(wire::cpg_record_padding(data.size()));
    if (batch.client == from.client && batch.safe == safe &&
        effects.extend(batch.ticket, {Bytes(record), data, padding}, 1))
        return true;
    const auto header = header_of_batch(from);
    const auto ticket =
        effects.multicast_open({header.used(), Bytes(record), data, padding}, safe, 1);
    begin_batch(ticket, from, safe);
    return ticket != 0;
}

// As many as the open frame takes, or else a fresh one.
std::size_t CpgService::State::send_records_in_batch(const Connection& from, Bytes records,
                                                     bool safe, Effects& effects) {
    if (batch.client == from.client && batch.safe == safe) {
        const std::size_t room = effects.room_to_extend(batch.ticket);
        const auto [bytes, count] = wire::cpg_records_within(records, room);
        if (count > 0 && effects.extend(batch.ticket, {records.first(bytes)}, count)) return bytes;
    }
    const auto header = header_of_batch(from);
    const std::size_t room = effects.room_to_open();
    if (room <= header.size) return 0;
    const auto [bytes, count] = wire::cpg_records_within(records, room - header.size);
    if (count == 0) return 0;
    const auto ticket = effects.multicast_open({header.used(), records.first(bytes)}, safe, count);
    begin_batch(ticket, from, safe);
    return ticket != 0 ? bytes : 0;
}

void CpgService::State::singles(const wire::CpgBatch& many, const TakeSingle& take) const {
    wire::CpgRecords records(many.records);
    while (const auto data = records.next()) {
        const auto header =
            wire::encode_header(wire::CpgMulticast{.group = GroupName(many.group),
                                                   .pid = many.pid,
                                                   .source_node = self,
                                                   .source_handle = many.source_handle,
                                                   .data = *data});
        take(header, *data);
    }
}

std::size_t CpgService::State::deliver(NodeId from, const Slice& whole, const wire::CpgBatch& many,
                                       Effects& effects) {
    Group* group = heard_in(from, many.group, many.records.size() > kMessageMax, effects);
    if (group == nullptr) return many.count;
    const bool single = many.count == 1; // then it is as if it had come alone
    effects.deliver(
        {.audience = group->audience(),
         .node = from,
         .pid = many.pid,
         .records = single ? 0 : static_cast<std::uint32_t>(many.count),
         .data = whole.around(single ? *wire::CpgRecords(many.records).next() : many.records)});
    return many.count;
}

} // namespace baton::cpg
