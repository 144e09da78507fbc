// test/support/describe_datagram.cc - Totem datagrams in the words of the vector files.
#include "support/application_message.h"
#include "support/datagram.h"
#include "wire/totem.h"

namespace baton::test {

namespace {

using wire::TotemType;

struct Describer {
    const std::string& at; // what all names begin with
    bool beginnings;
    Description& into;

    template <class Int>
    void number(const std::string& name, Int value) {
        into.number(at + name, std::uint64_t{value});
    }
    void ring(const std::string& name, RingId ring) {
        number(name + ".rep", ring.representative.value);
        number(name + ".seq", ring.seq);
    }
    void nodes(const char* name, const std::vector<NodeId>& nodes) {
        for (std::size_t i = 0; i < nodes.size(); ++i) number(indexed(name, i), nodes[i].value);
    }

    // The decoder has seen to magic number and version.
    void header(TotemType type, NodeId sender, NodeId target, unsigned encapsulation = 0) {
        number("header.magic", 0xC070U);
        number("header.version", 3U);
        number("header.type", static_cast<std::uint8_t>(type));
        number("header.encapsulation", encapsulation);
        number("header.sender_id", sender.value);
        number("header.target_id", target.value);
    }

    Result<void> operator()(const wire::Token& token) {
        header(TotemType::token, token.sender, token.target);
        number("seq", token.seq.value);
        number("token_seq", token.token_seq.value);
        number("aru", token.aru.value);
        number("aru_id", token.aru_id.value);
        ring("ring_id", token.ring);
        number("backlog", token.backlog);
        number("fcc", token.fcc);
        number("retrans_flag", std::uint8_t{token.retrans_flag});
        number("rtr_count", token.request_count);
        for (std::size_t i = 0; i < token.request_count; ++i) {
            ring(indexed("rtr", i) + ".ring_id", token.requests[i].ring);
            number(indexed("rtr", i) + ".seq", token.requests[i].seq.value);
        }
        return {};
    }

    Result<void> operator()(const wire::MergeDetect& message) {
        header(TotemType::merge_detect, message.sender, message.target);
        number("sender", message.sender.value);
        ring("ring_id", message.ring);
        return {};
    }

    Result<void> operator()(const wire::Join& join) {
        header(TotemType::join, join.leave ? NodeId{} : join.sender, join.target);
        number("sender", join.sender.value);
        number("proc_count", join.proc.size());
        number("fail_count", join.fail.size());
        number("ring_seq", join.ring_seq);
        nodes("proc", join.proc);
        nodes("fail", join.fail);
        return {};
    }

    Result<void> operator()(const wire::CommitToken& token) {
        header(TotemType::commit_token, token.sender, token.target);
        number("token_seq", token.token_seq.value);
        ring("ring_id", token.ring);
        number("retrans_flag", token.retrans_flag);
        number("index", token.index);
        number("count", token.members.size());
        nodes("member", token.members);
        for (std::size_t i = 0; i < token.info.size(); ++i) {
            const std::string info = indexed("info", i);
            ring(info + ".old_ring_id", token.info[i].old_ring);
            number(info + ".aru", token.info[i].aru.value);
            number(info + ".high_delivered", token.info[i].high_delivered.value);
            number(info + ".received_flag", std::uint8_t{token.info[i].received});
        }
        return {};
    }

    Result<void> operator()(const wire::HoldCancel& message) {
        header(TotemType::hold_cancel, message.sender, message.target);
        ring("ring_id", message.ring);
        return {};
    }

    Result<void> operator()(const wire::Multicast& message) {
        header(TotemType::multicast, message.sender, message.target,
               static_cast<std::uint8_t>(message.encapsulation));
        number("originator", message.sender.value);
        number("seq", message.seq.value);
        number("sender_count", message.sender_count);
        ring("ring_id", message.ring);
        number("reserved", 0U);
        number("guarantee", static_cast<std::uint32_t>(message.guarantee));
        if (message.encapsulation == wire::Encapsulation::old_ring)
            return describe_datagram(message.payload, at + "inner.", beginnings, into);
        return pack(message.payload);
    }

    Result<void> pack(Bytes payload) {
        const auto pack = wire::PackReader::of(payload);
        if (!pack) return tl::make_unexpected(pack.error());
        number("pack.version", 0U);
        number("pack.type", 0U);
        number("pack.fragmented", pack->fragmented());
        number("pack.continuation", pack->continuation());
        number("pack.msg_count", pack->count());
        const auto parts = parts_of(*pack, payload);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            number(indexed("pack.msg_len", i), pack->length(i));
            const std::string name = at + indexed("part", i) + ".";
            if (auto done = part(parts[i], name); !done) return done;
        }
        return {};
    }

    Result<void> part(const PackPart& part, const std::string& name) {
        into.word(name + "complete", part.whole ? "yes" : "no");
        if (!part.whole && !beginnings) return {};
        ByteVector bytes(part.bytes.begin(), part.bytes.end());
        if (!part.whole) bytes.resize(std::size_t{2} << 20U); // any end will do
        const auto message = decode_application(bytes);
        if (!message) return tl::make_unexpected(message.error());
        describe(*message, name, into);
        return {};
    }

    template <class Message>
    Result<void> decoded(const Result<Message>& message) {
        if (!message) return tl::make_unexpected(message.error());
        return (*this)(*message);
    }
};

} // namespace

Result<void> describe_datagram(Bytes datagram, const std::string& prefix, bool beginnings,
                               Description& into) {
    const auto header = wire::decode_header(datagram);
    if (!header) return tl::make_unexpected(header.error());
    Describer describer{prefix, beginnings, into};
    switch (header->type) {
    case TotemType::token:
        return describer.decoded(wire::decode_token(datagram));
    case TotemType::multicast:
        return describer.decoded(wire::decode_multicast(datagram));
    case TotemType::merge_detect:
        return describer.decoded(wire::decode_merge_detect(datagram));
    case TotemType::join:
        return describer.decoded(wire::decode_join(datagram));
    case TotemType::commit_token:
        return describer.decoded(wire::decode_commit_token(datagram));
    case TotemType::hold_cancel:
        return describer.decoded(wire::decode_hold_cancel(datagram));
    }
    return failure(Error::Kind::malformed, "a type without a decoder");
}

} // namespace baton::test
