// exec/ipc/qb_server.cc - libqb's server inside libuv's loop.
//
// libqb takes its event loop as four functions without a context, so there is one QbLoop for all
// servers of the process. libqb frees a connection when it likes to; Connection objects here live
// from its accept to its destroy callback, and clients are known to others by number only.
#include "ipc/qb_server.h"

#include "base/assert.h"
#include "ipc/descriptors.h"
#include "ipc/local_protocol.h"
#include "loop/handle.h"
#include "loop/timer.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <map>
#include <poll.h>
#include <qb/qbipcs.h>
#include <set>
#include <vector>

namespace baton::ipc {

namespace {

// ---- what libqb asks of an event loop

class QbLoop {
public:
    static std::shared_ptr<QbLoop> of(loop::Loop& loop);
    explicit QbLoop(loop::Loop& loop) : loop_(loop), jobs_timer_(loop, [this] { run_jobs(); }) {}

    std::int32_t add(int descriptor, int events, void* data, qb_ipcs_dispatch_fn_t function);
    std::int32_t change(int descriptor, int events, void* data, qb_ipcs_dispatch_fn_t function);
    std::int32_t remove(int descriptor);
    void add_job(void* data, qb_loop_job_dispatch_fn function);
    // Whether descriptors with this data pointer are watched for something to read.
    void pause(void* data);
    void go_on(void* data);

    static QbLoop* current;

private:
    struct Entry {
        loop::LoopHandle<uv_poll_t> handle;
        std::uint64_t serial = 0; // tells a descriptor from a later one with the same number
        int descriptor = -1;
        int events = 0; // as libqb wants
        void* data = nullptr;
        qb_ipcs_dispatch_fn_t function = nullptr;
    };
    bool watch(Entry& entry);
    void watch_again(void* data);
    void happened(Entry& entry, int status, int events);
    bool dispatch(const Entry& entry, std::uint64_t serial, int events);
    [[nodiscard]] Entry* find(int descriptor, std::uint64_t serial);
    void run_jobs();

