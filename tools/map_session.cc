// tools/map_session.cc - see map_session.h.
#include "map_session.h"

#include "time_limit.h"

#include <array>
#include <chrono>
#include <cstring>
#include <thread>

namespace baton::tool {

namespace {

constexpr std::chrono::seconds kBetweenTries{1};
constexpr unsigned kReadsMax = 8; // a value may grow between asking for its length and reading it
constexpr cs_error_t kRoomIsTooSmall = CS_ERR_INVALID_PARAM; // in the words of the daemon

} // namespace

cs_error_t with_tries(unsigned tries, const std::function<cs_error_t()>& call) {
    for (unsigned attempt = 1;; ++attempt) {
        const cs_error_t error = [&] {
            const TimeLimit limit;
            return call();
        }();
        if (error != CS_ERR_TRY_AGAIN || attempt >= tries) return error;
        std::this_thread::sleep_for(kBetweenTries);
    }
}

MapAnswer<MapSession> MapSession::open(cmap_map_t map, unsigned tries) {
    cmap_handle_t handle = 0;
    const cs_error_t error = with_tries(tries, [&] { return cmap_initialize_map(&handle, map); });
    if (error != CS_OK) return tl::make_unexpected(error);
    return MapSession(handle, tries);
}

MapAnswer<MapValue> MapSession::get(const std::string& key) const {
    MapValue value;
    std::size_t length = 0;
    cs_error_t error = kRoomIsTooSmall;
    for (unsigned read = 0; read < kReadsMax && error == kRoomIsTooSmall; ++read) {
        error = with_tries(
            tries_, [&] { return cmap_get(handle(), key.c_str(), nullptr, &length, &value.type); });
        if (error != CS_OK) return tl::make_unexpected(error);
        value.bytes.assign(length, '\0');
        error = with_tries(tries_, [&] {
            return cmap_get(handle(), key.c_str(), value.bytes.data(), &length, &value.type);
        });
    }
    if (error != CS_OK) return tl::make_unexpected(error);
    value.bytes.resize(length); // it may have shrunk as well
    return value;
}

cs_error_t MapSession::set(const std::string& key, const MapValue& value) const {
    return with_tries(tries_, [&] {
        return cmap_set(handle(), key.c_str(), value.bytes.data(), value.bytes.size(), value.type);
    });
}

cs_error_t MapSession::remove(const std::string& key) const {
    return with_tries(tries_, [&] { return cmap_delete(handle(), key.c_str()); });
}

MapAnswer<std::vector<std::string>> MapSession::keys(const std::string& prefix) const {
    cmap_iter_handle_t iteration = 0;
    const char* const begin = prefix.empty() ? nullptr : prefix.c_str();
    cs_error_t error =
        with_tries(tries_, [&] { return cmap_iter_init(handle(), begin, &iteration); });
    if (error != CS_OK) return tl::make_unexpected(error);
    std::vector<std::string> found;
    std::array<char, CMAP_KEYNAME_MAXLEN + 1> name{};
    std::size_t length = 0;
    cmap_value_types_t type = CMAP_VALUETYPE_BINARY;
    while ((error = with_tries(tries_, [&] {
                return cmap_iter_next(handle(), iteration, name.data(), &length, &type);
            })) == CS_OK)
        found.emplace_back(name.data(), strnlen(name.data(), name.size()));
    cmap_iter_finalize(handle(), iteration);
    if (error != CS_ERR_NO_SECTIONS) return tl::make_unexpected(error);
    return found;
}

std::optional<std::string> MapSession::text(const std::string& key) const {
    const auto value = get(key);
    if (!value || value->type != CMAP_VALUETYPE_STRING) return std::nullopt;
    return value_text(*value);
}

std::optional<std::uint32_t> MapSession::number32(const std::string& key) const {
    std::uint32_t number = 0;
    if (with_tries(tries_, [&] { return cmap_get_uint32(handle(), key.c_str(), &number); }) !=
        CS_OK)
        return std::nullopt;
    return number;
}

std::uint8_t MapSession::number8(const std::string& key) const {
    std::uint8_t number = 0;
    if (with_tries(tries_, [&] { return cmap_get_uint8(handle(), key.c_str(), &number); }) != CS_OK)
        return 0;
    return number;
}

} // namespace baton::tool
