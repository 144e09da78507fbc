// exec/ipc/endpoint.cc - requests of clients in, replies and events out.
#include "ipc/endpoint.h"

#include "ipc/client_statistics.h"

#include <cerrno>

namespace baton::ipc {

namespace {

Channel channel_of(const ServiceCodec& service, Channel channel) {
    return service.direct && channel == Channel::shared_memory ? Channel::direct : channel;
}

} // namespace

Endpoint::Endpoint(loop::Loop& loop, BufferPool& pool, const std::string& prefix, Channel channel,
                   const ServiceCodec& service, Backend& backend, std::function<void(LogLine)> log)
    : Endpoint(
          loop, pool,
          [&](ServerUser& user) {
              return make_server(loop, prefix + service.name, channel_of(service, channel), user,
                                 log);
          },
          service, backend, log) {}

Endpoint::Endpoint(loop::Loop& loop, BufferPool& pool, const MakeServer& make_server,
                   const ServiceCodec& service, Backend& backend, std::function<void(LogLine)> log)
    : service_(service), backend_(backend), log_(std::move(log)), server_(make_server(*this)),
      events_(loop, pool, *server_, log_, service.waiting_events),
      relief_(loop, [this] { relieve(); }) {}

void Endpoint::log(LogLevel level, std::string text) {
    log_({level, service_.part, std::move(text)});
}

// ---- who comes and goes

int Endpoint::may_connect(uid_t user, gid_t group) {
    if (!backend_.serving() || shutting_down_) return -EAGAIN;
    if (backend_.allows(user, group)) return 0;
    log_({LogLevel::warning, LogPart::ipc,
          "Denied connection attempt from " + std::to_string(user) + ":" + std::to_string(group)});
    return -EACCES;
}

void Endpoint::connected(ClientId client, const Credentials& credentials) {
    clients_[client] = {.credentials = credentials,
                        .process_name = process_name(credentials.process)};
    backend_.client_connected(service_.id, client);
}

void Endpoint::forget(ClientId client) {
    clients_.erase(client);
    events_.forget(client);
}

void Endpoint::disconnected(ClientId client) {
    ++closed_;
    forget(client);
    backend_.client_disconnected(service_.id, client);
    regulate();
}

void Endpoint::shut_down() {
    shutting_down_ = true;
    server_->disconnect_all();
}

// ---- in and out

void Endpoint::request(ClientId client, Bytes message) {
    if (serve_multicast(client, message)) return;
    serve(client, message);
    regulate();
}

void Endpoint::serve(ClientId client, Bytes message) {
    const auto request = service_.decode(message);
    if (!request) return refuse(client, request.error());
    const auto header = read_request_header(message);
    if (header && service_.subject_to_flow_control != nullptr &&
        service_.subject_to_flow_control(header->id) && ring_is_busy())
        return refuse(client, {CsError::try_again, true, "the ring cannot take a message"});
    backend_.client_request(client, *request);
}

void Endpoint::refuse(ClientId client, const Refusal& refusal) {
    log(LogLevel::debug,
        "client " + std::to_string(client.value) + ": " + std::string(refusal.why));
    ++clients_[client].invalid_requests;
    if (refusal.answer) send(client, encode_refusal(refusal.error));
}

void Endpoint::reply(ClientId client, const ClientReply& reply) {
    const Bytes tail = service_.encode_reply(reply, header_);
    send(client, header_, tail);
}

// Who asks without reading what comes back does nothing that an honest client does.
void Endpoint::send(ClientId client, Bytes head, Bytes tail) {
    const auto known = clients_.find(client);
    if (known == clients_.end()) return;
    if (get_u32(head, 16) == static_cast<std::uint32_t>(CsError::try_again))
        ++known->second.overload;
    if (server_->reply(client, head, tail) != Sent::full) return;
    log_({LogLevel::warning, LogPart::ipc,
          "client " + std::to_string(client.value) + " is disconnected: it does not take answers"});
    server_->disconnect(client);
}

void Endpoint::event(ClientId client, const ClientEvent& event) {
    const Bytes tail = service_.encode_event(event, header_);
    events_.send(client, header_, tail);
    show_events(); // who has asked for something may look for them at once
}

// ---- when to read

bool Endpoint::ring_is_busy() const {
    if (service_.waits_for_synchronisation && backend_.synchronising()) return true;
    const unsigned used = service_.waits_for_send_queue ? backend_.send_queue_percent() : 0;
    return used >= kStopReading || (server_->reading() == Reading::off && used > kGoOnReading);
}

bool Endpoint::clients_are_full() const {
    return service_.waits_for_clients &&
           events_.waiting_bytes() > (too_slow_ ? kFewEvents : kManyEvents);
}

// The ring is never slowed down, but local senders are when local receivers fall behind.
void Endpoint::regulate() {
    too_slow_ = clients_are_full();
    if (!too_slow_) relief_turns_ = 0;
    if (too_slow_ && relief_turns_ == 0 && !relief_.deadline()) relief_.fire_in(kRelief);
    if (ring_is_busy())
        server_->set_reading(Reading::off);
    else if (!too_slow_)
        server_->set_reading(Reading::on);
    else
        server_->set_reading(relief_turns_ > 0 ? Reading::one_each : Reading::off);
}

// Timers run before the end of their own turn; the descriptors are looked at in the next one.
void Endpoint::relieve() {
    relief_turns_ = 2;
    events_.cut_off_those_that_stand_still(kPatience);
    regulate();
}

void Endpoint::end_of_turn() {
    if (relief_turns_ > 0) --relief_turns_;
    events_.end_of_turn();
    regulate();
    show_events();
}

// ---- statistics

void Endpoint::statistics(const Outside::Statistic& take) const {
    for (const auto& [client, about] : clients_)
        tell_statistics({.service = static_cast<unsigned>(service_.id),
                         .client = client,
                         .process = about.credentials.process,
                         .process_name = about.process_name,
                         .connection = server_->counts(client),
                         .events = events_.counts(client),
                         .invalid_requests = about.invalid_requests,
                         .overload = about.overload},
                        take);
}

void Endpoint::clear_statistics() {
    closed_ = 0;
    server_->clear_counts();
    events_.clear_counts();
    for (auto& [client, about] : clients_) about.invalid_requests = about.overload = 0;
}

} // namespace baton::ipc
