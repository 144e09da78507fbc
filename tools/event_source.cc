// tools/event_source.cc - see event_source.h.
#include "event_source.h"

#include "map_watch.h"
#include "quorum_turns.h"
#include "time_limit.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace baton::tool {

namespace {

using Call = EventTrouble::Call;
using Happened = std::function<void(const ClusterEvent&)>;

auto in(Call call, cs_error_t error) { return tl::make_unexpected(EventTrouble{call, error}); }

std::string host_name() {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "?";
}

// The address itself if nobody knows a name.
std::string looked_up(const EventOptions& options, const std::string& address) {
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    v4.sin_family = AF_INET;
    v6.sin6_family = AF_INET6;
    const bool is_v4 = inet_pton(AF_INET, address.c_str(), &v4.sin_addr) == 1;
    if (!is_v4 && inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) != 1) return address;
    const auto* where =
        is_v4 ? reinterpret_cast<const sockaddr*>(&v4) : reinterpret_cast<const sockaddr*>(&v6);
    std::array<char, NI_MAXHOST> name{};
    const int failed =
        getnameinfo(where, is_v4 ? sizeof v4 : sizeof v6, name.data(), name.size(), nullptr, 0, 0);
    if (failed == 0) return name.data();
    if (options.problem)
        options.problem(fmt::format("error looking up {} : {}", address, gai_strerror(failed)));
    return address;
}

// The callback of quorum model 0 has no room for a pointer of ours.
QuorumTurns quorum_turns;

void quorum_told(quorum_handle_t, std::uint32_t quorate, std::uint64_t, std::uint32_t,
                 std::uint32_t*) noexcept {
    quorum_turns.told(quorate != 0);
}

class Source {
public:
    Source(const EventOptions& options, const Happened& happened)
        : options_(options), happened_(happened), host_(host_name()) {}

    tl::expected<void, EventTrouble> open();
    tl::expected<void, EventTrouble> run();

private:
    cs_error_t open_quorum();
    void changed(const MapChange& change);
    void say_quorum();
    [[nodiscard]] cs_error_t watch_links();

    const EventOptions& options_;
    const Happened& happened_;
    std::string host_;
    std::uint32_t local_ = 0;
    std::optional<MapWatch> members_{};
    std::optional<MapWatch> statistics_{};
    Session<quorum_finalize> quorum_{};
    int quorum_descriptor_ = -1;
    std::vector<std::string> new_links_{};
};

void Source::changed(const MapChange& change) {
    // A link that appears is watched by itself: its state changes often in what is not of interest.
    if (change.event == CMAP_TRACK_ADD && change.key.starts_with("stats.knet.") &&
        change.key.ends_with(".connected"))
        new_links_.push_back(change.key);
    auto event = event_in(change);
    if (!event) return;
    if (event->kind == ClusterEvent::Kind::member) {
        const std::string links =
            members_->map().text(fmt::format("runtime.members.{}.ip", event->node)).value_or("");
        event->address = last_address(links);
        event->host = options_.look_up_names ? looked_up(options_, event->address) : event->address;
    } else {
        event->host = host_;
        event->node = local_;
    }
    happened_(*event);
}

void Source::say_quorum() {
    for (const bool quorate : quorum_turns.take())
        happened_(
            {.kind = ClusterEvent::Kind::quorum, .host = host_, .node = local_, .good = quorate});
}

cs_error_t Source::watch_links() {
    for (const std::string& key : std::exchange(new_links_, {}))
        if (const cs_error_t error = statistics_->add(key, false); error != CS_OK) return error;
    return CS_OK;
}

cs_error_t Source::open_quorum() {
    const TimeLimit limit;
    quorum_handle_t handle = 0;
    quorum_callbacks_t calls{.quorum_notify_fn = quorum_told};
    std::uint32_t type = 0;
    cs_error_t error = quorum_initialize(&handle, &calls, &type);
    if (error != CS_OK) return error;
    quorum_ = Session<quorum_finalize>(handle);
    error = quorum_fd_get(handle, &quorum_descriptor_);
    if (error != CS_OK) return error;
    return quorum_trackstart(handle, CS_TRACK_CHANGES | CS_TRACK_CURRENT);
}

tl::expected<void, EventTrouble> Source::open() {
    const auto seen = [this](const MapChange& change) { changed(change); };
    auto map = MapSession::open(CMAP_MAP_ICMAP, MapSession::kTriesOfScripts);
    if (!map) return in(Call::map, map.error());
    members_.emplace(std::move(*map), seen);
    auto statistics = MapSession::open(CMAP_MAP_STATS, MapSession::kTriesOfScripts);
    if (!statistics) return in(Call::statistics, statistics.error());
    statistics_.emplace(std::move(*statistics), seen);
    {
        const TimeLimit limit;
        corosync_cfg_handle_t handle = 0;
        cs_error_t error = corosync_cfg_initialize(&handle, nullptr);
        if (error != CS_OK) return in(Call::cfg, error);
        const Session<corosync_cfg_finalize> cfg(handle);
        error = corosync_cfg_local_get(handle, &local_);
        if (error != CS_OK) return in(Call::cfg, error);
    }
    if (const cs_error_t error = open_quorum(); error != CS_OK) return in(Call::quorum, error);
    const auto links = statistics_->map().keys("stats.knet.");
    for (const std::string& key : links ? *links : std::vector<std::string>())
        if (key.ends_with(".connected")) new_links_.push_back(key);
    cs_error_t error = members_->add("runtime.members.", true);
    if (error == CS_OK) error = statistics_->add("stats.ipcs.", true, MapWatch::kComesAndGoes);
    if (error == CS_OK) error = statistics_->add("stats.knet.", true, MapWatch::kComesAndGoes);
    if (error == CS_OK) error = watch_links();
    if (error != CS_OK) return in(Call::track, error);
    return {};
}

int signal_descriptor() {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigprocmask(SIG_BLOCK, &ends, nullptr);
    return signalfd(-1, &ends, SFD_CLOEXEC);
}

tl::expected<void, EventTrouble> Source::run() {
    std::array<pollfd, 4> sources{
        {{.fd = members_->descriptor(), .events = POLLIN, .revents = 0},
         {.fd = statistics_->descriptor(), .events = POLLIN, .revents = 0},
         {.fd = quorum_descriptor_, .events = POLLIN, .revents = 0},
         {.fd = signal_descriptor(), .events = POLLIN, .revents = 0}}};
    cs_error_t error = CS_OK;
    while (error == CS_OK) {
        if (poll(sources.data(), sources.size(), -1) < 0 && errno != EINTR)
            return in(Call::dispatch, CS_ERR_LIBRARY);
        if (sources[3].revents != 0) break;
        if (sources[2].revents != 0) error = quorum_dispatch(quorum_.handle(), CS_DISPATCH_ALL);
        say_quorum();
        if (error == CS_OK && sources[0].revents != 0) error = members_->take();
        if (error == CS_OK && sources[1].revents != 0) error = statistics_->take();
        if (error == CS_OK) error = watch_links();
    }
    close(sources[3].fd);
    if (error != CS_OK) return in(Call::dispatch, error);
    return {};
}

} // namespace

tl::expected<void, EventTrouble>
watch_events(const EventOptions& options, const std::function<void()>& ready,
             const std::function<void(const ClusterEvent&)>& happened) {
    Source source(options, happened);
    if (auto opened = source.open(); !opened) return opened;
    ready();
    return source.run();
}

} // namespace baton::tool
