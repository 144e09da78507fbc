// exec/transport/interface_watch.cc - listens to the kernel's news of links and addresses.
#include "transport/interface_watch.h"

#include <array>
#include <cerrno>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace baton::transport {

namespace {

// More news than this at once is a change whatever it says; what is left over is the next one.
constexpr int kReadsAtOnce = 256;

loop::Descriptor news_of_links_and_addresses() {
    loop::Descriptor kernel{
        socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE)};
    sockaddr_nl wanted{};
    wanted.nl_family = AF_NETLINK;
    wanted.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
    if (!kernel ||
        bind(kernel.number(), reinterpret_cast<const sockaddr*>(&wanted), sizeof(wanted)) != 0)
        return {};
    return kernel;
}

} // namespace

// The socket is there before the first walk: no change is missed between the two.
bool InterfaceWatch::may_have_changed() {
    if (!kernel_) {
        kernel_ = news_of_links_and_addresses();
        return true;
    }
    std::array<char, 64> beginning{}; // what changed is not asked: the walk tells
    bool told = false;
    for (int reads = 0; reads < kReadsAtOnce; ++reads) {
        if (recv(kernel_.number(), beginning.data(), beginning.size(), 0) < 0) {
            if (errno == EAGAIN) return told;
            if (errno != EINTR && errno != ENOBUFS) { // ENOBUFS: news was lost
                kernel_ = {};
                return true;
            }
        }
        told = true;
    }
    return told;
}

// One that is not there is looked for each time: it may be that only the walk failed.
const std::optional<FoundInterface>& InterfaceWatch::find() {
    if (const bool changed = may_have_changed(); last_ && !changed) return last_;
    ++walks_;
    last_ = find_interface(address_);
    return last_;
}

} // namespace baton::transport
