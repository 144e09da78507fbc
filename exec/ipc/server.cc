// exec/ipc/server.cc - which server a service gets.
#include "ipc/server.h"

#include "ipc/joint_server.h"
#include "ipc/qb_server.h"
#include "ipc/shared_server.h"

#include <unistd.h>

namespace baton::ipc {

std::unique_ptr<Server> make_server(loop::Loop& loop, const std::string& name, Channel channel,
                                    ServerUser& user, std::function<void(LogLine)> log) {
    // With this file libqb's clients look for sockets in the file system.
    const bool in_files = access("/etc/libqb/force-filesystem-sockets", F_OK) == 0;
    if (channel == Channel::socket || in_files)
        return std::make_unique<QbServer>(loop, name, channel, user);
    if (channel == Channel::direct) return std::make_unique<JointServer>(loop, name, user, log);
    return std::make_unique<SharedServer>(loop, name, user, std::move(log));
}

ClientId next_client() {
    static std::uint64_t last = 0;
    return {++last};
}

} // namespace baton::ipc
