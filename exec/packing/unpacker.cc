// exec/packing/unpacker.cc - parts of packs put together again, per sender.
#include "packing/unpacker.h"

#include "wire/pack.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace baton::packing {

namespace {
constexpr std::size_t kFirstBuffer = std::size_t{8} << 10U;
} // namespace

struct Unpacker::Pack {
    wire::PackReader reader;
    const Slice& payload;

    [[nodiscard]] bool continues() const { return reader.continuation() != 0; }
    [[nodiscard]] bool unfinished() const { return reader.fragmented() != 0; }
};

void Unpacker::frame(NodeId sender, const Slice& payload, MessageSink& sink) {
    const auto reader = wire::PackReader::of(payload.bytes());
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
    auto place = place_of(sender);
    if (place == senders_.end() || place->id != sender) {
        if (!pack.continues() && !pack.unfinished()) return nullptr;
        if (senders_.size() == kSendersMax) {
            ++statistics_.too_many_senders;
            return nullptr;
        }
        place = senders_.insert(place, Sender{sender, {}, {}});
    }
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
            keep(context, part);
            if (ends) finish(sender, context, sink);
        }
    }
    context.last = reader.fragmented();
}

// What was begun is not continued, or what is continued was not begun (we joined in the middle).
void Unpacker::abandon(Context& context, const Pack& pack) {
    if (pack.continues() || !context.skipping) ++statistics_.incomplete;
    context = Context{};
    context.skipping = pack.continues();
}

void Unpacker::keep(Context& context, Bytes part) {
    if (context.skipping) return;
    if (context.size + part.size() > kReassembledMax) {
        ++statistics_.oversized;
        context.buffer = Buffer{};
        context.skipping = true;
        return;
    }
    if (part.empty()) return;
    make_room(context, context.size + part.size());
    std::memcpy(context.buffer.bytes().data() + context.size, part.data(), part.size());
    context.size += part.size();
}

void Unpacker::make_room(Context& context, std::size_t size) {
    if (context.buffer && size <= context.buffer.size()) return;
    // At the first part: there is more to come.
    const std::size_t wanted = context.buffer ? size : std::max(kFirstBuffer, size + 1);
    Buffer larger = pool_.take(std::bit_ceil(wanted));
    if (context.size > 0)
        std::memcpy(larger.bytes().data(), context.buffer.bytes().data(), context.size);
    context.buffer = std::move(larger);
}

void Unpacker::finish(NodeId sender, Context& context, MessageSink& sink) {
    Slice message;
    if (!context.skipping && context.size > 0) message = context.buffer.slice(0, context.size);
    const bool whole = !context.skipping;
    context.buffer = Buffer{}; // the slice holds it, as long as someone wants it
    context.size = 0;
    context.skipping = false;
    if (whole) sink.on_message(sender, message.bytes(), message);
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
