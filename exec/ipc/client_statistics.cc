// exec/ipc/client_statistics.cc - counters of a connection under their names.
#include "ipc/client_statistics.h"

#include <fmt/format.h>
#include <fstream>

namespace baton::ipc {

// Clients take the connection for an address and only compare it.
void tell_statistics(const ClientStatistics& client, const Outside::Statistic& take) {
    const std::string prefix = fmt::format("stats.ipcs.service{}.{}.{:#x}.", client.service,
                                           client.process, client.client.value);
    const auto tell = [&](const char* name, auto value) {
        take(prefix + name, cmap::Value::of(value));
    };
    const ConnectionCounts& counts = client.connection;
    tell("procname", std::string_view(client.process_name));
    tell("requests", counts.requests);
    tell("responses", counts.replies);
    tell("dispatched", counts.events);
    tell("send_retries", counts.send_retries);
    tell("recv_retries", counts.receive_retries);
    tell("flow_control", counts.flow_control);
    tell("flow_control_count", counts.flow_control_changes);
    tell("queueing", std::int32_t{client.events.waiting > 0});
    tell("queued", client.events.waiting);
    tell("sent", client.events.sent_late);
    tell("invalid_request", client.invalid_requests);
    tell("overload", client.overload);
}

std::string process_name(pid_t process) {
    std::ifstream source("/proc/" + std::to_string(process) + "/comm");
    std::string name;
    std::getline(source, name);
    return name;
}

} // namespace baton::ipc
