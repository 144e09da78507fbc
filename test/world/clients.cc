// test/world/clients.cc - what local clients ask, and what they are told.
#include "support/records.h"
#include "world/step.h"

#include <algorithm>
#include <cstring>

namespace baton::world {

namespace {

constexpr std::uint32_t kFirstPid = 1000;
constexpr std::uint32_t kAgreed = 2;
constexpr std::uint32_t kSafe = 3;
constexpr std::size_t kBookkeeping = 64; // what an unread event costs beside its bytes

std::size_t cost(const cpg::Event& event) {
    const auto* message = std::get_if<cpg::DeliverEvent>(&event);
    return kBookkeeping + (message == nullptr ? 0 : message->data.size());
}

} // namespace

// ---- what they ask

Client* World::client(Id id, const std::string& group) {
    Host* at = find(id);
    if (at == nullptr) return nullptr;
    const auto found = std::find_if(at->clients.rbegin(), at->clients.rend(), [&](const auto& one) {
        return one->group == group && !one->ending;
    });
    return found == at->clients.rend() ? nullptr : found->get();
}

void World::join(Id id, const std::string& group) {
    Host& at = host(id);
    if (!at.node) return;
    Client& fresh = *at.clients.emplace_back(std::make_unique<Client>());
    fresh.id = ClientId{++last_client_};
    fresh.pid = static_cast<std::uint32_t>(kFirstPid + last_client_);
    fresh.group = group;
    step(at, [&, id = fresh.id](Node& node, TimePoint now) {
        node.client_connected(now, wire::ServiceId::cpg, id, at.actions);
    });
    ask(at, fresh, {Request::Kind::join});
}

void World::leave_group(Id id, const std::string& group) {
    if (Client* its = client(id, group)) ask(host(id), *its, {Request::Kind::leave});
}

void World::say(Id id, const std::string& group, const std::string& text, std::size_t size,
                bool safe, std::uint32_t times) {
    if (Client* its = client(id, group); its != nullptr && times > 0)
        ask(host(id), *its, {Request::Kind::say, text, size, times, safe});
}

void World::die(Id id, const std::string& group) {
    Client* its = client(id, group);
    if (its == nullptr) return;
    Host& at = host(id);
    settled_ = false;
    if (!at.paused) return disconnect(at, *its);
    its->ending = at.clients_ending = true; // the daemon sees it when it runs
}

void World::stall(Id id, const std::string& group, bool stalled) {
    Client* its = client(id, group);
    if (its == nullptr) return;
    its->stalled = stalled;
    if (!stalled) read(host(id), *its);
}

void World::read(const Host& at, Client& client) {
    client.stalled = false;
    for (const cpg::Event& event : client.unread)
        if (witness_) witness_->saw(at.id, client, event);
    client.unread.clear();
    client.unread_bytes = 0;
}

void World::ask(Host& at, Client& client, Request request) {
    settled_ = false;
    client.waiting.push_back(std::move(request));
    ++at.requests;
    serve_clients(at);
}

// ---- how the daemon takes it

bool World::takes_requests(const Host& at) {
    return at.node && !at.paused && at.node->serving() && !at.node->synchronising() &&
           at.node->send_queue_percent() < Node::kSendQueueHigh;
}

// One request of each in turn.
void World::serve_clients(Host& at) {
    if (std::exchange(at.serving_clients, true)) return;
    do {
        for (std::size_t i = 0; at.requests > 0 && takes_requests(at); ++i)
            if (Client& next = *at.clients[i % at.clients.size()]; !next.waiting.empty())
                serve(at, next);
    } while (settle(at));
    at.serving_clients = false;
}

// True if there was something.
bool World::settle(Host& at) {
    if (!std::exchange(at.unsettled, false) || !at.node) return false;
    step(at, [&](Node& node, TimePoint now) { node.settle(now, at.actions); });
    return true;
}

void World::serve(Host& at, Client& client) {
    const Request request = client.waiting.front();
    if (--client.waiting.front().times == 0) {
        client.waiting.pop_front();
        --at.requests;
    }
    if (request.kind == Request::Kind::say) return multicast(at, client, request);
    const GroupName group(client.group);
    const bool joins = request.kind == Request::Kind::join;
    const cpg::Request asked = joins ? cpg::Request(cpg::JoinRequest{group, false, client.pid, 0})
                                     : cpg::Request(cpg::LeaveRequest{group, client.pid});
    step(at, [&, id = client.id](Node& node, TimePoint now) {
        node.client_request(now, id, asked, at.actions);
    });
}

void World::multicast(Host& at, Client& client, const Request& request) {
    const std::size_t size = std::max(request.text.size(), request.size);
    const std::uint64_t number = client.sent + 1;
    scratch_.assign(size + kNumberSize, std::byte{'.'});
    std::memcpy(scratch_.data(), request.text.data(), request.text.size());
    std::memcpy(scratch_.data() + size, &number, kNumberSize);
    if (client.member) { // else it is refused
        client.sent = number;
        if (witness_) witness_->sent(at.id, client, scratch_, request.safe);
    }
    const cpg::MulticastRequest asked{request.safe ? kSafe : kAgreed, false, scratch_};
    if (gathers) {
        const TimePoint now = at.clock.read(now_);
        const auto record = test::record_of(scratch_);
        if (client.sent % 2 == 0)
            at.node->client_multicast(now, client.id, asked, at.actions);
        else
            at.node->client_multicasts(now, client.id, {request.safe, record}, at.actions);
        at.unsettled = true;
        return;
    }
    step(at, [&, id = client.id](Node& node, TimePoint now) {
        node.client_request(now, id, asked, at.actions);
    });
}

// ---- what they are told

void World::answer(Host& at, const ReplyToClient& reply) {
    if (const auto* groups = std::get_if<cpg::Reply>(&reply.reply))
        answer(at, reply.client, *groups);
    else if (const auto* votes = std::get_if<votequorum::Reply>(&reply.reply))
        answer(at, *votes);
    else if (const auto* map = std::get_if<cmap::Reply>(&reply.reply))
        answer(at, *map);
}

void World::answer(Host& at, ClientId id, const cpg::Reply& reply) {
    const auto* status = std::get_if<cpg::StatusReply>(&reply);
    if (status == nullptr || status->error != cpg::CsError::ok) return;
    Client* its = find(at, id);
    if (its == nullptr) return;
    if (status->to == cpg::ReplyTo::join) {
        its->joined = its->member = true;
        if (witness_) witness_->joined(at.id, *its);
    } else if (status->to == cpg::ReplyTo::leave) {
        its->member = false;
        if (witness_) witness_->left(at.id, *its);
    }
}

void World::hear(Host& at, const SendEvent& sent) {
    if (const auto* groups = std::get_if<cpg::Event>(&sent.event))
        hear(at, sent.client, *groups);
    else if (const auto* quorum = std::get_if<quorum::Event>(&sent.event))
        hear(at, *quorum);
    else if (const auto* votes = std::get_if<votequorum::Event>(&sent.event))
        hear(at, *votes);
}

void World::hear(Host& at, ClientId id, const cpg::Event& event) {
    Client* its = find(at, id);
    if (its == nullptr || its->ending) return;
    if (!its->stalled) {
        if (witness_) witness_->saw(at.id, *its, event);
        return;
    }
    its->unread.push_back(event);
    its->unread_bytes += cost(event);
    if (its->unread_bytes > kUnreadMax) its->ending = at.clients_ending = true;
}

Client* World::find(Host& at, ClientId id) {
    for (const auto& one : at.clients)
        if (one->id == id) return one.get();
    return nullptr;
}

// ---- their end

void World::cut_off(Host& at) {
    at.clients_ending = false;
    while (at.node) {
        const auto next = std::find_if(at.clients.begin(), at.clients.end(),
                                       [](const auto& one) { return one->ending; });
        if (next == at.clients.end()) return;
        disconnect(at, **next);
    }
}

void World::disconnect(Host& at, Client& client) {
    const ClientId id = client.id;
    if (client.joined && witness_) witness_->died(at.id, client);
    at.requests -= client.waiting.size();
    std::erase_if(at.clients, [&](const auto& one) { return one.get() == &client; });
    step(at, [&](Node& node, TimePoint now) {
        node.client_disconnected(now, wire::ServiceId::cpg, id, at.actions);
    });
}

} // namespace baton::world
