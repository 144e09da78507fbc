// test/fuzz/fuzz_client.cc - local clients of all services, and a node of its own that serves them.
//
// The first byte is the setting: which keys the configuration has. Then each step is a byte: its
// three lowest bits say what happens (kSteps below), the next two which client it is. A request is
// a byte for its id, a u16 for its length and its content; a raw one is a u16 and all bytes, the
// header included. With id 255 of cpg the content is multicasts as records. Whatever clients ask,
// what they get has the size that it claims, and no client gets more answers than it asked
// questions.
#include "fuzz/cursor.h"
#include "fuzz/round_trip.h"
#include "ipc/cpg_codec.h"
#include "ipc/service_codec.h"
#include "node/node.h"

#include <array>
#include <bitset>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>

namespace {

using namespace baton;
using fuzz::Cursor;

BufferPool pool;

constexpr int kStepsMax = 60;
constexpr int kPassesMax = 400; // of the token round a ring of one
const std::array<const ipc::ServiceCodec*, 5> kServices{&ipc::kCpg, &ipc::kCmap, &ipc::kCfg,
                                                        &ipc::kQuorum, &ipc::kVotequorum};

struct FakeOutside final : Outside {
    [[nodiscard]] std::vector<IpAddress> addresses(NodeId node) const override {
        if (node.value != 1) return {};
        return {IpAddress::from_ipv4(0x0a000001)};
    }
    [[nodiscard]] std::vector<cfg::LinkText> links() const override {
        return {{"0 10.0.0.1", "OK"}};
    }
    [[nodiscard]] std::optional<cfg::NodeStatus> node_status(NodeId node) const override {
        return cfg::NodeStatus{.node = node, .links = {}};
    }
    void statistics(const Statistic& take) const override {
        take("stats.ipcs.global.active", cmap::Value::of(std::uint64_t{1}));
    }
};

NodeConfig config_of(std::uint8_t how) {
    NodeConfig config;
    config.ring.self = {1};
    config.ring.seqno_unchanged_const = 2;
    const auto add = [&](const char* key, auto value) {
        config.keys.emplace_back(key, cmap::Value::of(value));
    };
    add("totem.cluster_name", std::string_view("fuzz"));
    add("nodelist.node.0.nodeid", std::uint32_t{1});
    add("nodelist.node.0.ring0_addr", std::string_view("10.0.0.1"));
    add("nodelist.local_node_pos", std::uint32_t{0});
    if ((how & 1U) == 0) add("quorum.provider", std::string_view("corosync_votequorum"));
    if ((how & 2U) != 0) add("quorum.device.model", std::string_view("net"));
    if ((how & 4U) != 0) add("quorum.expected_votes", std::uint32_t{3});
    if ((how & 8U) != 0) add("quorum.last_man_standing", std::uint8_t{1});
    if ((how & 16U) != 0) add("quorum.wait_for_all", std::uint8_t{1});
    if ((how & 32U) != 0) add("quorum.auto_tie_breaker", std::uint8_t{1});
    return config;
}

// Which kinds of requests were ever served. At the end of a run that has FUZZ_CENSUS in its
// environment it names those that never were: what seeds do not reach, damaged seeds hardly will.
class Census {
public:
    Census() {
        if (std::getenv("FUZZ_CENSUS") != nullptr) std::atexit(print);
    }
    void serve(const ClientRequest& request) {
        const auto kind = std::visit([](const auto& its) { return its.index(); }, request);
        served_.at(request.index()).set(kind);
    }

private:
    static void print();
    template <std::size_t... service>
    void print(std::index_sequence<service...> /*all*/) const {
        (print(service, std::variant_size_v<std::variant_alternative_t<service, ClientRequest>>),
         ...);
    }
    void print(std::size_t service, std::size_t kinds) const {
        for (std::size_t kind = 0; kind < kinds; ++kind)
            if (!served_.at(service).test(kind))
                std::fprintf(stderr, "never served: service %zu, request %zu\n", service, kind);
        std::fprintf(stderr, "service %zu has %zu kinds of requests\n", service, kinds);
    }
    std::array<std::bitset<64>, kServices.size()> served_;
};

Census census;

void Census::print() { census.print(std::make_index_sequence<kServices.size()>{}); }

class Bed {
public:
    explicit Bed(std::uint8_t how) : node_(config_of(how), pool, Random(1), outside_) {
        node_.start(now_, 0, actions_);
        work();
        for (int i = 0; i < 100 && !node_.serving(); ++i) pass(milliseconds{100});
        fuzz::require(node_.serving());
    }

