// exec/services/cmap/map.cc - keys come, change and go, and watchers hear of it.
#include "services/cmap/map.h"

#include "base/assert.h"

#include <algorithm>

namespace baton::cmap {

namespace {

bool is_key_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._-/:").find(c) != std::string_view::npos;
}

// The value as it is kept; none if its bytes cannot be of its type.
std::optional<Value> kept(Value value) {
    if (const auto size = size_of(value.type)) {
        if (value.bytes.size() != *size) return std::nullopt;
        return value;
    }
    if (value.type == Type::string) {
        const std::size_t length = std::min(value.bytes.size(), value.bytes.find('\0'));
        if (value.bytes.size() > length + 1) return std::nullopt; // more behind its end
        value.bytes.resize(length);
        if (value.bytes.size() > kValueMax) return std::nullopt;
        value.bytes.push_back('\0');
        return value;
    }
    if (value.type != Type::binary || value.bytes.size() > kValueMax) return std::nullopt;
    return value;
}

template <class Integer>
Value sum(const Value& value, std::int32_t step) {
    using Unsigned = std::make_unsigned_t<Integer>;
    Unsigned number = 0;
    std::memcpy(&number, value.bytes.data(), sizeof number);
    const auto added = static_cast<Unsigned>(static_cast<std::int64_t>(step));
    return Value::of(static_cast<Integer>(static_cast<Unsigned>(number + added)));
}

std::optional<Value> adjusted(const Value& value, std::int32_t step) {
    switch (value.type) {
    case Type::int8:
        return sum<std::int8_t>(value, step);
    case Type::uint8:
        return sum<std::uint8_t>(value, step);
    case Type::int16:
        return sum<std::int16_t>(value, step);
    case Type::uint16:
        return sum<std::uint16_t>(value, step);
    case Type::int32:
        return sum<std::int32_t>(value, step);
    case Type::uint32:
        return sum<std::uint32_t>(value, step);
    case Type::int64:
        return sum<std::int64_t>(value, step);
    case Type::uint64:
        return sum<std::uint64_t>(value, step);
    default:
        return std::nullopt;
    }
}

} // namespace

bool is_key(std::string_view name) {
    return name.size() >= kKeyMin && name.size() <= kKeyMax &&
           std::ranges::all_of(name, is_key_character);
}

CsError Map::set(std::string_view key, Value value) {
    auto fresh = kept(std::move(value));
    if (!fresh) return CsError::invalid_param;
    const auto found = values_.find(key);
    if (found == values_.end()) return add(key, *fresh);
    Kept& now = found->second;
    if (now.fresh() == *fresh) return CsError::ok;
    if (!fits(fresh->bytes.size(), now.size())) return CsError::no_memory;
    bytes_ = bytes_ + fresh->bytes.size() - now.size();
    if (std::exchange(now.read, nullptr)) live_.erase(found->first);
    const std::string name(key); // may be part of what a watcher takes away
    const Value before = std::exchange(now.value, *fresh);
    tell({kModify, name, &before, &*fresh});
    return CsError::ok;
}

CsError Map::add(std::string_view key, const Value& value) {
    if (!is_key(key)) return CsError::name_too_long;
    if (values_.size() >= kKeysMax || !fits(key.size() + value.bytes.size(), 0))
        return CsError::no_memory;
    bytes_ += key.size() + value.bytes.size();
    const std::string name(key);
    values_.emplace(name, Kept{value, nullptr});
    tell({kAdd, name, nullptr, &value});
    return CsError::ok;
}

CsError Map::remove(std::string_view key) {
    const auto found = values_.find(key);
    if (found == values_.end()) return CsError::not_exist;
    const auto gone = values_.extract(found);
    bytes_ -= gone.key().size() + gone.mapped().size();
    live_.erase(gone.key());
    tell({kDelete, gone.key(), &gone.mapped().fresh(), nullptr});
    return CsError::ok;
}

CsError Map::adjust(std::string_view key, std::int32_t step) {
    const Value* value = find(key);
    if (value == nullptr) return CsError::not_exist;
    auto fresh = adjusted(*value, step);
    return fresh ? set(key, std::move(*fresh)) : CsError::invalid_param;
}

const Value* Map::find(std::string_view key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : &found->second.fresh();
}

std::optional<Map::Entry> Map::next(std::string_view prefix, std::string_view after) const {
    const auto found =
        after.empty() || after < prefix ? values_.lower_bound(prefix) : values_.upper_bound(after);
    if (found == values_.end() || !found->first.starts_with(prefix)) return std::nullopt;
    return Entry{found->first, found->second.fresh()};
}

void Map::for_each(std::string_view prefix, const std::function<void(const Entry&)>& what) const {
    for (auto each = values_.lower_bound(prefix);
         each != values_.end() && each->first.starts_with(prefix); ++each)
        what({each->first, each->second.fresh()});
}

// ---- live keys

void Map::set_live(std::string_view key, Reader read) {
    const std::string name(key);
    set(name, read());
    const auto found = values_.find(key);
    ASSERT(found != values_.end());
    bytes_ -= found->second.size();
    found->second.read = std::make_shared<const Reader>(std::move(read));
    live_.insert_or_assign(name, found->second.value);
    look_for_live_watches();
}

void Map::tell_live() {
    for (auto& [key, told] : live_) {
        const Value* now = find(key);
        if (*now == told) continue;
        const Value before = std::exchange(told, *now);
        untold_.push_back({kModify, key, before, told});
    }
    tell_waiting();
}

void Map::look_for_live_watches() {
    const bool before =
        std::exchange(live_watched_, std::ranges::any_of(live_, [this](const auto& entry) {
                          return watches_.cover(entry.first);
                      }));
    if (before || !live_watched_) return;
    for (auto& [key, told] : live_) told = *find(key); // from now on somebody can tell
}

// ---- watches

WatchId Map::watch(std::string_view key, unsigned kinds, Watcher watcher) {
    const WatchId id = watches_.add(key, kinds, std::move(watcher));
    look_for_live_watches();
    return id;
}

bool Map::unwatch(WatchId id) {
    const bool was_there = watches_.remove(id);
    look_for_live_watches();
    return was_there;
}

void Map::tell(const Change& change) {
    if (watches_.empty()) return;
    const auto copy = [](const Value* value) {
        return value == nullptr ? std::nullopt : std::optional(*value);
    };
    if (telling_) {
        untold_.push_back(
            {change.kind, std::string(change.key), copy(change.before), copy(change.after)});
        return;
    }
    telling_ = true;
    watches_.tell(change);
    telling_ = false;
    tell_waiting();
}

void Map::tell_waiting() {
    if (std::exchange(telling_, true)) return; // whoever does it already goes on with it
    for (; !untold_.empty(); untold_.pop_front()) {
        const Untold& next = untold_.front();
        watches_.tell({next.kind, next.key, next.before ? &*next.before : nullptr,
                       next.after ? &*next.after : nullptr});
    }
    telling_ = false;
}

} // namespace baton::cmap
