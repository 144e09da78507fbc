// exec/services/cmap/map.cc - keys come, change and go, and watchers hear of it.
#include "services/cmap/map.h"

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
        value.bytes.resize(std::min(value.bytes.size(), value.bytes.find('\0')));
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
    if (found == values_.end()) {
        if (!is_key(key)) return CsError::name_too_long;
        if (!room_for(key, *fresh, nullptr)) return CsError::no_memory;
        bytes_ += key.size() + fresh->bytes.size();
        const Value after = *fresh; // a watcher may take the key away again
        const std::string name(key);
        values_.emplace(name, std::move(*fresh));
        tell({kAdd, name, nullptr, &after});
        return CsError::ok;
    }
    if (found->second == *fresh) return CsError::ok;
    if (!room_for(key, *fresh, &found->second)) return CsError::no_memory;
    bytes_ = bytes_ + fresh->bytes.size() - found->second.bytes.size();
    const std::string name(key);
    const Value after = *fresh;
    const Value before = std::exchange(found->second, std::move(*fresh));
    tell({kModify, name, &before, &after});
    return CsError::ok;
}

bool Map::room_for(std::string_view key, const Value& value, const Value* before) const {
    if (before != nullptr) return bytes_ - before->bytes.size() + value.bytes.size() <= kBytesMax;
    return values_.size() < kKeysMax && bytes_ + key.size() + value.bytes.size() <= kBytesMax;
}

CsError Map::remove(std::string_view key) {
    const auto found = values_.find(key);
    if (found == values_.end()) return CsError::not_exist;
    const auto gone = values_.extract(found);
    bytes_ -= gone.key().size() + gone.mapped().bytes.size();
    tell({kDelete, gone.key(), &gone.mapped(), nullptr});
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
    return found == values_.end() ? nullptr : &found->second;
}

std::optional<Map::Entry> Map::next(std::string_view prefix, std::string_view after) const {
    const auto found =
        after.empty() || after < prefix ? values_.lower_bound(prefix) : values_.upper_bound(after);
    if (found == values_.end() || !found->first.starts_with(prefix)) return std::nullopt;
    return Entry{found->first, found->second};
}

void Map::for_each(std::string_view prefix, const std::function<void(const Entry&)>& what) const {
    for (auto each = values_.lower_bound(prefix);
         each != values_.end() && each->first.starts_with(prefix); ++each)
        what({each->first, each->second});
}

Map::WatchId Map::watch(std::string_view key, unsigned kinds, Watcher watcher) {
    const WatchId id{++last_watch_};
    watches_.emplace(id, Watch{id, std::string(key), kinds, std::move(watcher)});
    return id;
}

bool Map::unwatch(WatchId id) { return watches_.erase(id) != 0; }

// Who is to be told is settled before anybody is: a watcher may watch, or unwatch another one.
void Map::tell(const Change& change) {
    std::vector<const Watch*> told;
    for (const auto& [id, watch] : watches_) {
        const bool all = (watch.kinds & kPrefix) != 0;
        if ((watch.kinds & change.kind) != 0 &&
            (all ? change.key.starts_with(watch.key) : change.key == watch.key))
            told.push_back(&watch);
    }
    std::ranges::stable_sort(told, [](const Watch* a, const Watch* b) {
        const bool a_all = (a->kinds & kPrefix) != 0;
        const bool b_all = (b->kinds & kPrefix) != 0;
        if (a_all != b_all) return b_all;
        if (a_all && a->key.size() != b->key.size()) return a->key.size() > b->key.size();
        return a->id > b->id;
    });
    std::vector<WatchId> ids;
    for (const Watch* watch : told) ids.push_back(watch->id);
    for (const WatchId id : ids) {
        const auto watch = watches_.find(id);
        if (watch == watches_.end()) continue;
        const Watcher watcher = watch->second.watcher; // it may unwatch itself
        watcher(change);
    }
}

} // namespace baton::cmap
