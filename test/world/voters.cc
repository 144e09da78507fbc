// test/world/voters.cc - what is asked about votes, what nodes tell of them, and what they want.
#include "services/quorum/messages.h"
#include "world/step.h"

#include <utility>

namespace baton::world {

namespace {

constexpr std::uint32_t kModel = 1; // with ring ids and lists of members
const std::string kDevice = "arbiter";

} // namespace

// ---- a client that follows quorum

void World::watch_quorum(Host& at) {
    at.watcher.due = false;
    at.watcher.there = true;
    const auto connect = [&](wire::ServiceId service, ClientId& client) {
        client = ClientId{++last_client_};
        step(at, [&](Node& node, TimePoint now) {
            node.client_connected(now, service, client, at.actions);
        });
    };
    connect(wire::ServiceId::cmap, at.watcher.map);
    connect(wire::ServiceId::quorum, at.watcher.quorum);
    request(at, at.watcher.quorum, quorum::Request{quorum::ModelGetTypeRequest{kModel}});
    request(at, at.watcher.quorum, quorum::Request{quorum::TrackRequest{quorum::kTrackChanges}});
    if (!at.counts || !at.node) return;
    connect(wire::ServiceId::votequorum, at.watcher.votes);
    request(at, at.watcher.votes,
            votequorum::Request{votequorum::TrackRequest{0, quorum::kTrackChanges}});
}

// After every step: whatever there is to be done for it.
void World::attend(Host& at) {
    Watcher& watcher = at.watcher;
    if (watcher.due && at.node && !at.node->synchronising()) watch_quorum(at);
    if (std::exchange(watcher.asking, false)) ask_tally(at);
    if (at.reading && !at.reading->told) tell_reading(at);
    if (watcher.asked.seq != 0) ask_arbiter(at, std::exchange(watcher.asked, RingId{}));
}

void World::ask_tally(Host& at) {
    if (at.node && at.counts && at.watcher.there)
        request(at, at.watcher.votes, votequorum::Request{votequorum::GetInfoRequest{}});
}

std::optional<votequorum::InfoReply> World::tally(Id id) {
    Host& at = host(id);
    at.watcher.tally.reset();
    ask_tally(at);
    return at.watcher.tally;
}

void World::hear(Host& at, const quorum::Event& event) {
    if (const auto* list = std::get_if<quorum::NodeListEvent>(&event)) {
        if (witness_) witness_->members(at.id, *list);
    } else if (const auto* told = std::get_if<quorum::QuorumEvent>(&event)) {
        if (witness_) witness_->quorum(at.id, *told);
    }
}

// The last that it is told of a change.
void World::hear(Host& at, const votequorum::Event& event) {
    if (const auto* list = std::get_if<votequorum::NodeListEvent>(&event); list != nullptr) {
        if (at.watcher.device) at.watcher.asked = list->ring;
    } else if (std::holds_alternative<votequorum::QuorumEvent>(event)) {
        at.watcher.asking = true;
    }
}

// ---- what is asked

Host* World::listening(Id id) {
    Host& at = host(id);
    return at.node && !at.paused && at.watcher.there ? &at : nullptr;
}

bool World::expect(Id id, std::uint32_t votes) {
    Host* at = listening(id);
    if (at == nullptr || !takes_requests(*at) || !at->counts) return false;
    settled_ = false;
    if_granted_ = oracle::Expect{votes};
    request(*at, at->watcher.votes, votequorum::Request{votequorum::SetExpectedRequest{votes}});
    if_granted_.reset();
    return true;
}

bool World::give_votes(Id id, Id whom, std::uint32_t votes) {
    Host* at = listening(id);
    if (at == nullptr || !takes_requests(*at) || !at->counts) return false;
    settled_ = false;
    if_granted_ = oracle::Revote{};
    request(*at, at->watcher.votes,
            votequorum::Request{votequorum::SetVotesRequest{NodeId{whom}, votes}});
    if_granted_.reset();
    return true;
}

// What follows from a key happens while it is set, so the oracle is told before.
bool World::set_key(Id id, const std::string& key, cmap::Value value) {
    Host* at = listening(id);
    if (at == nullptr || !takes_requests(*at)) return false;
    settled_ = false;
    const bool pardons = key == "quorum.cancel_wait_for_all";
    const bool counts = key.starts_with("quorum.") || key.starts_with("nodelist.");
    if (witness_ && pardons) witness_->votes(id, oracle::Pardon{});
    if (witness_ && counts && !pardons) witness_->votes(id, oracle::Revote{});
    request(*at, at->watcher.map, cmap::Request{cmap::SetRequest{key, std::move(value)}});
    return true;
}

bool World::register_device(Id id, bool registered) {
    Host* at = listening(id);
    if (at == nullptr || !at->counts) return false;
    settled_ = false;
    at->watcher.device = registered;
    if (registered)
        request(*at, at->watcher.votes,
                votequorum::Request{votequorum::DeviceRegisterRequest{kDevice}});
    else
        request(*at, at->watcher.votes,
                votequorum::Request{votequorum::DeviceUnregisterRequest{kDevice}});
    return true;
}

bool World::let_master_win(Id id, bool allow) {
    Host* at = listening(id);
    if (at == nullptr || !at->counts) return false;
    settled_ = false;
    if_granted_ = oracle::Revote{};
    request(*at, at->watcher.votes,
            votequorum::Request{votequorum::DeviceMasterWinsRequest{kDevice, allow}});
    if_granted_.reset();
    return true;
}

bool World::poll(Id id, bool cast) {
    Host* at = listening(id);
    return at != nullptr && at->counts && poll(*at, at->node->status().ring, cast);
}

bool World::poll(Host& at, RingId ring, bool cast) {
    settled_ = false;
    granted_ = false;
    if_granted_ = oracle::Device{{ring.seq, ring.representative.value}, cast};
    request(at, at.watcher.votes,
            votequorum::Request{votequorum::DevicePollRequest{kDevice, cast, ring}});
    if_granted_.reset();
    return granted_;
}

void World::ask_arbiter(Host& at, RingId ring) {
    if (!arbiter.asleep && at.node) poll(at, ring, arbiter.answer(ring, now_));
}

void World::poll_all() {
    for (const auto& at : hosts_)
        if (at->watcher.device && listening(at->id) != nullptr)
            ask_arbiter(*at, at->node->status().ring);
}

// ---- what they answer

void World::answer(Host& at, const votequorum::Reply& reply) {
    if (const auto* info = std::get_if<votequorum::InfoReply>(&reply)) {
        at.watcher.tally = *info;
        if (witness_ && info->error == CsError::ok) witness_->tally(at.id, *info);
        return;
    }
    granted_ = std::get<votequorum::StatusReply>(reply).error == CsError::ok;
    if (granted_ && witness_ && if_granted_) witness_->votes(at.id, *if_granted_);
}

void World::answer(Host& at, const cmap::Reply& reply) {
    if (const auto* key = std::get_if<cmap::GetReply>(&reply))
        at.watcher.reads_alone = key->bytes == "\1";
}

// ---- what they want done

void World::obey(Host& at, const Command& command) {
    if (const auto* store = std::get_if<StoreExpectedVotes>(&command))
        at.expected_votes = store->votes;
    else if (const auto* down = std::get_if<ShutDown>(&command))
        stop_for(at, *down);
    else if (std::holds_alternative<Die>(command))
        at.failed = true;
    else if (const auto* read = std::get_if<ReadConfiguration>(&command))
        begin_reading(at, read->number);
    change_key(at, command);
    if (const auto* fresh = std::get_if<ApplyConfiguration>(&command); fresh && witness_)
        witness_->votes(at.id, oracle::Configuration{fresh->config->totem.config_version, at.told});
}

void World::stop_for(Host& at, const ShutDown& reason) {
    constexpr int kConfiguration = 8;
    at.stopping = true;
    if (witness_ && reason.exit_code == kConfiguration)
        witness_->votes(at.id, oracle::Outdated{at.told});
}

} // namespace baton::world
