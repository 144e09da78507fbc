// exec/ipc/cpg_endpoint.cc - requests of cpg clients in, replies and events out.
#include "ipc/cpg_endpoint.h"

#include "ipc/cpg_codec.h"

#include <cerrno>

namespace baton::ipc {

CpgEndpoint::CpgEndpoint(loop::Loop& loop, BufferPool& pool, const std::string& name,
                         Channel channel, AccessList access, CpgBackend& backend,
                         std::function<void(LogLine)> log)
    : backend_(backend), access_(std::move(access)), log_(std::move(log)),
      server_(loop, name, channel, *this), events_(loop, pool, server_, log_),
      relief_(loop, [this] { relieve(); }) {}

void CpgEndpoint::log(LogLevel level, std::string text) {
    log_({level, LogPart::cpg, std::move(text)});
}

int CpgEndpoint::may_connect(uid_t user, gid_t group) {
    if (!backend_.serving() || shutting_down_) return -EAGAIN;
    if (access_.allows(user, group)) return 0;
    log_({LogLevel::warning, LogPart::ipc,
          "Denied connection attempt from " + std::to_string(user) + ":" + std::to_string(group)});
    return -EACCES;
}

void CpgEndpoint::connected(ClientId client, const Credentials& credentials) {
    credentials_[client] = credentials;
    backend_.client_connected(client);
}

void CpgEndpoint::disconnected(ClientId client) {
    credentials_.erase(client);
    zero_copy_.forget(client);
    events_.forget(client);
    backend_.client_disconnected(client);
    regulate();
}

void CpgEndpoint::request(ClientId client, Bytes message) {
    const auto decoded = cpg_ipc::decode_cpg_request(message);
    if (decoded)
        std::visit([&](const auto& request) { serve(client, request); }, *decoded);
    else
        refuse(client, decoded.error());
    regulate();
}

void CpgEndpoint::refuse(ClientId client, const Refusal& refusal) {
    log(LogLevel::debug,
        "client " + std::to_string(client.value) + ": " + std::string(refusal.why));
    if (refusal.answer) server_.reply(client, encode_refusal(refusal.error));
}

void CpgEndpoint::serve(ClientId client, const cpg::Request& request) {
    backend_.client_request(client, request);
}

// A failure is told by an address that stays 0.
void CpgEndpoint::serve(ClientId client, const cpg_ipc::ZeroCopyAlloc& request) {
    const auto made = zero_copy_.alloc(client, credentials_[client].user, request);
    if (!made) log(LogLevel::info, made.error().what);
    cpg_ipc::encode_zero_copy_done(made ? CsError::ok : CsError::invalid_param, header_);
    server_.reply(client, header_);
}

void CpgEndpoint::serve(ClientId client, const cpg_ipc::ZeroCopyFree& request) {
    const bool was_there = zero_copy_.free(client, request.address);
    cpg_ipc::encode_zero_copy_done(was_there ? CsError::ok : CsError::invalid_param, header_);
    server_.reply(client, header_);
}

void CpgEndpoint::serve(ClientId client, const cpg_ipc::ZeroCopyExecute& request) {
    const auto message = zero_copy_.read(client, request.address);
    if (message)
        backend_.client_request(client, *message);
    else
        reply(client, cpg::StatusReply{cpg::ReplyTo::zero_copy, message.error().error});
}

void CpgEndpoint::reply(ClientId client, const cpg::Reply& reply) {
    const Bytes tail = cpg_ipc::encode(reply, header_);
    if (server_.reply(client, header_, tail) == Sent::full)
        server_.disconnect(client); // it asks without reading: nothing an honest client does
}

void CpgEndpoint::event(ClientId client, const cpg::Event& event) {
    const Bytes tail = cpg_ipc::encode(event, header_);
    events_.send(client, header_, tail);
}

bool CpgEndpoint::ring_is_full() const {
    const unsigned used = backend_.send_queue_percent();
    return backend_.synchronising() || used >= kStopReading ||
           (server_.reading() == Reading::off && used > kGoOnReading);
}

bool CpgEndpoint::clients_are_full() const {
    return events_.waiting_bytes() > (too_slow_ ? kFewEvents : kManyEvents);
}

// The ring is never slowed down, but local senders are when local receivers fall behind.
void CpgEndpoint::regulate() {
    too_slow_ = clients_are_full();
    if (!too_slow_) relief_turns_ = 0;
    if (too_slow_ && relief_turns_ == 0 && !relief_.deadline()) relief_.fire_in(kRelief);
    if (ring_is_full())
        server_.set_reading(Reading::off);
    else if (!too_slow_)
        server_.set_reading(Reading::on);
    else
        server_.set_reading(relief_turns_ > 0 ? Reading::one_each : Reading::off);
}

// Timers run before the end of their own turn; the descriptors are looked at in the next one.
void CpgEndpoint::relieve() {
    relief_turns_ = 2;
    regulate();
}

void CpgEndpoint::end_of_turn() {
    if (relief_turns_ > 0) --relief_turns_;
    regulate();
}

void CpgEndpoint::shut_down() {
    shutting_down_ = true;
    server_.disconnect_all();
}

} // namespace baton::ipc
