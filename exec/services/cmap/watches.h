// exec/services/cmap/watches.h - who wants to be told of changes to which keys of a map.
// Found by the key that changed: neither many keys nor many watches make a change slow.
#pragma once

#include "services/cmap/value.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace baton::cmap {

// Bits of what a watcher wants to be told, as clients know them.
constexpr unsigned kDelete = 1;
constexpr unsigned kModify = 2;
constexpr unsigned kAdd = 4;
constexpr unsigned kPrefix = 8; // all keys that begin so; else the one key
constexpr unsigned kAny = kDelete | kModify | kAdd;

struct Change {
    unsigned kind = 0;             // kDelete, kModify or kAdd
    std::string_view key;          // all valid during the call
    const Value* before = nullptr; // none of an added key
    const Value* after = nullptr;  // none of a deleted one
};

using Watcher = std::function<void(const Change& change)>;
enum class WatchId : std::uint64_t {};

class Watches {
public:
    WatchId add(std::string_view key, unsigned kinds, Watcher watcher);
    bool remove(WatchId id);
    [[nodiscard]] bool empty() const { return all_.empty(); }
    // Some watch is for this key, whatever it wants to be told of it.
    [[nodiscard]] bool cover(std::string_view key) const;

    // Those of the one key first, the newest of them first, then those of prefixes, the longest
    // first. Who is to be told is settled before anybody is; one that was removed meanwhile is not.
    void tell(const Change& change) const;

private:
    struct Watch {
        std::string key;
        unsigned kinds = 0;
        std::shared_ptr<const Watcher> watcher;
    };
    using Ids = std::vector<WatchId>; // ascending: the oldest first
    using ByKey = std::map<std::string, Ids, std::less<>>;

    void collect(const ByKey& from, std::string_view key, unsigned kind, Ids& into) const;

    std::map<WatchId, Watch> all_;
    ByKey exact_;
    ByKey prefixes_;
    std::map<std::size_t, std::size_t, std::greater<>> lengths_; // of prefixes: how many have it
    std::uint64_t last_ = 0;
};

} // namespace baton::cmap
