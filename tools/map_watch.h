// tools/map_watch.h - changes of the map as they come.
#pragma once

#include "map_session.h"

#include <functional>

namespace baton::tool {

struct MapChange {
    std::int32_t event = 0; // CMAP_TRACK_ADD, _DELETE or _MODIFY
    std::string key{};
    MapValue now{};    // without bytes when it was deleted
    MapValue before{}; // without bytes when it is new
};

// {"schema_version":1,"event":"modify","key":...,"type":...,"value":...,"before":{"type","value"}}
std::string change_json(const MapChange& change);

class MapWatch {
public:
    using Seen = std::function<void(const MapChange&)>;
    MapWatch(MapSession map, Seen seen) : map_(std::move(map)), seen_(std::move(seen)) {}
    MapWatch(const MapWatch&) = delete;
    MapWatch& operator=(const MapWatch&) = delete;

    static constexpr std::int32_t kComesAndGoes = CMAP_TRACK_ADD | CMAP_TRACK_DELETE;
    static constexpr std::int32_t kEverything = kComesAndGoes | CMAP_TRACK_MODIFY;
    [[nodiscard]] cs_error_t add(const std::string& name, bool prefix,
                                 std::int32_t events = kEverything);
    // Until standard input has the line "q" or ends; an error when the daemon is gone.
    [[nodiscard]] cs_error_t run_until_quit();
    // For other loops: what to wait for, and taking what has come.
    [[nodiscard]] int descriptor() const;
    [[nodiscard]] cs_error_t take();
    [[nodiscard]] const MapSession& map() const { return map_; }

private:
    static void notified(cmap_handle_t, cmap_track_handle_t, std::int32_t event, const char* key,
                         cmap_notify_value now, cmap_notify_value before, void* self) noexcept;
    MapSession map_;
    Seen seen_;
};

} // namespace baton::tool
