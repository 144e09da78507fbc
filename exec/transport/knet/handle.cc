// exec/transport/knet/handle.cc - opened with all that must be there before any host is.
#include "transport/knet/handle.h"

#include "transport/knet/standstill.h"
#include "wire/totem.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <pthread.h>
#include <vector>

namespace baton::transport::knet {

namespace {

// Threads inherit what is blocked: signals are for the loop's thread alone, but for the one that
// stops the others.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        sigdelset(&all, Standstill::kSignal);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
    sigset_t before_{};
};

int filter(void* /*ours*/, const unsigned char* message, ssize_t size, std::uint8_t /*direction*/,
           knet_node_id_t /*here*/, knet_node_id_t /*from*/, std::int8_t* channel,
           knet_node_id_t* to, std::size_t* count) noexcept {
    constexpr int kDrop = -1;
    constexpr int kOne = 0;
    constexpr int kAll = 1;
    if (*channel != 0 || size < 0) return kDrop; // the others are for network devices
    const auto found = destination_of(
        {reinterpret_cast<const std::byte*>(message), static_cast<std::size_t>(size)});
    switch (found.to) {
    case Destination::To::nowhere:
        return kDrop;
    case Destination::To::all:
        return kAll;
    case Destination::To::one:
        break;
    }
    to[0] = found.node;
    *count = 1;
    return kOne;
}

// Libknet wants to hear when our end of the data socket fails. It is the last thing that we close.
void on_socket_event(void* /*ours*/, int /*descriptor*/, std::int8_t /*channel*/,
                     std::uint8_t /*direction*/, int /*error*/, int /*number*/) noexcept {}

} // namespace

Destination destination_of(Bytes message) {
    const auto header = wire::decode_header(message);
    if (!header) return {};
    if (header->target == NodeId{}) return {.to = Destination::To::all};
    if (header->target.value >= KNET_MAX_HOST) return {}; // its lower half may be another node's
    return {.to = Destination::To::one, .node = id_of(header->target)};
}

Error Handle::error(const std::string& doing) {
    const std::string why = errno == 0 ? "" : std::string(": ") + std::strerror(errno);
    return {Error::Kind::system, "knet: " + doing + why};
}

Result<Handle> Handle::open(NodeId self, bool small_buffers_will_do) {
    Handle made;
    std::array<int, 2> pipe{-1, -1};
    if (pipe2(pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return tl::make_unexpected(error("cannot open a pipe for its log"));
    made.log_out_ = loop::Descriptor(pipe[0]);
    made.log_in_ = loop::Descriptor(pipe[1]);
    const SignalsBlocked blocked;
    const knet_node_id_t id = id_of(self);
    made.handle_ = knet_handle_new_ex(id, pipe[1], KNET_LOG_INFO, KNET_HANDLE_FLAG_PRIVILEGED);
    if (made.handle_ == nullptr && small_buffers_will_do)
        made.handle_ = knet_handle_new_ex(id, pipe[1], KNET_LOG_INFO, 0);
    if (made.handle_ == nullptr && errno == ENAMETOOLONG)
        return failure(
            Error::Kind::system,
            "knet: the kernel does not give its sockets large buffers; run as root, raise "
            "net.core.rmem_max and net.core.wmem_max to 8388608, or write "
            "'allow_knet_handle_fallback: yes' into section system");
    if (made.handle_ == nullptr) return tl::make_unexpected(error("cannot start"));
    knet_handle_t handle = made.handle_;
    if (knet_handle_enable_sock_notify(handle, nullptr, &on_socket_event) != 0 ||
        knet_handle_enable_filter(handle, nullptr, &filter) != 0)
        return tl::make_unexpected(error("cannot take its callbacks"));
    std::int8_t channel = 0;
    int data = 0; // 0: it makes a pair and gives us one end
    if (knet_handle_add_datafd(handle, &data, &channel) != 0)
        return tl::make_unexpected(error("cannot make the data socket"));
    made.data_ = data;
    const int flags = fcntl(data, F_GETFL);
    if (flags < 0 || fcntl(data, F_SETFL, flags | O_NONBLOCK) != 0)
        return tl::make_unexpected(error("cannot set up the data socket"));
    return made;
}

Handle& Handle::operator=(Handle&& other) noexcept {
    std::swap(handle_, other.handle_);
    std::swap(data_, other.data_);
    std::swap(log_out_, other.log_out_);
    std::swap(log_in_, other.log_in_);
    return *this;
}

Handle::~Handle() {
    if (handle_ == nullptr) return;
    knet_handle_setfwd(handle_, 0); // sends what waits
    std::vector<knet_node_id_t> hosts(KNET_MAX_HOST);
    std::size_t count = 0;
    if (knet_host_get_host_list(handle_, hosts.data(), &count) == 0)
        hosts.resize(count);
    else
        hosts.clear();
    for (const knet_node_id_t host : hosts) {
        std::array<std::uint8_t, KNET_MAX_LINK> links{};
        std::size_t link_count = 0;
        knet_link_get_link_list(handle_, host, links.data(), &link_count);
        for (std::size_t index = 0; index < link_count; ++index) {
            knet_link_set_enable(handle_, host, links[index], 0);
            knet_link_clear_config(handle_, host, links[index]);
        }
        knet_host_remove(handle_, host);
    }
    if (data_ >= 0) knet_handle_remove_datafd(handle_, data_);
    knet_handle_free(handle_);
}

} // namespace baton::transport::knet
