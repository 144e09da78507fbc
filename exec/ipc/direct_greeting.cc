// exec/ipc/direct_greeting.cc - the answer as bytes.
#include "ipc/direct_greeting.h"

#include "ipc/direct_memory.h"
#include "ipc/local_protocol.h"

#include <array>
#include <cstring>
#include <sys/socket.h>

namespace baton::ipc {
namespace {

using Answer = std::array<std::byte, 40>;

Answer answer_with(int error) {
    Answer out{};
    put_u32(out, 0, 0xFFFFFFFF);
    put_u32(out, 8, out.size());
    put_u32(out, 16, static_cast<std::uint32_t>(error));
    put_u32(out, 24, kDirectVersion);
    return out;
}

bool send_whole(int descriptor, Answer& answer, msghdr message) {
    iovec piece{answer.data(), answer.size()};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    const ssize_t sent = sendmsg(descriptor, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent == static_cast<ssize_t>(answer.size());
}

} // namespace

bool send_direct_welcome(int descriptor, int memory, std::uint32_t features) {
    Answer answer = answer_with(0);
    put_u32(answer, 20, features);
    std::size_t at = 28;
    for (const std::size_t size : kDirectSizes) {
        put_u32(answer, at, static_cast<std::uint32_t>(size));
        at += 4;
    }
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof memory)> rights{};
    msghdr message{};
    message.msg_control = rights.data();
    message.msg_controllen = rights.size();
    cmsghdr* part = CMSG_FIRSTHDR(&message);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(sizeof memory);
    std::memcpy(CMSG_DATA(part), &memory, sizeof memory);
    return send_whole(descriptor, answer, message);
}

bool send_direct_rejection(int descriptor, int negative_errno) {
    Answer answer = answer_with(negative_errno);
    msghdr message{};
    return send_whole(descriptor, answer, message);
}

} // namespace baton::ipc
