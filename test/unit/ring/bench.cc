// test/unit/ring/bench.cc - see bench.h.
#include "unit/ring/bench.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace baton::test {

void Bench::receive_multicast(std::uint32_t sender, std::uint32_t seq, RingId ring, char letter,
                              bool safe) {
    receive(multicast(sender, seq, ring, letter, safe));
}

Slice Bench::multicast(std::uint32_t sender, std::uint32_t seq, RingId ring, char letter,
                       bool safe) {
    Buffer buffer = pool.take(wire::kMulticastHeaderSize + 1);
    const auto guarantee = safe ? wire::Guarantee::safe_held : wire::Guarantee::agreed;
    wire::write_multicast_header({.encapsulation = wire::Encapsulation::ordinary,
                                  .sender = NodeId{sender},
                                  .target = {},
                                  .seq = MessageSeq{seq},
                                  .sender_count = 0,
                                  .ring = ring,
                                  .guarantee = static_cast<std::int32_t>(guarantee),
                                  .payload = {}},
                                 buffer.bytes().first<wire::kMulticastHeaderSize>());
    buffer.bytes().back() = static_cast<std::byte>(letter);
    return buffer.slice(0, buffer.size());
}

void Bench::pass(Duration duration) {
    const TimePoint end = now + duration;
    while (engine.next_deadline() && *engine.next_deadline() <= end) {
        now = std::max(now, *engine.next_deadline());
        engine.advance(now, actions);
    }
    now = end;
}

void Bench::loop_back(int most) {
    const NodeId self = engine.members().empty() ? NodeId{} : engine.members().lowest();
    for (std::size_t i = 0; i < actions.size() && most > 0; ++i) {
        Slice frame;
        if (const auto* multicast = std::get_if<ring::SendMulticast>(&actions[i]);
            multicast != nullptr && multicast->to_self)
            frame = multicast->frame;
        else if (const auto* to_one = std::get_if<ring::SendToken>(&actions[i]);
                 to_one != nullptr && (self == NodeId{} || to_one->to == self))
            frame = to_one->frame;
        if (frame.empty()) continue;
        --most;
        receive(frame);
    }
}

wire::CommitToken Bench::commit_token(std::uint64_t seq, std::vector<NodeId> members,
                                      std::uint32_t index) const {
    wire::CommitToken commit;
    commit.sender = kOne;
    commit.ring = {kOne, seq};
    commit.token_seq = {index};
    commit.index = index;
    commit.info.resize(members.size());
    commit.members = std::move(members);
    commit.info.front() = {{kOne, 1}, {}, {}, true};
    return commit;
}

void Bench::start_alone(std::uint64_t stored_seq) {
    start(stored_seq);
    loop_back(16);
    clear();
}

void Bench::form_pair() {
    start_alone();
    receive(join_from(self_ == kOne ? 2 : 1, {kOne, kTwo}, {}, 5));
    receive(join_from(self_ == kOne ? 2 : 1, {kOne, kTwo}, {}, 5));
    if (engine.state() == ring::State::commit) { // we are the representative
        finish_pair({{kTwo, 5}, {}, {}, true});
    } else {
        receive(commit_token(9, {kOne, kTwo}, 1));
        wire::CommitToken commit = sent<wire::CommitToken>().back();
        ++commit.token_seq.value;
        receive(commit);
        token.ring = kPairRing;
        token.aru = {0xFFFFFFFFU};
        token.aru_id = kOne;
        for (int i = 0; i < 4; ++i) turn();
    }
    clear();
}

void Bench::finish_pair(const wire::CommitMember& entry) {
    wire::CommitToken commit = sent<wire::CommitToken>().back();
    commit.info[1] = entry;
    commit.index = 2;
    ++commit.token_seq.value;
    receive(commit);
    commit = sent<wire::CommitToken>().back();
    ++commit.token_seq.value;
    receive(commit);
    token = sent<wire::Token>().back();
    for (int i = 0; i < 4; ++i) turn();
}

std::optional<wire::Token> Bench::visit(wire::Token coming) {
    const std::size_t before = sent<wire::Token>().size();
    receive(coming);
    const auto after = sent<wire::Token>();
    if (after.size() == before) return std::nullopt;
    token = after.back();
    return token;
}

std::optional<wire::Token> Bench::turn() {
    wire::Token coming = token;
    ++coming.token_seq.value;
    if (coming.aru_id != self_) { // the engine does not hold it down, nor does the other node
        coming.aru = coming.seq;
        coming.aru_id = {};
    }
    return visit(coming);
}

std::vector<Bytes> Bench::sent_frames() const {
    std::vector<Bytes> frames;
    for (const auto& action : actions) {
        if (const auto* multicast = std::get_if<ring::SendMulticast>(&action))
            frames.push_back(multicast->frame.bytes());
        else if (const auto* to_one = std::get_if<ring::SendToken>(&action))
            frames.push_back(to_one->frame.bytes());
    }
    return frames;
}

std::string Bench::multicast_letters() const {
    std::string text;
    for (const auto& message : sent<wire::Multicast>())
        text += fmt::format("{}{}{}", text.empty() ? "" : " ",
                            std::to_integer<char>(message.payload.back()), message.seq.value);
    return text;
}

std::string Bench::delivered() const {
    std::string text;
    for (const auto& action : actions) {
        if (const auto* message = std::get_if<ring::Deliver>(&action))
            text += std::to_integer<char>(message->payload.bytes().back());
        else if (const auto* install = std::get_if<ring::InstallView>(&action))
            text += install->view.transitional ? "|T|" : "|R|";
    }
    return text;
}

std::vector<std::string> Bench::warnings() const {
    std::vector<std::string> texts;
    for (const LogLine& line : all<LogLine>())
        if (line.level == LogLevel::warning) texts.push_back(line.text);
    return texts;
}

} // namespace baton::test
