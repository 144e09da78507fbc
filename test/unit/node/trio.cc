// test/unit/node/trio.cc - see trio.h.
#include "unit/node/trio.h"

namespace baton::test {

namespace {
std::string text_of(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
} // namespace

Trio::Trio(Kind kind) {
    for (const std::uint32_t id : {1U, 2U, 3U}) world.plain(id, kind == Kind::plain);
    world.observer = [this](std::uint32_t id, const NodeAction& action) {
        if (const auto* sent = std::get_if<ring::SendToken>(&action)) {
            if (auto token = wire::decode_token(sent->frame.bytes())) token_ = *std::move(token);
        } else if (const auto* event = std::get_if<SendEvent>(&action)) {
            const auto* what = std::get_if<cpg::Event>(&event->event);
            const auto* message = what == nullptr ? nullptr : std::get_if<cpg::DeliverEvent>(what);
            if (message != nullptr)
                heard_[id].push_back(text_of(world::without_number(message->data.bytes())));
        }
    };
    for (const std::uint32_t id : {1U, 2U, 3U}) world.start(id);
    world.settle();
    for (const std::uint32_t id : {1U, 2U, 3U}) world.join(id, "g");
    world.settle();
}

bool Trio::works() {
    if (!world.settle()) return false;
    heard_.clear();
    const std::string question = "question " + std::to_string(++asked_) + " of ";
    for (const std::uint32_t id : {1U, 2U, 3U})
        world.say(id, "g", question + std::to_string(id), 0, false);
    world.run(std::chrono::seconds(1));
    return heard_[1].size() == 3 && heard_[1] == heard_[2] && heard_[1] == heard_[3];
}

wire::Token Trio::next_token() const {
    wire::Token next = token_;
    ++next.token_seq.value;
    return next;
}

void Trio::inject_multicast(std::uint32_t id, std::uint32_t sender, std::uint32_t seq, RingId ring,
                            Bytes payload) {
    wire::Multicast header;
    header.sender = NodeId{sender};
    header.seq = {seq};
    header.ring = ring;
    const Slice frame = wire::encapsulate(header, payload, pool_);
    inject_bytes(id, frame.bytes());
}

} // namespace baton::test
