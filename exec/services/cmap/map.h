// exec/services/cmap/map.h - the keys of this node: its configuration, and what goes on in it.
//
// The one place from which services read their settings and where they publish what operators and
// clients may watch. Ordered by the bytes of the names. Local to the node; no key is replicated.
// Who may write what is the cmap service's business: here everybody may.
#pragma once

#include "services/cmap/value.h"
#include "services/cs_error.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::cmap {

constexpr std::size_t kKeyMin = 3; // characters: a-z A-Z 0-9 . _ - / :
constexpr std::size_t kKeyMax = wire::kCmapKeyMax;
constexpr std::size_t kValueMax = 16384;      // bytes, a text's NUL not counted
constexpr std::size_t kKeysMax = 1U << 17U;   // of a map; clients can make keys
constexpr std::size_t kBytesMax = 64U << 20U; // of all names and values of a map

// Bits of what a watcher wants to be told, as clients know them.
constexpr unsigned kDelete = 1;
constexpr unsigned kModify = 2;
constexpr unsigned kAdd = 4;
constexpr unsigned kPrefix = 8; // all keys that begin so; else the one key

struct Change {
    unsigned kind = 0;             // kDelete, kModify or kAdd
    std::string_view key;          // all valid during the call
    const Value* before = nullptr; // none of an added key
    const Value* after = nullptr;  // none of a deleted one
};

bool is_key(std::string_view name);

class Map {
public:
    using Watcher = std::function<void(const Change& change)>;
    enum class WatchId : std::uint64_t {};

    // ok; name_too_long: no valid name; invalid_param: the bytes do not fit the type, or too many;
    // no_memory: the map is full. A text's NUL is added if it is missing. What is there already
    // is not a change.
    CsError set(std::string_view key, Value value);
    template <class What>
    CsError set(std::string_view key, What what) {
        return set(key, Value::of(what));
    }
    CsError remove(std::string_view key); // ok, not_exist
    // Adds to an integer, round and round. not_exist; invalid_param: not an integer.
    CsError adjust(std::string_view key, std::int32_t step);

    [[nodiscard]] const Value* find(std::string_view key) const; // valid until the next change
    template <class Number>
    [[nodiscard]] std::optional<Number> number(std::string_view key) const {
        const Value* value = find(key);
        return value == nullptr ? std::nullopt : value->as<Number>();
    }
    [[nodiscard]] std::optional<std::string_view> text(std::string_view key) const {
        const Value* value = find(key);
        return value == nullptr ? std::nullopt : value->text();
    }

    // The first key that begins with `prefix` and comes behind `after` (empty: the very first).
    struct Entry {
        std::string_view key;
        const Value& value;
    };
    [[nodiscard]] std::optional<Entry> next(std::string_view prefix, std::string_view after) const;
    void for_each(std::string_view prefix, const std::function<void(const Entry&)>& what) const;
    [[nodiscard]] std::size_t size() const { return values_.size(); }

    // Told of every change to what it names, after the change and before set() returns: watchers
    // of the one key first, the newest of them first, then those of prefixes, the longest first.
    // A watcher may change the map, watch and unwatch.
    WatchId watch(std::string_view key, unsigned kinds, Watcher watcher);
    bool unwatch(WatchId id);

private:
    struct Watch {
        WatchId id;
        std::string key;
        unsigned kinds;
        Watcher watcher;
    };
    using Values = std::map<std::string, Value, std::less<>>;

    void tell(const Change& change);
    [[nodiscard]] bool room_for(std::string_view key, const Value& value,
                                const Value* before) const;

    Values values_;
    std::size_t bytes_ = 0;            // of all names and values
    std::map<WatchId, Watch> watches_; // ascending: the oldest first
    std::uint64_t last_watch_ = 0;
};

} // namespace baton::cmap
