// tools/map_change.cc - a change of the map as JSON.
#include "map_watch.h"

namespace baton::tool {

std::string change_json(const MapChange& change) {
    const char* event = change.event == CMAP_TRACK_ADD      ? "create"
                        : change.event == CMAP_TRACK_DELETE ? "delete"
                                                            : "modify";
    Json json = {{"schema_version", 1}, {"event", event}, {"key", change.key}};
    if (change.event != CMAP_TRACK_DELETE) put_value(json, change.now);
    if (change.event != CMAP_TRACK_ADD) put_value(json["before"], change.before);
    return json_line(json);
}

} // namespace baton::tool