    loop::Loop& loop_;
    loop::Timer jobs_timer_;
    std::map<int, std::unique_ptr<Entry>> entries_;
    std::set<void*> paused_;
    std::deque<std::pair<void*, qb_loop_job_dispatch_fn>> jobs_;
    std::uint64_t serial_ = 0;
};

QbLoop* QbLoop::current = nullptr;

std::shared_ptr<QbLoop> QbLoop::of(loop::Loop& loop) {
    static std::weak_ptr<QbLoop> shared;
    auto owner = shared.lock();
    if (!owner) {
        owner = std::make_shared<QbLoop>(loop);
        shared = owner;
        current = owner.get();
    }
    return owner;
}

std::int32_t QbLoop::add(int descriptor, int events, void* data, qb_ipcs_dispatch_fn_t function) {
    if (entries_.contains(descriptor)) return -EEXIST;
    auto handle = std::make_unique<uv_poll_t>();
    if (uv_poll_init(loop_.raw(), handle.get(), descriptor) != 0) return -EINVAL;
    auto entry = std::make_unique<Entry>();
    entry->handle.reset(handle.release());
    entry->handle->data = entry.get();
    entry->serial = ++serial_;
    entry->descriptor = descriptor;
    entry->events = events;
    entry->data = data;
    entry->function = function;
    Entry& added = *entries_.emplace(descriptor, std::move(entry)).first->second;
    return watch(added) ? 0 : -EINVAL;
}

std::int32_t QbLoop::change(int descriptor, int events, void* data,
                            qb_ipcs_dispatch_fn_t function) {
    const auto found = entries_.find(descriptor);
    if (found == entries_.end()) return -ENOENT;
    Entry& entry = *found->second;
    entry.events = events;
    entry.data = data;
    entry.function = function;
    return watch(entry) ? 0 : -EINVAL;
}

std::int32_t QbLoop::remove(int descriptor) {
    return entries_.erase(descriptor) == 1 ? 0 : -ENOENT;
}

// The other side's end is always watched for; libuv reports it also to those that do not read.
bool QbLoop::watch(Entry& entry) {
    int wanted = UV_DISCONNECT;
    if ((entry.events & POLLIN) != 0 && !paused_.contains(entry.data)) wanted |= UV_READABLE;
    if ((entry.events & POLLOUT) != 0) wanted |= UV_WRITABLE;
    return uv_poll_start(entry.handle.get(), wanted, [](uv_poll_t* handle, int status, int events) {
               auto* self = static_cast<Entry*>(handle->data);
               current->happened(*self, status, events);
           }) == 0;
}

void QbLoop::watch_again(void* data) {
    for (auto& [descriptor, entry] : entries_)
        if (entry->data == data) watch(*entry);
}

void QbLoop::pause(void* data) {
    if (paused_.insert(data).second) watch_again(data);
}

void QbLoop::go_on(void* data) {
    if (paused_.erase(data) == 1) watch_again(data);
}

QbLoop::Entry* QbLoop::find(int descriptor, std::uint64_t serial) {
    const auto found = entries_.find(descriptor);
    if (found == entries_.end() || found->second->serial != serial) return nullptr;
    return found->second.get();
}

// False if the entry is gone after it; libqb has often removed it itself by then.
bool QbLoop::dispatch(const Entry& entry, std::uint64_t serial, int events) {
    const int descriptor = entry.descriptor;
    const std::int32_t result = entry.function(descriptor, events, entry.data);
    if (find(descriptor, serial) == nullptr) return false;
    if (result < 0) remove(descriptor);
    return result >= 0;
}

// When the client has gone while requests of it wait, they are read first: POLLHUP alone would
// make libqb forget them. The end of the stream is something to read, so libqb finds it in time.
void QbLoop::happened(Entry& entry, int status, int events) {
    const std::uint64_t serial = entry.serial;
    const bool failed = status < 0; // libuv watches it no more
    const bool reads = (entry.events & POLLIN) != 0 && !paused_.contains(entry.data);
    int told = 0;
    if ((events & UV_WRITABLE) != 0) told |= POLLOUT;
    if (reads && (failed || (events & (UV_READABLE | UV_DISCONNECT)) != 0)) told |= POLLIN;
    if (!reads && (failed || (events & UV_DISCONNECT) != 0)) told |= POLLHUP;
    if (told == 0 || !dispatch(entry, serial, told)) return;
    if (failed) dispatch(entry, serial, POLLHUP);
}

void QbLoop::add_job(void* data, qb_loop_job_dispatch_fn function) {
    jobs_.emplace_back(data, function);
    jobs_timer_.fire_in(Duration{0});
}

void QbLoop::run_jobs() {
    for (std::size_t count = jobs_.size(); count > 0 && !jobs_.empty(); --count) {
        const auto [data, function] = jobs_.front();
        jobs_.pop_front();
        function(data);
    }
}

std::int32_t add_descriptor(qb_loop_priority, std::int32_t descriptor, std::int32_t events,
                            void* data, qb_ipcs_dispatch_fn_t function) {
    return QbLoop::current->add(descriptor, events, data, function);
}
std::int32_t change_descriptor(qb_loop_priority, std::int32_t descriptor, std::int32_t events,
                               void* data, qb_ipcs_dispatch_fn_t function) {
    return QbLoop::current->change(descriptor, events, data, function);
}
std::int32_t remove_descriptor(std::int32_t descriptor) {
    return QbLoop::current->remove(descriptor);
}
std::int32_t add_job(qb_loop_priority, void* data, qb_loop_job_dispatch_fn function) {
    QbLoop::current->add_job(data, function);
    return 0;
}

constexpr std::uintptr_t kPageSize = 4096; // the smallest there is; mappings begin at a multiple

struct Connection {
    qb_ipcs_connection_t* raw = nullptr;
    ClientId client; // 0 until libqb has set it up
    Credentials credentials;
};

} // namespace

// ---- the server

struct QbServer::Inside {
    Inside(loop::Loop& event_loop, std::string called, Channel kind, ServerUser& owner)
        : loop(event_loop), qb_loop(QbLoop::of(event_loop)), name(std::move(called)), channel(kind),
          user(owner), ending(event_loop, [this] { end_marked(); }) {}

    loop::Loop& loop;
    std::shared_ptr<QbLoop> qb_loop;
    std::string name;
    Channel channel;
    ServerUser& user;
    qb_ipcs_service_t* service = nullptr;
    Reading reading = Reading::on;
    std::map<qb_ipcs_connection_t*, Connection> connections;
    std::map<ClientId, qb_ipcs_connection_t*> clients;
    std::set<ClientId> marked; // to be disconnected
    loop::Timer ending;
    std::vector<std::byte> copy;  // of the request in work
    std::vector<std::byte> event; // what of one stands in several pieces, in one

