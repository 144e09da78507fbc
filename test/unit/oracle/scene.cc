// test/unit/oracle/scene.cc - who is together sees the same.
#include "unit/oracle/scene.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace oracle {
namespace {

constexpr Time kStep = 1000;
constexpr std::uint64_t kSize = 100;
const std::string kGroup = "g";

Digest digest_of(Client client, std::uint64_t id) {
    return (std::uint64_t{client.node} << 40U) ^ (std::uint64_t{client.pid} << 20U) ^ id;
}

template <class Found>
std::size_t place_of(const Scene& scene, const Found& found) {
    const auto place = std::find_if(scene.events.begin(), scene.events.end(), found);
    if (place == scene.events.end()) throw std::logic_error("the scene has no such event");
    return static_cast<std::size_t>(place - scene.events.begin());
}

} // namespace

void Scene::tell(Node node, What what) {
    const Time time = kStep * static_cast<Time>(events.size() + 1);
    events.push_back({time, node, std::move(what)});
}

Clients Scene::together(Node node) const {
    const auto side = [this](Node which) {
        const auto found = side_.find(which);
        return found == side_.end() ? 0 : found->second;
    };
    Clients some;
    for (const Client member : members_)
        if (side(member.node) == side(node)) some.push_back(member);
    return some;
}

void Scene::view(const Clients& whom, const Clients& joined, const Clients& left, Reason why) {
    const std::vector<Reason> reasons(joined.size() + left.size(), why);
    for (const Client client : whom)
        tell(client.node, View{client.pid, kGroup, together(client.node), joined, left, reasons});
}

void Scene::join(Client client) {
    tell(client.node, ClientJoin{client.pid, kGroup});
    members_.push_back(client);
    std::sort(members_.begin(), members_.end());
    view(together(client.node), {client}, {}, Reason::join);
}

void Scene::leave(Client client) {
    tell(client.node, ClientLeave{client.pid, kGroup});
    const Clients told = together(client.node);
    std::erase(members_, client);
    view(told, {}, {client}, Reason::leave);
}

void Scene::die(Client client) {
    tell(client.node, ClientDied{client.pid, kGroup});
    std::erase(members_, client);
    view(together(client.node), {}, {client}, Reason::process_down);
}

void Scene::crash(Node node) {
    tell(node, Fail{});
    Clients left;
    for (const Client member : members_)
        if (member.node == node) left.push_back(member);
    std::erase_if(members_, [node](Client member) { return member.node == node; });
    view(together(node), {}, left, Reason::node_down);
}

void Scene::part(const std::vector<Nodes>& sides) {
    const Clients before = members_;
    int number = 0;
    for (const Nodes& side : sides) {
        ++number;
        for (const Node node : side) side_[node] = number;
    }
    for (const Nodes& side : sides) {
        const Clients some = together(side.front());
        Clients left;
        std::set_difference(before.begin(), before.end(), some.begin(), some.end(),
                            std::back_inserter(left));
        view(some, {}, left, Reason::node_down);
    }
}

void Scene::meet() {
    std::map<Node, Clients> before;
    for (const Client member : members_) before[member.node] = together(member.node);
    side_.clear();
    for (const Client member : members_) {
        const Clients& known = before[member.node];
        Clients joined;
        std::set_difference(members_.begin(), members_.end(), known.begin(), known.end(),
                            std::back_inserter(joined));
        view({member}, joined, {}, Reason::node_up);
    }
}

std::uint64_t Scene::submit(Client client) {
    const std::uint64_t id = ++ids_[client];
    tell(client.node,
         ClientSend{client.pid, kGroup, id, kSize, digest_of(client, id), Service::agreed});
    return id;
}

void Scene::hear(Client client, Client from, std::uint64_t id) {
    tell(client.node, Message{client.pid, kGroup, from, id, kSize, digest_of(from, id)});
}

void Scene::hear_all(Client from, std::uint64_t id) {
    for (const Client client : together(from.node)) hear(client, from, id);
}

std::uint64_t Scene::say(Client client) {
    const std::uint64_t id = submit(client);
    hear_all(client, id);
    return id;
}

// ---- judging and spoiling

std::string violated(const Scene& scene, Scope scope, bool quiescent) {
    Options options;
    options.scope = scope;
    Oracle oracle(options);
    for (const Event& event : scene.events) oracle.take(event);
    oracle.finish(quiescent);
    std::set<std::string> properties;
    for (const Violation& each : oracle.violations()) properties.insert(each.property);
    std::string text;
    for (const std::string& property : properties) text += (text.empty() ? "" : " ") + property;
    return text;
}

std::size_t view_at(const Scene& scene, Client client, int n) {
    return place_of(scene, [&](const Event& event) {
        const auto* view = std::get_if<View>(&event.what);
        return view != nullptr && event.node == client.node && view->pid == client.pid && --n == 0;
    });
}

std::size_t message_at(const Scene& scene, Client client, Client from, std::uint64_t id) {
    return place_of(scene, [&](const Event& event) {
        const auto* message = std::get_if<Message>(&event.what);
        return message != nullptr && event.node == client.node && message->pid == client.pid &&
               message->from == from && message->id == id;
    });
}

View& view(Scene& scene, Client client, int n) {
    return std::get<View>(scene.events[view_at(scene, client, n)].what);
}

Message& message(Scene& scene, Client client, Client from, std::uint64_t id) {
    return std::get<Message>(scene.events[message_at(scene, client, from, id)].what);
}

void erase(Scene& scene, std::size_t place) {
    scene.events.erase(scene.events.begin() + static_cast<std::ptrdiff_t>(place));
}

void exchange(Scene& scene, std::size_t one, std::size_t other) {
    std::swap(scene.events[one].what, scene.events[other].what);
}

} // namespace oracle
