// test/unit/services/cfg/bench.h - one cfg service whose ring and clients are the test.
#pragma once

#include "services/cfg/service.h"
#include "unit/services/silent_effects.h"

#include <map>
#include <string>
#include <vector>

namespace baton::cfg::testing {

// Knows three nodes, the third of which does not run.
class SomeNetwork final : public Outside {
public:
    [[nodiscard]] std::vector<IpAddress> addresses(NodeId node) const override {
        if (node.value < 1 || node.value > 3) return {};
        return {IpAddress::from_ipv4(0x0A000000U + node.value),
                IpAddress::from_ipv4(0x0A010000U + node.value)};
    }
    [[nodiscard]] std::vector<LinkText> links() const override {
        return {{"0 10.0.0.1", "n3"}, {"1 10.1.0.1", "n1"}};
    }
    [[nodiscard]] std::optional<NodeStatus> node_status(NodeId node) const override {
        if (node.value < 1 || node.value > 3) return std::nullopt;
        NodeStatus status;
        status.node = node;
        status.reachable = node.value != 3;
        return status;
    }
};

class Bench : public baton::testing::SilentEffects {
public:
    Bench() { service.on_view({false, {NodeId{1}, 8}, {NodeId{1}, NodeId{2}}, {}, {}}, *this); }

    void multicast(std::initializer_list<Bytes> pieces, bool) override {
        sent.push_back(baton::testing::in_one(pieces));
    }
    [[nodiscard]] bool room_for(std::size_t) const override { return room; }
    [[nodiscard]] bool synchronising() const override { return in_sync; }
    void reply(ClientId client, ClientReply reply) override {
        replies[client.value].push_back(std::get<Reply>(reply));
    }
    void event(ClientId client, ClientEvent event) override {
        asked[client.value].push_back(std::get<TestShutdownEvent>(std::get<Event>(event)).kind);
    }
    void log(LogLine line) override { logged.push_back(std::move(line.text)); }
    [[nodiscard]] TimePoint now() const override { return time; }
    void command(Command command) override { commands.push_back(std::move(command)); }

    template <class What>
    void ask(std::uint64_t client, What what) {
        service.on_request(ClientId{client}, Request{std::move(what)}, *this);
    }
    void hang_up(std::uint64_t client) { service.on_disconnected(ClientId{client}, *this); }
    void pass(milliseconds duration) {
        time += duration;
        service.advance(*this);
    }
    void receive(std::uint32_t from, const std::vector<std::byte>& message) {
        service.on_message(NodeId{from}, pool.copy(message), *this);
    }

    // The last answer to the client, in short; 0 if there is none.
    [[nodiscard]] int error(std::uint64_t client) const {
        const auto found = replies.find(client);
        if (found == replies.end() || found->second.empty()) return 0;
        return std::visit(
            [](const auto& reply) {
                if constexpr (requires { reply.error; })
                    return static_cast<int>(reply.error);
                else
                    return 1;
            },
            found->second.back());
    }
    [[nodiscard]] std::size_t answers(std::uint64_t client) const {
        const auto found = replies.find(client);
        return found == replies.end() ? 0 : found->second.size();
    }
    template <class What>
    [[nodiscard]] const What* last(std::uint64_t client) const {
        const auto found = replies.find(client);
        return found == replies.end() ? nullptr : std::get_if<What>(&found->second.back());
    }
    template <class What>
    [[nodiscard]] const What* last_command() const {
        return commands.empty() ? nullptr : std::get_if<What>(&commands.back());
    }

    BufferPool pool;
    cmap::Map map;
    SomeNetwork network;
    Capability capability{0};
    KeyChange key_change{NodeId{1}, capability, std::nullopt};
    reload::ReloadService reload{
        NodeId{1}, map, network, capability, key_change, [](const config::Timing&) {}, *this};
    CfgService service{NodeId{1}, map, network, reload, key_change};
    TimePoint time{std::chrono::seconds(100)};
    bool room = true;
    bool in_sync = false;
    std::vector<std::vector<std::byte>> sent;
    std::map<std::uint64_t, std::vector<Reply>> replies;
    std::map<std::uint64_t, std::vector<ShutdownKind>> asked;
    std::vector<std::string> logged;
    std::vector<Command> commands;
};

} // namespace baton::cfg::testing