    void ask(const ipc::ServiceCodec& service, unsigned which, Bytes message) {
        const ClientId client = connected(service, which);
        const auto request = decode(service, message);
        if (!request) return;
        ++questions_[client];
        census.serve(*request);
        node_.client_request(now_, client, *request, actions_);
        work();
    }
    void say(unsigned which, Bytes bytes) {
        const ClientId client = connected(ipc::kCpg, which);
        const auto within = wire::cpg_records_within(bytes, bytes.size());
        const bool safe = (within.count & 1U) != 0;
        node_.client_multicasts(now_, client, {safe, bytes.first(within.bytes)}, actions_);
        node_.settle(now_, actions_);
        work();
    }
    void go(const ipc::ServiceCodec& service, unsigned which) {
        const auto found = clients_.find({&service, which});
        if (found == clients_.end()) return;
        node_.client_disconnected(now_, service.id, found->second, actions_);
        clients_.erase(found);
        work();
    }
    void pass(Duration time) {
        now_ += time;
        node_.advance(now_, actions_);
        work();
    }
    [[nodiscard]] bool ended() const { return ended_; }

private:
    static ipc::Decoded<ClientRequest> decode(const ipc::ServiceCodec& service, Bytes message) {
        if (service.decode != nullptr) return service.decode(message);
        const auto request = cpg_ipc::decode_cpg_request(message);
        const auto* plain = request ? std::get_if<cpg::Request>(&*request) : nullptr;
        if (plain == nullptr) return tl::make_unexpected(ipc::Refusal{});
        return ClientRequest(*plain);
    }
    ClientId connected(const ipc::ServiceCodec& service, unsigned which) {
        const auto [place, is_new] = clients_.try_emplace({&service, which}, ClientId{last_ + 1});
        if (is_new) {
            ++last_;
            node_.client_connected(now_, service.id, place->second, actions_);
            work();
        }
        return place->second;
    }
    void work() {
        for (int passes = 0; passes < kPassesMax; ++passes) {
            NodeActions actions;
            actions.swap(actions_);
            for (NodeAction& action : actions)
                std::visit([this](auto& each) { perform(each); }, action);
            if (own_.empty()) return;
            const Slice datagram = own_.front();
            own_.pop_front();
            node_.receive(now_, datagram, actions_);
        }
    }
    void perform(ring::SendMulticast& send) {
        if (send.to_self) own_.push_back(std::move(send.frame));
    }
    void perform(ring::SendToken& send) {
        if (send.to == NodeId{1}) own_.push_back(std::move(send.frame));
    }
    void perform(const ReplyToClient& reply) {
        fuzz::require(questions_[reply.client]-- > 0);
        const auto& service = *kServices.at(reply.reply.index());
        look(service.encode_reply(reply.reply, message_));
    }
    void perform(const SendEvent& event) {
        look(kServices.at(event.event.index())->encode_event(event.event, message_));
    }
    void perform(const DeliverToClients& deliveries) {
        for (const cpg::Delivery& delivery : deliveries.run) {
            if (delivery.records > 0) look_at_records(delivery);
            cpg::for_each_message(delivery, [&](const cpg::Delivery& each) {
                const Bytes head = deliveries_.header_of(each);
                message_.assign(head.begin(), head.end());
                std::vector<std::byte> data(deliveries.run.data_of(each).size());
                deliveries.run.data_of(each).copy_to(data.data());
                look(data);
            });
        }
    }
    void look_at_records(const cpg::Delivery& delivery) {
        const auto head = deliveries_.head_of_records(delivery);
        const Bytes records = delivery.data.bytes();
        const auto within = wire::cpg_records_within(records, records.size());
        fuzz::require(within.bytes == records.size() && within.count == delivery.records);
        fuzz::require(head.bytes.size() + records.size() <= ipc::kMessageMax);
        fuzz::require(ipc::get_u32(head.bytes, 8) == head.bytes.size() && head.number != 0);
    }
    void perform(const Command& command) {
        ended_ = ended_ || std::holds_alternative<ShutDown>(command) ||
                 std::holds_alternative<Die>(command);
    }
    template <class Other>
    void perform(const Other&) {}

    void look(Bytes tail) const {
        const std::size_t size = message_.size() + tail.size();
        fuzz::require(message_.size() >= ipc::kReplyHeaderSize && size <= ipc::kMessageMax);
        fuzz::require(ipc::get_u32(message_, 8) == size);
    }

    FakeOutside outside_;
    Node node_;
    NodeActions actions_;
    std::deque<Slice> own_; // from this node to this node
    TimePoint now_{std::chrono::seconds{1000}};
    std::map<std::pair<const ipc::ServiceCodec*, unsigned>, ClientId> clients_;
    std::map<ClientId, int> questions_; // not answered yet
    std::uint64_t last_ = 0;
    std::vector<std::byte> message_;
    cpg_ipc::DeliveryEncoder deliveries_;
    bool ended_ = false;
};

// kSteps: 0 cpg, 1 cmap, 2 cfg, 3 quorum, 4 votequorum: a request; 5 a raw request, 6 a client
// goes: both with a byte for the service; 7 time passes.
void step(Bed& bed, Cursor& input) {
    const std::uint8_t choice = input.u8();
    const unsigned kind = choice & 7U;
    const unsigned which = (choice >> 3U) & 3U;
    if (kind == 7) return bed.pass(milliseconds{1 + 13 * (choice >> 3U)});
    if (kind == 6) return bed.go(*kServices.at(input.u8() % kServices.size()), which);
    if (kind == 5) {
        const auto& service = *kServices.at(input.u8() % kServices.size());
        return bed.ask(service, which, input.bytes(input.u16()));
    }
    const std::int32_t id = input.u8();
    const Bytes content = input.bytes(input.u16());
    if (kind == 0 && id == 255) return bed.say(which, content);
    std::vector<std::byte> message(ipc::kRequestHeaderSize + content.size());
    ipc::put_u32(message, 0, static_cast<std::uint32_t>(id));
    ipc::put_u32(message, 8, static_cast<std::uint32_t>(message.size()));
    std::copy(content.begin(), content.end(), message.begin() + ipc::kRequestHeaderSize);
    bed.ask(*kServices.at(kind), which, message);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Cursor input(fuzz::as_input(data, size));
    {
        Bed bed(input.u8());
        for (int i = 0; i < kStepsMax && !input.at_end() && !bed.ended(); ++i) step(bed, input);
    }
    fuzz::require(pool.outstanding() == 0);
    return 0;
}
