// exec/ipc/status_endpoint.cc - answers the one request of the service "baton".
#include "ipc/status_endpoint.h"

#include "ipc/local_protocol.h"

#include <cerrno>

namespace baton::ipc {

StatusEndpoint::StatusEndpoint(loop::Loop& loop, const std::string& name, Channel channel,
                               Access access, std::function<std::string()> report)
    : access_(std::move(access)), report_(std::move(report)),
      server_(make_server(loop, name, channel, *this, [](LogLine) {})) {}

// Also before the first synchronisation: that is when an operator wants to know.
int StatusEndpoint::may_connect(uid_t user, gid_t group) {
    return access_(user, group) ? 0 : -EACCES;
}

void StatusEndpoint::request(ClientId client, Bytes message) {
    const auto header = read_request_header(message);
    if (!header || header->id != 0) return answer(client, encode_refusal(CsError::invalid_param));
    const std::string text = report_();
    std::vector<std::byte> out;
    begin_message(out, 0, kReplyHeaderSize, CsError::ok, text.size());
    if (out.size() + text.size() > kMessageMax)
        return answer(client, encode_refusal(CsError::too_big));
    answer(client, out, std::as_bytes(std::span(text)));
}

// Who asks without reading what comes back is not kept.
void StatusEndpoint::answer(ClientId client, Bytes head, Bytes tail) {
    if (server_->reply(client, head, tail) == Sent::full) server_->disconnect(client);
}

} // namespace baton::ipc
