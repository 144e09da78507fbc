// exec/services/reload/applying.h - the configuration in effect on this node: what a reload and
// single keys of the map change, and who is told.
#pragma once

#include "services/cfg/key_change.h"
#include "services/cmap/map.h"
#include "services/outside.h"
#include "services/reload/difference.h"
#include "services/service.h"

#include <functional>
#include <string>
#include <vector>

namespace baton::reload {

class Applying {
public:
    using Retune = std::function<void(const config::Timing& timing)>;
    // Through `effects` goes what changed keys lead to, whoever changes them.
    Applying(NodeId self, cmap::Map& map, const Outside& outside, cfg::KeyChange& key_change,
             Retune retune, Effects& effects);

    // Before the files are read, for those who watch it in the map.
    void begin();
    // What would keep this node from applying it, nothing if nothing does.
    [[nodiscard]] std::vector<std::string> refusals(const ConfigurationRead& read) const;
    // What would stay as it is until the daemon is started again.
    [[nodiscard]] std::vector<std::string> needs_restart(const ConfigurationRead& read) const;
    // All of it takes effect. What was refused must not come here.
    void apply(const ConfigurationRead& read);
    // Nothing has changed; `why` is for people.
    void refuse(const std::string& why);

    [[nodiscard]] std::uint64_t version() const; // of the configuration in use; 0: not counted

private:
    void replace_keys(const Difference& difference);
    void on_timing(const cmap::Change& change);
    void on_logging(const cmap::Change& change);
    void put_back(const cmap::Change& change);
    void on_knet_option(const cmap::Change& change);
    bool take_timing();
    bool take_knet_options();
    void end(CsError result);

    const NodeId self_;
    cmap::Map& map_;
    const Outside& outside_;
    cfg::KeyChange& key_change_;
    const Retune retune_;
    Effects& effects_;
    std::uint32_t token_ms_ = 0; // in effect
    bool replacing_ = false;     // many keys change: they take effect together
};

} // namespace baton::reload
