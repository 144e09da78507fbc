// tools/map_watch.cc - see map_watch.h.
#include "map_watch.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <string_view>
#include <unistd.h>

namespace baton::tool {

namespace {

MapValue value_in(const cmap_notify_value& value) {
    MapValue copy{value.type, {}};
    if (value.data != nullptr) copy.bytes.assign(static_cast<const char*>(value.data), value.len);
    return copy;
}

// Lines of a terminal; only "q" is of interest.
bool wants_to_quit() {
    std::array<char, 256> piece{};
    const ssize_t length = read(STDIN_FILENO, piece.data(), piece.size());
    if (length <= 0) return length == 0 || errno != EINTR;
    const std::string_view line(piece.data(), static_cast<std::size_t>(length));
    return line.starts_with("q\n") || line.find("\nq\n") != std::string_view::npos;
}

} // namespace

void MapWatch::notified(cmap_handle_t, cmap_track_handle_t, std::int32_t event, const char* key,
                        cmap_notify_value now, cmap_notify_value before, void* self) noexcept {
    static_cast<MapWatch*>(self)->seen_({event, key, value_in(now), value_in(before)});
}

cs_error_t MapWatch::add(const std::string& name, bool prefix, std::int32_t events) {
    if (prefix) events |= CMAP_TRACK_PREFIX;
    return with_tries(MapSession::kTriesOfScripts, [&] {
        cmap_track_handle_t track = 0;
        return cmap_track_add(map_.handle(), name.empty() ? nullptr : name.c_str(), events,
                              notified, this, &track);
    });
}

int MapWatch::descriptor() const {
    int descriptor = -1;
    return cmap_fd_get(map_.handle(), &descriptor) == CS_OK ? descriptor : -1;
}

// Without a time limit: it takes what is there, waiting for nobody but those whom we call with it.
cs_error_t MapWatch::take() { return cmap_dispatch(map_.handle(), CS_DISPATCH_ALL); }

cs_error_t MapWatch::run_until_quit() {
    std::array<pollfd, 2> sources{{{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
                                   {.fd = descriptor(), .events = POLLIN, .revents = 0}}};
    for (;;) {
        if (poll(sources.data(), sources.size(), -1) < 0 && errno != EINTR) return CS_ERR_LIBRARY;
        if (sources[1].revents != 0)
            if (const cs_error_t error = take(); error != CS_OK) return error;
        if (sources[0].revents != 0 && wants_to_quit()) return CS_OK;
    }
}

} // namespace baton::tool
