// exec/services/cmap/watches.cc - kept by key; prefixes are looked up by each length that occurs.
#include "services/cmap/watches.h"

#include <algorithm>

namespace baton::cmap {

WatchId Watches::add(std::string_view key, unsigned kinds, Watcher watcher) {
    const WatchId id{++last_};
    const bool prefix = (kinds & kPrefix) != 0;
    all_.emplace(
        id, Watch{std::string(key), kinds, std::make_shared<const Watcher>(std::move(watcher))});
    (prefix ? prefixes_ : exact_)[std::string(key)].push_back(id);
    if (prefix) ++lengths_[key.size()];
    return id;
}

bool Watches::remove(WatchId id) {
    const auto found = all_.find(id);
    if (found == all_.end()) return false;
    const Watch& watch = found->second;
    const bool prefix = (watch.kinds & kPrefix) != 0;
    ByKey& by_key = prefix ? prefixes_ : exact_;
    const auto ids = by_key.find(watch.key);
    std::erase(ids->second, id);
    if (ids->second.empty()) by_key.erase(ids);
    if (prefix && --lengths_[watch.key.size()] == 0) lengths_.erase(watch.key.size());
    all_.erase(found);
    return true;
}

bool Watches::cover(std::string_view key) const {
    if (exact_.contains(key)) return true;
    return std::ranges::any_of(lengths_, [&](const auto& entry) {
        return entry.first <= key.size() && prefixes_.contains(key.substr(0, entry.first));
    });
}

void Watches::collect(const ByKey& from, std::string_view key, unsigned kind, Ids& into) const {
    const auto found = from.find(key);
    if (found == from.end()) return;
    const Ids& ids = found->second;
    std::copy_if(ids.rbegin(), ids.rend(), std::back_inserter(into),
                 [&](WatchId id) { return (all_.at(id).kinds & kind) != 0; });
}

void Watches::tell(const Change& change) const {
    Ids told;
    collect(exact_, change.key, change.kind, told);
    for (const auto& [length, count] : lengths_)
        if (length <= change.key.size())
            collect(prefixes_, change.key.substr(0, length), change.kind, told);
    for (const WatchId id : told) {
        const auto watch = all_.find(id);
        if (watch == all_.end()) continue;
        const auto watcher = watch->second.watcher; // it may remove itself
        (*watcher)(change);
    }
}

} // namespace baton::cmap
