// exec/ipc/client_statistics.h - what is counted of a connection, as keys of the statistics map:
// stats.ipcs.service<number>.<process>.<connection>.<what>
#pragma once

#include "ipc/event_queue.h"
#include "ipc/server.h"
#include "services/outside.h"

#include <string>
#include <sys/types.h>

namespace baton::ipc {

struct ClientStatistics {
    unsigned service = 0;
    ClientId client;
    pid_t process = 0;
    const std::string& process_name;
    ConnectionCounts connection;
    EventQueue::Counts events;
    std::uint64_t invalid_requests = 0;
    std::uint64_t overload = 0;
};

void tell_statistics(const ClientStatistics& client, const Outside::Statistic& take);

// As the kernel shows it, at most 15 characters; empty if there is no such process.
std::string process_name(pid_t process);

} // namespace baton::ipc
