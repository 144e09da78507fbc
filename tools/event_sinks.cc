// tools/event_sinks.cc - see event_sinks.h.
#include "event_sinks.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <spawn.h>
#include <sys/wait.h>
#include <syslog.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

namespace baton::tool {

namespace {

constexpr const char* kPath = "/org/corosync";
constexpr const char* kInterface = "org.corosync";

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    all.reserve(texts.size() + 1);
    for (std::string& text : texts) all.push_back(text.data());
    for (char** own = environ; *own != nullptr; ++own) all.push_back(*own);
    all.push_back(nullptr);
    return all;
}

int emit(sd_bus* bus, const ClusterEvent& event) {
    using Kind = ClusterEvent::Kind;
    const std::string state = event_state(event);
    const char* host = event.host.c_str();
    switch (event.kind) {
    case Kind::member:
        return sd_bus_emit_signal(bus, kPath, kInterface, "NodeStateChange", "suss", host,
                                  event.node, event.address.c_str(), state.c_str());
    case Kind::quorum:
        return sd_bus_emit_signal(bus, kPath, kInterface, "QuorumStateChange", "sus", host,
                                  event.node, state.c_str());
    case Kind::client:
        return sd_bus_emit_signal(bus, kPath, kInterface, "ConnectionStateChange", "suss", host,
                                  event.node, event.client.c_str(), state.c_str());
    case Kind::link:
        break;
    }
    // Under the name that listeners know from Corosync.
    return sd_bus_emit_signal(bus, kPath, kInterface, "QuorumStateChange", "suuus", host,
                              event.node, event.link, event.other, state.c_str());
}

} // namespace

void log_event(const std::string& name, const ClusterEvent& event) {
    openlog(name.c_str(), LOG_PID, LOG_DAEMON);
    syslog(LOG_NOTICE, "%s", event_line(event).c_str());
    closelog();
}

bool run_program(const std::string& program, const ClusterEvent& event) {
    std::vector<std::string> added = event_environment(event);
    std::vector<char*> environment = pointers(added);
    std::string name = program;
    char* arguments[] = {name.data(), nullptr};
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    pid_t child = 0;
    const int error =
        posix_spawnp(&child, name.c_str(), nullptr, &attributes, arguments, environment.data());
    posix_spawnattr_destroy(&attributes);
    if (error != 0) return false;
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    return !(WIFEXITED(status) && WEXITSTATUS(status) == 127);
}

void BusSink::Close::operator()(sd_bus* bus) const noexcept { sd_bus_flush_close_unref(bus); }

tl::expected<BusSink, std::string> BusSink::open() {
    sd_bus* bus = nullptr;
    const int error = sd_bus_open_system(&bus);
    if (error < 0) return tl::make_unexpected(std::string(std::strerror(-error)));
    return BusSink(bus);
}

void BusSink::send(const ClusterEvent& event) {
    if (bus_ && emit(bus_.get(), event) >= 0 && sd_bus_flush(bus_.get()) >= 0) return;
    if (auto again = open()) {
        bus_ = std::move(again->bus_);
        static_cast<void>(emit(bus_.get(), event));
        static_cast<void>(sd_bus_flush(bus_.get()));
    }
}

} // namespace baton::tool
