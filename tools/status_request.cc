// tools/status_request.cc - one request, one reply (exec/ipc/status_endpoint.h has their form).
#include "status_request.h"

#include "time_limit.h"

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <qb/qbipcc.h>
#include <sys/uio.h>
#include <vector>

namespace baton::tool {

namespace {

using Kind = Trouble::Kind;

constexpr std::size_t kMessageMax = 1048576;
constexpr std::size_t kReplyHeaderSize = 24;
constexpr std::int32_t kOk = 1; // CS_OK

struct Disconnect {
    void operator()(qb_ipcc_connection_t* connection) const noexcept {
        qb_ipcc_disconnect(connection);
    }
};
using Connection = std::unique_ptr<qb_ipcc_connection_t, Disconnect>;

Trouble connect_trouble(int error) {
    switch (error) {
    case EACCES:
    case EPERM:
        return {Kind::not_permitted};
    case ETIMEDOUT:
        return {Kind::not_answering};
    case EAGAIN:
        return {Kind::not_ready};
    case 0:
    case ECONNREFUSED:
    case ENOENT:
        return {Kind::not_running};
    default:
        return {Kind::failed, std::strerror(error)};
    }
}

Answer<Connection> connect(const std::string& name) {
    errno = 0;
    Connection connection(qb_ipcc_connect(name.c_str(), kMessageMax));
    if (!connection) return tl::make_unexpected(connect_trouble(std::abs(errno)));
    return connection;
}

// Request header: 0 i32 id, 8 i32 size. Then for a reload: 16 u32 flags, 20 nothing.
constexpr std::int32_t kStatus = 0;
constexpr std::int32_t kReload = 1;
constexpr std::uint32_t kCheckOnly = 1;
constexpr std::size_t kRequestHeaderSize = 16;

std::string request_of(std::int32_t id, std::size_t size) {
    std::string request(size, '\0');
    const auto written = static_cast<std::int32_t>(size);
    std::memcpy(request.data(), &id, sizeof id);
    std::memcpy(request.data() + 8, &written, sizeof written);
    return request;
}

// Reply header: 0 i32 id, 8 i32 size, 16 i32 error. Then the text; nothing if it was refused.
Answer<std::optional<std::string>> text_of(const std::vector<char>& reply, ssize_t received) {
    if (received < 0)
        return trouble(Kind::connection_lost, std::strerror(static_cast<int>(-received)));
    const auto size = static_cast<std::size_t>(received);
    if (size < kReplyHeaderSize || size > reply.size())
        return trouble(Kind::failed, "its reply is too short");
    std::int32_t error = 0;
    std::memcpy(&error, reply.data() + 16, sizeof error);
    if (error != kOk) return std::optional<std::string>();
    return std::string(reply.data() + kReplyHeaderSize, size - kReplyHeaderSize);
}

Answer<std::optional<std::string>> ask(const std::string& instance, std::string request) {
    const TimeLimit limit;
    auto connection = connect(instance.empty() ? "baton" : instance + "-baton");
    if (!connection) return tl::make_unexpected(connection.error());
    iovec piece{request.data(), request.size()};
    std::vector<char> reply(kMessageMax);
    const ssize_t received =
        qb_ipcc_sendv_recv(connection->get(), &piece, 1, reply.data(), reply.size(), -1);
    return text_of(reply, received);
}

} // namespace

Answer<std::string> request_status(const std::string& instance) {
    auto text = ask(instance, request_of(kStatus, kRequestHeaderSize));
    if (!text) return tl::make_unexpected(text.error());
    if (!*text) return trouble(Kind::failed, "it refused the request");
    return std::move(**text);
}

Answer<std::optional<std::string>> request_reload(const std::string& instance, bool check_only) {
    std::string request = request_of(kReload, kRequestHeaderSize + 8);
    const std::uint32_t flags = check_only ? kCheckOnly : 0;
    std::memcpy(request.data() + kRequestHeaderSize, &flags, sizeof flags);
    return ask(instance, std::move(request));
}

std::optional<StatusReport> try_status(const std::string& instance) {
    const auto json = request_status(instance);
    if (!json) return std::nullopt;
    auto report = read_status(*json);
    if (!report) return std::nullopt;
    return std::move(*report);
}

} // namespace baton::tool
