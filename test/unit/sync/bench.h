// test/unit/sync/bench.h - a synchroniser with services that write down what happens to them.
#pragma once

#include "sync/synchroniser.h"
#include "unit/services/silent_effects.h"
#include "wire/pack.h"
#include "wire/sync.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace baton::test {

using Lines = std::vector<std::string>;

class RecordedService final : public SyncService {
public:
    RecordedService(std::uint16_t id, Lines& lines) : id_(id), lines_(lines) {}
    [[nodiscard]] wire::ServiceId id() const override { return static_cast<wire::ServiceId>(id_); }
    void sync_begin(const SyncView& view, Effects&) override {
        trans = view.trans;
        write("begin");
    }
    bool sync_send(Effects&) override {
        write("send");
        return not_yet == 0 || --not_yet == 0;
    }
    void sync_activate(Effects&) override { write("activate"); }
    void sync_abort() override { write("abort"); }
    void sync_complete(Effects&) override { write("complete"); }
    void on_message(NodeId, const Slice&, Effects&) override {}
    [[nodiscard]] Duration sync_wait() const override { return wait; }

    Duration wait{};
    std::vector<NodeId> trans;
    int not_yet = 0; // how often sync_send() is asked until it is done

private:
    void write(const char* what) { lines_.push_back(std::to_string(id_) + ' ' + what); }
    std::uint16_t id_;
    Lines& lines_;
};

class NoEffects final : public baton::testing::SilentEffects {
public:
    [[nodiscard]] bool synchronising() const override { return true; }
};

using SyncBytes = std::vector<std::byte>; // a message behind the group prefix

// One node. What it multicasts is kept for the test to deliver.
class SyncNode final : public sync::SyncOut {
public:
    explicit SyncNode(const std::vector<std::uint16_t>& services) {
        std::vector<SyncService*> all;
        for (const std::uint16_t id : services)
            all.push_back(owned_.emplace_back(std::make_unique<RecordedService>(id, lines)).get());
        synchroniser = std::make_unique<sync::Synchroniser>(all, effects_, *this);
    }
    void multicast_sync(std::initializer_list<Bytes> pieces, bool apart) override {
        SyncBytes whole = baton::testing::in_one(pieces);
        const auto prefix = wire::decode_group_prefix(whole);
        good_prefixes = good_prefixes && prefix && prefix->group == wire::Group::sync;
        whole.erase(whole.begin(), whole.begin() + wire::kSyncPrefixSize);
        const bool build = std::holds_alternative<wire::ServiceBuild>(*wire::decode_sync(whole));
        lines.push_back(std::string(build ? "build" : "barrier") + (apart ? " apart" : ""));
        sent.push_back(std::move(whole));
    }
    void sync_completed(const SyncView& view) override {
        lines.push_back("completed");
        completed = view;
    }
    void request_gather() override { lines.push_back("gather"); }
    void log_sync(LogLine line) override { logged.push_back(std::move(line.text)); }

    RecordedService& service(std::size_t index) { return *owned_.at(index); }

    Lines lines; // everything in order
    Lines logged;
    std::deque<SyncBytes> sent;
    bool good_prefixes = true;
    SyncView completed;
    std::unique_ptr<sync::Synchroniser> synchroniser;

private:
    NoEffects effects_;
    std::vector<std::unique_ptr<RecordedService>> owned_;
};

template <class Message>
SyncBytes sync_bytes(const Message& message) {
    const auto bytes = wire::encode(message);
    return {bytes.begin(), bytes.end()};
}

inline ring::View regular_view(RingId ring, std::vector<NodeId> members) {
    ring::View view;
    view.ring = ring;
    view.members = std::move(members);
    return view;
}
inline ring::View transitional_view(RingId ring, std::vector<NodeId> members) {
    ring::View view = regular_view(ring, std::move(members));
    view.transitional = true;
    return view;
}

} // namespace baton::test
