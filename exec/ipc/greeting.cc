// exec/ipc/greeting.cc - the first messages of a connection.
#include "ipc/greeting.h"

#include "ipc/local_protocol.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace baton::ipc {
namespace {

constexpr std::uint32_t kAuthenticate = 0xFFFFFFFF; // -1
constexpr std::size_t kAnswerSize = 12328;
constexpr std::size_t kNameRoom = 4096;

std::vector<std::byte> answer_with(int error) {
    std::vector<std::byte> out(kAnswerSize);
    put_u32(out, 0, kAuthenticate);
    put_u32(out, 8, kAnswerSize);
    put_u32(out, 16, static_cast<std::uint32_t>(error));
    return out;
}

bool send_whole(int descriptor, Bytes message) {
    const ssize_t sent =
        send(descriptor, message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent == static_cast<ssize_t>(message.size());
}

} // namespace

Greeting::Greeting(loop::Loop& loop, int descriptor, std::function<void()> on_event)
    : descriptor_(descriptor),
      watch_(loop, descriptor, [tell = std::move(on_event)](int) { tell(); }) {
    const int on = 1;
    setsockopt(descriptor_, SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
    static_cast<void>(watch_.start(UV_READABLE | UV_DISCONNECT)); // else its time runs out
}

Greeting::~Greeting() {
    watch_.stop();
    close(descriptor_);
}

// Another number: libuv forgets the old one only when this watch is gone, and whatever watches the
// same number until then.
int Greeting::take() {
    const int off = 0;
    watch_.stop();
    setsockopt(descriptor_, SOL_SOCKET, SO_PASSCRED, &off, sizeof off);
    return fcntl(descriptor_, F_DUPFD_CLOEXEC, 0);
}

void Greeting::note_credentials(const msghdr& message) {
    for (auto* part = CMSG_FIRSTHDR(&message); part != nullptr;
         part = CMSG_NXTHDR(const_cast<msghdr*>(&message), part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_CREDENTIALS) continue;
        ucred sender{};
        std::memcpy(&sender, CMSG_DATA(part), sizeof sender);
        credentials_ = Credentials{sender.uid, sender.gid, sender.pid};
    }
}

Greeting::State Greeting::read() {
    iovec rest{request_.data() + received_, request_.size() - received_};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred))> about{};
    msghdr message{};
    message.msg_iov = &rest;
    message.msg_iovlen = 1;
    message.msg_control = about.data();
    message.msg_controllen = about.size();
    const ssize_t got = recvmsg(descriptor_, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return State::incomplete;
    if (got <= 0) return State::wrong;
    note_credentials(message);
    received_ += static_cast<std::size_t>(got);
    if (received_ < request_.size()) return State::incomplete;
    const bool good = credentials_.has_value() && get_u32(request_, 0) == kAuthenticate &&
                      get_u32(request_, 8) == kRequestSize;
    return good ? State::complete : State::wrong;
}

std::uint32_t Greeting::number() const { return get_u32(request_, 16); }
std::uint32_t Greeting::features() const { return get_u32(request_, 20); }

bool send_welcome(int descriptor, const Channels& channels, ClientId client) {
    constexpr std::uint32_t kSharedMemory = 1;
    std::vector<std::byte> out = answer_with(0);
    put_u32(out, 24, kSharedMemory);
    put_u32(out, 28, kMessageMax);
    put_u64(out, 32, client.value);
    put_text(out, 40, kNameRoom, channels.request);
    put_text(out, 40 + kNameRoom, kNameRoom, channels.reply);
    put_text(out, 40 + 2 * kNameRoom, kNameRoom, channels.event);
    return send_whole(descriptor, out);
}

bool send_rejection(int descriptor, int negative_errno) {
    return send_whole(descriptor, answer_with(negative_errno));
}

} // namespace baton::ipc
