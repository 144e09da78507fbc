// tools/map_session.h - a connection to the configuration map or the statistics of the daemon.
#pragma once

#include "map_value.h"
#include "session.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace baton::tool {

template <class T>
using MapAnswer = tl::expected<T, cs_error_t>;

class MapSession {
public:
    // While the daemon says "try again", each call is tried so often, a second apart.
    static constexpr unsigned kTriesOfScripts = 10;
    static MapAnswer<MapSession> open(cmap_map_t map, unsigned tries = 1);

    [[nodiscard]] MapAnswer<MapValue> get(const std::string& key) const;
    [[nodiscard]] cs_error_t set(const std::string& key, const MapValue& value) const;
    [[nodiscard]] cs_error_t remove(const std::string& key) const;
    // In the order of the map; empty prefix: all.
    [[nodiscard]] MapAnswer<std::vector<std::string>> keys(const std::string& prefix) const;

    // Nothing if the key is missing or of another type.
    [[nodiscard]] std::optional<std::string> text(const std::string& key) const;
    [[nodiscard]] std::optional<std::uint32_t> number32(const std::string& key) const;
    [[nodiscard]] std::uint8_t number8(const std::string& key) const; // 0: missing

    [[nodiscard]] cmap_handle_t handle() const { return session_.handle(); }

private:
    MapSession(cmap_handle_t handle, unsigned tries) : session_(handle), tries_(tries) {}
    Session<cmap_finalize> session_;
    unsigned tries_;
};

// Calls until the answer is not "try again", at most so often. Each call renews the time limit.
cs_error_t with_tries(unsigned tries, const std::function<cs_error_t()>& call);

} // namespace baton::tool
