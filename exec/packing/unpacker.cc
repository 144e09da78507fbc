// exec/packing/unpacker.cc - parts of packs put together again, per sender.
#include "packing/unpacker.h"

#include "wire/pack.h"

#include <algorithm>
#include <utility>

namespace baton::packing {

struct Unpacker::Pack {
    const wire::PackReader& reader;
    const Slice& payload;

    [[nodiscard]] bool continues() const { return reader.continuation() != 0; }
    [[nodiscard]] bool unfinished() const { return reader.fragmented() != 0; }
};

void Unpacker::frame(NodeId sender, const Slice& payload, MessageSink& sink) {
    const auto reader = wire::PackReader::read(payload.bytes());
    if (!reader) {
        ++statistics_.malformed;
        return;
    }
    const Pack pack{*reader, payload};
    if (Context* context = context_of(sender, pack)) return unpack(sender, *context, pack, sink);
    Context nothing_before; // and nothing kept of it after
    unpack(sender, nothing_before, pack, sink);
}

Unpacker::Context* Unpacker::context_of(NodeId sender, const Pack& pack) {
    if (last_ < senders_.size() && senders_[last_].id == sender)
        return synchronising_ ? &senders_[last_].sync : &senders_[last_].ordinary;
    auto place = place_of(sender);
    if (place == senders_.end() || place->id != sender) {
        if (!pack.continues() && !pack.unfinished()) return nullptr;
        if (senders_.size() == kSendersMax) {
            ++statistics_.too_many_senders;
            return nullptr;
        }
        place = senders_.insert(place, Sender{sender, {}, {}});
    }
    last_ = static_cast<std::size_t>(place - senders_.begin());
    return synchronising_ ? &place->sync : &place->ordinary;
}

std::vector<Unpacker::Sender>::iterator Unpacker::place_of(NodeId sender) {
    return std::lower_bound(senders_.begin(), senders_.end(), sender,
                            [](const Sender& known, NodeId id) { return known.id < id; });
}

void Unpacker::unpack(NodeId sender, Context& context, const Pack& pack, MessageSink& sink) {
    const wire::PackReader& reader = pack.reader;
    if (context.last != reader.continuation()) abandon(context, pack);
    Bytes rest = pack.payload.bytes().subspan(reader.data_offset());
    for (std::size_t i = 0; i < reader.count(); ++i) {
        const Bytes part = rest.first(reader.length(i));
        rest = rest.subspan(part.size());
        const bool ends = i + 1 < reader.count() || !pack.unfinished();
        const bool begins = i > 0 || !pack.continues();
        if (begins && ends) {
            sink.on_message(sender, part, pack.payload);
        } else {
            keep(context, pack.payload.around(part));
            if (ends) finish(sender, context, sink);
        }
    }
    context.last = reader.fragmented();
}

// What was begun is not continued, or what is continued was not begun (we joined in the middle).
void Unpacker::abandon(Context& context, const Pack& pack) {
    if (pack.continues() || !context.skipping) ++statistics_.incomplete;
    context.clear();
    context.skipping = pack.continues();
}

void Unpacker::keep(Context& context, Slice&& part) {
    if (context.skipping || part.empty()) return;
    if (context.size + part.size() > kReassembledMax) {
        ++statistics_.oversized;
        context.clear();
        context.skipping = true;
        return;
    }
    const bool new_buffer = context.parts.empty() || !part.shares_buffer(context.parts.back());
    context.size += part.size();
    context.held += sizeof(Slice) + (new_buffer ? part.held() : 0);
    context.parts.push_back(std::move(part));
    if (context.held <= kHeldTimes * context.size + kHeldBeside) return;
    Slice whole = joined(context.parts);
    context.parts.clear();
    context.held = whole.held();
    context.parts.push_back(std::move(whole));
}

void Unpacker::finish(NodeId sender, Context& context, MessageSink& sink) {
    const bool whole = !context.skipping;
    if (whole && context.parts.size() > 1)
        sink.on_cut_message(sender, context.parts);
    else if (whole && context.parts.size() == 1)
        sink.on_message(sender, context.parts.front().bytes(), context.parts.front());
    else if (whole)
        sink.on_message(sender, {}, {});
    context.clear();
}

std::size_t Unpacker::held() const {
    std::size_t all = 0;
    for (const Sender& each : senders_) all += each.ordinary.held + each.sync.held;
    return all;
}

void Unpacker::forget(NodeId sender) {
    const auto place = place_of(sender);
    if (place != senders_.end() && place->id == sender) senders_.erase(place);
}

void Unpacker::keep_only(std::span<const NodeId> members) {
    std::erase_if(senders_, [&](const Sender& sender) {
        return !std::binary_search(members.begin(), members.end(), sender.id);
    });
}

} // namespace baton::packing