    static Inside& of(qb_ipcs_connection_t* raw) {
        return *static_cast<Inside*>(qb_ipcs_connection_service_context_get(raw));
    }
    int accept(qb_ipcs_connection_t* raw, uid_t uid, gid_t gid);
    void created(qb_ipcs_connection_t* raw);
    void process(qb_ipcs_connection_t* raw, const std::byte* data, std::size_t claimed);
    void closed(qb_ipcs_connection_t* raw);
    void destroyed(qb_ipcs_connection_t* raw);
    void apply_rate() const;
    void end_marked();
    [[nodiscard]] qb_ipcs_connection_t* find(ClientId client) const;
    Bytes in_one_piece(const Pieces& bytes) {
        if (bytes.rest().empty()) return bytes.first();
        event.resize(bytes.size());
        bytes.copy_to(event.data());
        return event;
    }
};

int QbServer::Inside::accept(qb_ipcs_connection_t* raw, uid_t uid, gid_t gid) {
    if (const int refused = user.may_connect(uid, gid); refused != 0) return refused;
    if (descriptors_are_scarce()) return -EMFILE;
    connections[raw] = {.raw = raw, .client = {}, .credentials = {uid, gid, 0}};
    // libqb starts to watch the connection before it says that it was made.
    if (reading == Reading::off) qb_loop->pause(raw);
    return 0;
}

void QbServer::Inside::created(qb_ipcs_connection_t* raw) {
    Connection& connection = connections[raw];
    connection.client = next_client();
    qb_ipcs_connection_stats statistics{};
    if (qb_ipcs_connection_stats_get(raw, &statistics, 0) == 0)
        connection.credentials.process = statistics.client_pid;
    clients.emplace(connection.client, raw);
    apply_rate(); // a rate reaches only the connections that exist
    user.connected(connection.client, connection.credentials);
}

// `data` lies in memory that the client can write (not so with sockets), and `claimed` is what the
// header says. The true length stands in front of the data; it, too, is read only once.
void QbServer::Inside::process(qb_ipcs_connection_t* raw, const std::byte* data,
                               std::size_t claimed) {
    std::size_t size = claimed;
    // Where the ring begins anew behind or within the head of a request (8 bytes, the length
    // first), the length lies at its other end, and nothing of ours before the data. There the
    // claim must do: up to kMessageMax all of it is in the ring, so a wrong one shows the client's
    // own bytes.
    const bool may_begin_ring = reinterpret_cast<std::uintptr_t>(data) % kPageSize < 8;
    if (channel == Channel::shared_memory && !may_begin_ring) {
        std::uint32_t length = 0;
        std::memcpy(&length, data - 8, sizeof length);
        size = length;
    }
    const auto room = qb_ipcs_connection_get_buffer_size(raw);
    const std::size_t most = room < 0 ? 0 : std::min<std::size_t>(kMessageMax, std::size_t(room));
    // Too long is refused by what decodes it: the header does not tell this length.
    if (size > most) size = kRequestHeaderSize;
    if (copy.size() < size) copy.resize(size);
    std::memcpy(copy.data(), data, size);
    user.request(connections[raw].client, Bytes(copy).first(size));
}

void QbServer::Inside::closed(qb_ipcs_connection_t* raw) {
    const auto found = connections.find(raw);
    if (found == connections.end() || clients.erase(found->second.client) == 0) return;
    marked.erase(found->second.client);
    user.disconnected(found->second.client);
}

void QbServer::Inside::destroyed(qb_ipcs_connection_t* raw) {
    qb_loop->go_on(raw);
    connections.erase(raw);
}

void QbServer::Inside::apply_rate() const {
    qb_ipcs_rate_limit rate = QB_IPCS_RATE_FAST;
    if (reading == Reading::off) rate = QB_IPCS_RATE_OFF_2;
    if (reading == Reading::one_each) rate = QB_IPCS_RATE_SLOW;
    qb_ipcs_request_rate_limit(service, rate);
}

qb_ipcs_connection_t* QbServer::Inside::find(ClientId client) const {
    const auto found = clients.find(client);
    return found == clients.end() ? nullptr : found->second;
}

void QbServer::Inside::end_marked() {
    while (!marked.empty()) {
        const ClientId client = *marked.begin();
        marked.erase(marked.begin());
        if (auto* raw = find(client)) qb_ipcs_disconnect(raw);
    }
}

namespace {

Sent outcome(ssize_t result) {
    if (result >= 0) return Sent::yes;
    if (result == -EAGAIN || result == -ETIMEDOUT) return Sent::full;
    return result == -EMSGSIZE ? Sent::too_big : Sent::gone;
}

std::array<iovec, 2> pieces(Bytes head, Bytes tail) { // libqb only reads
    return {{{const_cast<std::byte*>(head.data()), head.size()},
             {const_cast<std::byte*>(tail.data()), tail.size()}}};
}

} // namespace

QbServer::QbServer(loop::Loop& loop, std::string name, Channel channel, ServerUser& user)
    : inside_(std::make_unique<Inside>(loop, std::move(name), channel, user)) {}

QbServer::~QbServer() {
    if (inside_->service != nullptr) qb_ipcs_destroy(inside_->service);
}

Result<void> QbServer::listen() {
    Inside& inside = *inside_;
    static qb_ipcs_service_handlers handlers{
        .connection_accept = [](qb_ipcs_connection_t* raw, uid_t uid, gid_t gid) -> std::int32_t {
            return Inside::of(raw).accept(raw, uid, gid);
        },
        .connection_created = [](qb_ipcs_connection_t* raw) { Inside::of(raw).created(raw); },
        .msg_process = [](qb_ipcs_connection_t* raw, void* data, std::size_t size) -> std::int32_t {
            Inside::of(raw).process(raw, static_cast<const std::byte*>(data), size);
            return 0;
        },
        .connection_closed = [](qb_ipcs_connection_t* raw) -> std::int32_t {
            Inside::of(raw).closed(raw);
            return 0;
        },
        .connection_destroyed = [](qb_ipcs_connection_t* raw) { Inside::of(raw).destroyed(raw); },
    };
    static qb_ipcs_poll_handlers loop_functions{
        .job_add = add_job,
        .dispatch_add = add_descriptor,
        .dispatch_mod = change_descriptor,
        .dispatch_del = remove_descriptor,
    };
    inside.service =
        qb_ipcs_create(inside.name.c_str(), 0,
                       inside.channel == Channel::socket ? QB_IPC_SOCKET : QB_IPC_SHM, &handlers);
    if (inside.service == nullptr)
        return failure(Error::Kind::system, "cannot make the local service " + inside.name);
    qb_ipcs_service_context_set(inside.service, &inside);
    qb_ipcs_poll_handlers_set(inside.service, &loop_functions);
    qb_ipcs_enforce_buffer_size(inside.service, kMessageMax);
    if (const auto status = qb_ipcs_run(inside.service); status != 0) {
        inside.service = nullptr; // libqb has freed it
        return failure(Error::Kind::system, "cannot listen for local clients of " + inside.name +
                                                ": " + std::strerror(-status));
    }
    inside.apply_rate();
    return {};
}

Sent QbServer::reply(ClientId client, Bytes head, Bytes tail) {
    auto* raw = inside_->find(client);
    if (raw == nullptr) return Sent::gone;
    if (head.size() + tail.size() > kMessageMax) return Sent::too_big;
    const auto both = pieces(head, tail);
    return outcome(qb_ipcs_response_sendv(raw, both.data(), tail.empty() ? 1 : 2));
}

Sent QbServer::event(ClientId client, Bytes head, const Pieces& tail) {
    auto* raw = inside_->find(client);
    if (raw == nullptr) return Sent::gone;
    if (head.size() + tail.size() > kMessageMax) return Sent::too_big;
    const auto both = pieces(head, inside_->in_one_piece(tail));
    return outcome(qb_ipcs_event_sendv(raw, both.data(), tail.empty() ? 1 : 2));
}

void QbServer::set_reading(Reading how) {
    if (inside_->reading == how || inside_->service == nullptr) return;
    inside_->reading = how;
    inside_->apply_rate();
    for (const auto& [raw, connection] : inside_->connections)
        how == Reading::off ? inside_->qb_loop->pause(raw) : inside_->qb_loop->go_on(raw);
}

Reading QbServer::reading() const { return inside_->reading; }

void QbServer::disconnect(ClientId client) {
    if (inside_->find(client) == nullptr) return;
    inside_->marked.insert(client);
    inside_->ending.fire_in(Duration{0});
}

void QbServer::disconnect_all() {
    for (const auto& [client, raw] : inside_->clients) inside_->marked.insert(client);
    inside_->end_marked();
}

ConnectionCounts QbServer::counts(ClientId client) const {
    qb_ipcs_connection_stats from{};
    auto* raw = inside_->find(client);
    if (raw == nullptr || qb_ipcs_connection_stats_get(raw, &from, 0) != 0) return {};
    return {.requests = from.requests,
            .replies = from.responses,
            .events = from.events,
            .send_retries = from.send_retries,
            .receive_retries = from.recv_retries,
            .flow_control = static_cast<std::uint32_t>(from.flow_control_state),
            .flow_control_changes = from.flow_control_count};
}

void QbServer::clear_counts() {
    qb_ipcs_connection_stats unused{};
    for (const auto& [client, raw] : inside_->clients)
        qb_ipcs_connection_stats_get(raw, &unused, 1);
}

std::size_t QbServer::clients() const { return inside_->clients.size(); }

} // namespace baton::ipc
