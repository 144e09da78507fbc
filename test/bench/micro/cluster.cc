// test/bench/micro/cluster.cc - see cluster.h.
#include "bench/micro/cluster.h"

#include "bench/micro/daemon.h"
#include "ipc/local_protocol.h"

#include <chrono>
#include <cstdlib>
#include <unistd.h>

namespace {
std::uint64_t standing_still = 0; // the time, once it is not the machine's any more
} // namespace

// libuv's clock, for all of this program but libuv itself.
extern "C" std::uint64_t uv_hrtime() {
    if (standing_still != 0) return standing_still;
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::nanoseconds(now).count());
}

namespace baton::bench {

namespace {

constexpr std::string_view kGroup = "benchmark";
constexpr std::uint64_t kTurn = 20'000;      // ns
constexpr std::size_t kRequestsPerTurn = 50; // of a client, as a server reads them

void must(bool condition) {
    if (!condition) std::abort();
}

RingDriver::Settings settings_of(NodeId self, std::size_t net_mtu) {
    RingDriver::Settings settings;
    settings.node.ring.self = self;
    settings.node.ring.net_mtu = net_mtu;
    settings.node.ring.consensus = milliseconds{500};
    settings.node.ring.hold = milliseconds{5};
    settings.node.ring.merge = milliseconds{20};
    settings.random_seed = self.value;
    return settings;
}

} // namespace

// ---- one daemon

Daemon::Daemon(const Environment& environment, NodeId self, std::size_t net_mtu)
    : driver_(
          environment.loop, environment.pool, settings_of(self, net_mtu),
          RingIdFile(environment.folder, "", self),
          [&](transport::Events events) {
              auto link = std::make_unique<Link>(environment.wire, std::move(events));
              link_ = link.get();
              return link;
          },
          environment.outside, *this),
      endpoint_(
          environment.loop, environment.pool,
          [&](ipc::ServerUser& user) { return make_server(environment, user); }, *this,
          [](const LogLine&) {}) {}

std::unique_ptr<ipc::Server> Daemon::make_server(const Environment& environment,
                                                 ipc::ServerUser& user) {
    if (!environment.service.empty())
        return std::make_unique<ipc::DirectServer>(environment.loop, environment.service, user,
                                                   [](const LogLine&) {});
    auto channel = std::make_unique<Channel>(user);
    channel_ = channel.get();
    return channel;
}

Daemon::~Daemon() { driver_.abandon(); }

void Daemon::start() { must(driver_.start().has_value()); }

bool Daemon::end_of_turn() {
    const bool more = driver_.end_of_turn();
    endpoint_.end_of_turn();
    return more;
}

// ---- all of them

Cluster::Cluster(const Shape& shape) : wire_(std::make_unique<Wire>()), shape_(shape) {
    standing_still = 0;
    for (std::uint32_t id = 1; id <= shape.nodes; ++id)
        daemons_.push_back(std::make_unique<Daemon>(
            Daemon::Environment{loop_, pool_, outside_, folder_.path, *wire_,
                                shape.direct ? service_of(id) : std::string()},
            NodeId{id}, shape.net_mtu));
    for (const auto& daemon : daemons_) daemon->start();
    until([this] {
        for (const auto& daemon : daemons_)
            if (daemon->members() != daemons_.size()) return false;
        return true;
    });
    if (shape.direct) {
        for (const auto& daemon : daemons_) must(daemon->listens());
        return;
    }
    std::uint32_t client = 0;
    for (const auto& daemon : daemons_)
        for (std::uint32_t i = 0; i < shape.clients; ++i) {
            daemon->connect(ClientId{++client});
            daemon->ask(ClientId{client}, join_request(kGroup, client));
        }
    // Each hears of its own join and of those behind it; all, of the last.
    std::uint64_t quiet_since = events();
    int quiet_turns = 0;
    until([&] {
        quiet_turns = events() == quiet_since ? quiet_turns + 1 : 0;
        quiet_since = events();
        return quiet_turns > 200 && events() >= client;
    });
    stand_still();
}

std::string Cluster::instance_of(std::uint32_t node) {
    return "bench-" + std::to_string(getpid()) + "-" + std::to_string(node);
}

std::string Cluster::service_of(std::uint32_t node) { return instance_of(node) + "-cpg"; }

void Cluster::stand_still() { standing_still = uv_hrtime(); }

Cluster::~Cluster() {
    standing_still = 0;
    daemons_.clear();
}

void Cluster::turn() {
    if (standing_still == 0 || shape_.direct) uv_run(loop_.raw(), UV_RUN_NOWAIT);
    if (standing_still != 0) standing_still += kTurn;
    for (const auto& daemon : daemons_) {
        daemon->receive();
        daemon->end_of_turn();
    }
}

template <class Condition>
void Cluster::until(Condition condition) {
    while (!condition()) turn();
}

void Cluster::send(std::size_t size, std::size_t count) {
    if (request_.size() != size + 40) request_ = multicast_request(size);
    const std::uint64_t wanted = events() + count * shape_.nodes * shape_.clients;
    while (count > 0) {
        for (std::size_t i = 0; i < kRequestsPerTurn && count > 0 && daemons_[0]->takes_requests();
             ++i, --count)
            daemons_[0]->ask(ClientId{1}, request_);
        turn();
    }
    until([&] { return events() >= wanted; });
    must(events() == wanted);
}

std::uint64_t Cluster::events() const {
    std::uint64_t all = 0;
    for (const auto& daemon : daemons_) all += daemon->events();
    return all;
}

const Offers& Cluster::offers(std::uint32_t node) const { return daemons_.at(node - 1)->offers(); }

std::uint64_t Cluster::bytes() const {
    std::uint64_t all = 0;
    for (const auto& daemon : daemons_) all += daemon->bytes();
    return all;
}

// ---- requests

namespace {

std::vector<std::byte> request(std::uint32_t id, std::size_t size) {
    std::vector<std::byte> bytes(size);
    ipc::put_u32(bytes, 0, id);
    ipc::put_u32(bytes, 8, static_cast<std::uint32_t>(size));
    return bytes;
}

} // namespace

std::vector<std::byte> join_request(std::string_view group, std::uint32_t pid) {
    auto bytes = request(0, 168);
    ipc::put_group_name(bytes, 16, GroupName(group));
    ipc::put_u32(bytes, 152, pid);
    return bytes;
}

std::vector<std::byte> multicast_request(std::size_t size) {
    auto bytes = request(2, 40 + size);
    ipc::put_u32(bytes, 24, 2); // agreed
    ipc::put_u32(bytes, 32, static_cast<std::uint32_t>(size));
    return bytes;
}

} // namespace baton::bench
