// test/unit/services/cmap/bench.h - a cmap service with nothing around it: what it wants done is
// kept, what clients get is text. Time stands still until a test moves it.
#pragma once

#include "services/cmap/service.h"
#include "services/cmap/traffic.h"
#include "unit/services/silent_effects.h"

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::cmap::testing {

class Bench final : public baton::testing::SilentEffects {
public:
    explicit Bench(const std::vector<std::pair<std::string, Value>>& keys = {},
                   std::uint32_t id = 1)
        : self{id} {
        for (const auto& [key, value] : keys) map.set(key, value);
        const auto ring = [this] { return numbers; };
        service = std::make_unique<CmapService>(self, map, ring, outside, *this);
    }

    void multicast(std::initializer_list<Bytes> pieces, bool) override {
        sent.push_back(baton::testing::in_one(pieces));
    }
    [[nodiscard]] bool room_for(std::size_t) const override { return room; }
    [[nodiscard]] bool synchronising() const override { return in_sync; }
    void reply(ClientId client, ClientReply reply) override {
        story += std::to_string(client.value) + ":reply ";
        last = std::get<Reply>(reply);
    }
    void event(ClientId client, ClientEvent event) override {
        const auto& told = std::get<NotifyEvent>(std::get<Event>(event));
        constexpr const char* kNames[] = {"", "del", "mod", "", "add"};
        story += std::to_string(client.value) + ":" + kNames[told.kind] + "(" +
                 std::to_string(told.cookie) + ") " + told.key + ' ';
        events.push_back(told);
    }
    void log(LogLine line) override { logged.push_back(std::move(line.text)); }
    [[nodiscard]] TimePoint now() const override { return time; }
    void command(Command command) override { commands.push_back(std::move(command)); }
    void gather() override { ++gathers; }

    void connect(std::uint64_t client) { service->on_connected(ClientId{client}); }
    void disconnect(std::uint64_t client) { service->on_disconnected(ClientId{client}); }
    // The answer to a request, of a kind that is known.
    template <class Answer>
    Answer ask(std::uint64_t client, const Request& request) {
        service->on_request(ClientId{client}, request, *this);
        return std::get<Answer>(last);
    }
    CsError status(std::uint64_t client, const Request& request) {
        return ask<StatusReply>(client, request).error;
    }
    template <class What>
    CsError set(std::uint64_t client, const std::string& key, What what) {
        return status(client, SetRequest{key, Value::of(what)});
    }
    TrackReply track(std::uint64_t client, const std::string& key, unsigned kinds,
                     std::uint64_t cookie = 0) {
        return ask<TrackReply>(client, TrackRequest{key, static_cast<std::int32_t>(kinds), cookie});
    }
    // All names that a walk with this prefix shows, a blank behind each.
    std::string walk(std::uint64_t client, const std::string& prefix) {
        const auto handle = ask<IterationStartReply>(client, IterationStartRequest{prefix}).handle;
        std::string names;
        for (;;) {
            const auto next = ask<IterationNextReply>(client, IterationNextRequest{handle});
            if (next.error != CsError::ok) break;
            names += next.key + ' ';
        }
        ask<StatusReply>(client, IterationEndRequest{handle});
        return names;
    }
    void choose_statistics(std::uint64_t client) { status(client, ChooseMapRequest{1}); }
    void pass(Duration duration) {
        time += duration;
        service->advance(*this);
    }

    class World final : public Outside {
    public:
        [[nodiscard]] std::vector<IpAddress> addresses(NodeId node) const override {
            const auto found = known.find(node);
            return found == known.end() ? std::vector<IpAddress>{} : found->second;
        }
        void statistics(const Statistic& take) const override {
            ++asked;
            for (const auto& [key, value] : counters) take(key, value);
        }
        std::map<NodeId, std::vector<IpAddress>> known;
        std::map<std::string, Value> counters;
        mutable int asked = 0;
    };

    const NodeId self;
    Map map;
    World outside;
    RingNumbers numbers;
    bool room = true;
    bool in_sync = false;
    TimePoint time{std::chrono::seconds(1000)};
    std::unique_ptr<CmapService> service;

    std::string story; // replies and events in their order
    Reply last;
    std::vector<NotifyEvent> events;
    std::vector<std::string> logged;
    std::vector<Command> commands;
    std::vector<std::vector<std::byte>> sent;
    int gathers = 0;
};

} // namespace baton::cmap::testing
