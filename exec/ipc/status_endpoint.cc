// exec/ipc/status_endpoint.cc - answers the requests of the service "baton".
#include "ipc/status_endpoint.h"

#include "ipc/local_protocol.h"

#include <cerrno>

namespace baton::ipc {

namespace {
constexpr std::int32_t kStatus = 0;
constexpr std::int32_t kReload = 1;
} // namespace

StatusEndpoint::StatusEndpoint(loop::Loop& loop, const std::string& name, Channel channel,
                               Backend backend, std::function<void(LogLine)> log)
    : backend_(std::move(backend)),
      server_(make_server(loop, name, channel, *this, std::move(log))) {}

// Also before the first synchronisation: that is when an operator wants to know.
int StatusEndpoint::may_connect(uid_t user, gid_t group) {
    return backend_.allows(user, group) ? 0 : -EACCES;
}

void StatusEndpoint::request(ClientId client, Bytes message) {
    const auto header = read_request_header(message);
    if (header && header->id == kStatus) return answer_text(client, kStatus, backend_.report());
    if (header && header->id == kReload) return request_reload(client, message);
    answer(client, encode_refusal(CsError::invalid_param));
}

// Who reloads has to wait until it is decided.
void StatusEndpoint::request_reload(ClientId client, Bytes message) {
    constexpr std::size_t kFlags = 16;
    constexpr std::uint32_t kCheckOnly = 1;
    if (message.size() < kFlags + sizeof(std::uint32_t))
        return answer(client, encode_refusal(CsError::invalid_param));
    if (!waiting_.insert(client).second) return answer(client, encode_refusal(CsError::busy));
    backend_.reload(client, (get_u32(message, kFlags) & kCheckOnly) != 0);
}

void StatusEndpoint::reloaded(ClientId client, const std::string& text) {
    if (waiting_.erase(client) != 0) answer_text(client, kReload, text);
}

void StatusEndpoint::answer_text(ClientId client, std::int32_t id, const std::string& text) {
    std::vector<std::byte> out;
    begin_message(out, id, kReplyHeaderSize, CsError::ok, text.size());
    if (out.size() + text.size() > kMessageMax)
        return answer(client, encode_refusal(CsError::too_big));
    answer(client, out, std::as_bytes(std::span(text)));
}

// Who asks without reading what comes back is not kept.
void StatusEndpoint::answer(ClientId client, Bytes head, Bytes tail) {
    if (server_->reply(client, head, tail) == Sent::full) server_->disconnect(client);
}

} // namespace baton::ipc
