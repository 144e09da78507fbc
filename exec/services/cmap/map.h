// exec/services/cmap/map.h - the keys of this node: its configuration, and what goes on in it.
//
// The one place from which services read their settings and where they publish what operators and
// clients may watch. Ordered by the bytes of the names. Local to the node; no key is replicated.
// Who may write what is the cmap service's business: here everybody may.
#pragma once

#include "services/cmap/value.h"
#include "services/cmap/watches.h"
#include "services/cs_error.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace baton::cmap {

constexpr std::size_t kKeyMin = 3; // characters: a-z A-Z 0-9 . _ - / :
constexpr std::size_t kKeyMax = wire::kCmapKeyMax;
constexpr std::size_t kValueMax = 16384;      // bytes, a text's NUL not counted
constexpr std::size_t kKeysMax = 1U << 17U;   // of a map; clients can make keys
constexpr std::size_t kBytesMax = 64U << 20U; // of all names and values of a map

bool is_key(std::string_view name);

class Map {
public:
    using Watcher = cmap::Watcher;
    using WatchId = cmap::WatchId;

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
    [[nodiscard]] std::size_t bytes() const { return bytes_; } // of all names and values

    // A key whose value is computed when somebody reads it, for counters that are never still: what
    // changes them says nothing to anybody. tell_live() does, of those that are not what they were
    // when it was called last. live_watched(): it would have somebody to tell.
    using Reader = std::function<Value()>;
    void set_live(std::string_view key, Reader read);
    void tell_live();
    [[nodiscard]] bool live_watched() const { return live_watched_; }

    // Told of every change to what it names, after the change, in the order of Watches::tell(). A
    // watcher may change the map, watch and unwatch. What it changes is told when all have been
    // told of the change before, so that everybody hears of changes in their order; all of it
    // before the outermost set(), remove() or adjust() returns.
    WatchId watch(std::string_view key, unsigned kinds, Watcher watcher);
    bool unwatch(WatchId id);

private:
    struct Kept {
        mutable Value value;
        std::shared_ptr<const Reader> read; // of live keys

        [[nodiscard]] const Value& fresh() const {
            if (read) value = (*read)();
            return value;
        }
        // What counts against the limit.
        [[nodiscard]] std::size_t size() const { return read ? 0 : value.bytes.size(); }
    };
    struct Untold {
        unsigned kind = 0;
        std::string key;
        std::optional<Value> before;
        std::optional<Value> after;
    };
    using Values = std::map<std::string, Kept, std::less<>>;

    CsError add(std::string_view key, const Value& value);
    void tell(const Change& change);
    void tell_waiting();
    void look_for_live_watches();
    [[nodiscard]] bool fits(std::size_t more, std::size_t less) const {
        return bytes_ - less + more <= kBytesMax;
    }

    Values values_;
    std::size_t bytes_ = 0; // of all names and values
    Watches watches_;
    std::deque<Untold> untold_;
    bool telling_ = false;
    std::map<std::string, Value, std::less<>> live_; // with the values that were told
    bool live_watched_ = false;
};

} // namespace baton::cmap
