// test/world/files.cc - the configuration files of hosts: what their nodes start with, and what
// they read anew.
#include "world/step.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace baton::world {

namespace {

using cmap::Value;
using Keys = std::vector<std::pair<std::string, Value>>;

const std::string kVersion = "totem.config_version";

std::uint32_t count_of(Duration duration) {
    return static_cast<std::uint32_t>(std::chrono::duration_cast<milliseconds>(duration).count());
}

// The ring's timers and windows as a file says them.
void add_timing(Keys& keys, const ring::RingConfig& ring) {
    const auto add = [&keys](const char* name, std::uint32_t number) {
        keys.emplace_back(fmt::format("totem.{}", name), Value::of(number));
    };
    add("token", count_of(ring.token));
    add("token_coefficient", 0);
    add("token_retransmit", count_of(ring.token_retransmit));
    add("hold", count_of(ring.hold));
    add("join", count_of(ring.join));
    add("send_join", count_of(ring.send_join));
    add("consensus", count_of(ring.consensus));
    add("merge", count_of(ring.merge));
    add("max_network_delay", count_of(ring.max_network_delay));
    add("fail_recv_const", ring.fail_recv_const);
    add("seqno_unchanged_const", ring.seqno_unchanged_const);
    add("miss_count_const", ring.miss_count_const);
    add("heartbeat_failures_allowed", ring.heartbeat_failures_allowed);
    add("window_size", ring.window_size);
    add("max_messages", ring.max_messages);
    const std::string_view cancel = ring.cancel_token_hold_on_retransmit ? "yes" : "no";
    keys.emplace_back("totem.cancel_token_hold_on_retransmit", Value::of(cancel));
}

} // namespace

std::uint64_t World::version_of(const Host& at) const {
    if (at.file.version) return *at.file.version;
    const auto common = electorate.keys.find(kVersion);
    return common == electorate.keys.end() ? 0 : common->second.as<std::uint64_t>().value_or(0);
}

Keys World::file_of(const Host& at) const {
    Keys keys = keys_of(electorate, at.id);
    std::erase_if(keys, [](const auto& each) { return each.first == kVersion; });
    if (const std::uint64_t version = version_of(at); version != 0)
        keys.emplace_back(kVersion, Value::of(version));
    add_timing(keys, config);
    return keys;
}

// ---- what an administrator does

void World::edit(Id id, std::uint64_t version) {
    host(id).file.version = version;
    host(id).file.good = true;
}
void World::rekey(Id id, std::uint32_t key) { host(id).file.key = key; }
void World::spoil(Id id) { host(id).file.good = false; }

bool World::reload(Id id) {
    Host* at = listening(id);
    if (at == nullptr) return false;
    settled_ = false;
    step(*at, [&](Node& node, TimePoint now) { node.reload(now, {}, false, at->actions); });
    return true;
}

// Who starts after all that was wrong is over finds the newest file, and a good one, and the key
// that all have.
void World::mend_files() {
    std::uint64_t newest = 0;
    std::uint32_t key = 0;
    for (const auto& at : hosts_) newest = std::max(newest, version_of(*at));
    for (const auto& at : hosts_) key = std::max(key, at->file.key);
    for (const auto& at : hosts_) at->file = {newest, true, key};
}

// ---- what a node does

// Those who have no key in common do not hear each other.
void World::change_key(Host& at, const Command& command) {
    if (const auto* fresh = std::get_if<ApplyConfiguration>(&command))
        at.cipher.accept(key_of(fresh->config->totem));
    else if (std::holds_alternative<UseNewKey>(command))
        at.cipher.use_new();
    else if (std::holds_alternative<ForgetOldKey>(command))
        at.cipher.forget_other();
    else
        return;
    tell_cuts();
}

void World::begin_reading(Host& at, std::uint64_t number) {
    at.reading = FileReading{number, now_ + reading, false};
}

// For itself it says so in its map before it begins, with all others only when all is decided.
void World::tell_reading(Host& at) {
    at.reading->told = true;
    at.watcher.reads_alone = false;
    if (!at.watcher.there) return;
    request(at, at.watcher.map,
            cmap::Request{cmap::GetRequest{"config.totemconfig_reload_in_progress", 1}});
    if (witness_) witness_->votes(at.id, oracle::Reading{at.watcher.reads_alone});
}

void World::finish_reading(Host& at) {
    const std::uint64_t number = std::exchange(at.reading, std::nullopt)->number;
    reload::ConfigurationRead read;
    if (at.file.good) {
        auto fresh = std::make_shared<config::Config>();
        fresh->totem = encrypted_with(at.file.key);
        fresh->totem.config_version = version_of(at);
        read = {std::move(fresh), file_of(at), {}, version_of(at)};
    } else {
        read.complaints = {"the file is spoilt"};
    }
    if (witness_) witness_->votes(at.id, oracle::HasRead{at.file.good});
    step(at, [&](Node& node, TimePoint now) {
        node.configuration_read(now, number, std::move(read), at.actions);
    });
}

} // namespace baton::world
