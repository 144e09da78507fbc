// exec/services/cmap/requests.cc - what clients ask, but for tracking. Who tracks a key hears of a
// change before the one that asked for it has its answer.
#include "services/cmap/access.h"
#include "services/cmap/limits.h"
#include "services/cmap/state.h"

namespace baton::cmap {

namespace {
constexpr std::int32_t kConfigurationMap = 0;
constexpr std::int32_t kStatisticsMap = 1;
} // namespace

Map& CmapService::State::map_of(const Connection& connection) {
    return connection.statistics ? statistics.read(effects.now()) : map;
}

void CmapService::State::reply(const Connection& to, ReplyTo what, CsError error) {
    effects.reply(to.client, Reply(StatusReply{what, error}));
}

CsError CmapService::State::set(const Connection& from, const SetRequest& request) {
    if (from.statistics) {
        const auto cleared = statistics.clear(request.key);
        if (cleared.what) effects.command(ClearStatistics{*cleared.what});
        return cleared.error;
    }
    if (is_read_only(request.key, counts_votes)) return CsError::access;
    if (request.value.bytes.size() > kValueMax) return CsError::invalid_param;
    if (!has_room_for(request)) return CsError::no_memory;
    return map.set(request.key, request.value);
}

// However much clients keep there, what the daemon says has its place.
bool CmapService::State::has_room_for(const SetRequest& request) const {
    if (map.bytes() + request.key.size() + request.value.bytes.size() > kBytesMax - kBytesReserved)
        return false;
    return map.size() < kKeysMax - kKeysReserved || map.find(request.key) != nullptr;
}

void CmapService::State::request(Connection& from, const SetRequest& request) {
    const CsError error = set(from, request);
    reply(from, ReplyTo::set, error);
}

void CmapService::State::request(Connection& from, const DeleteRequest& request) {
    CsError error = CsError::access;
    if (from.statistics)
        error = Statistics::refuse_change(request.key);
    else if (!is_read_only(request.key, counts_votes))
        error = map.remove(request.key);
    reply(from, ReplyTo::remove, error);
}

void CmapService::State::request(Connection& from, const AdjustRequest& request) {
    CsError error = CsError::access;
    if (from.statistics)
        error = Statistics::refuse_change(request.key);
    else if (!is_read_only(request.key, counts_votes))
        error = map.adjust(request.key, request.step);
    reply(from, ReplyTo::adjust, error);
}

void CmapService::State::request(Connection& from, const GetRequest& request) {
    GetReply answer;
    const Value* value = map_of(from).find(request.key);
    if (value == nullptr) {
        answer.error = CsError::not_exist;
    } else if (request.room != 0 && request.room < value->bytes.size()) {
        answer.error = CsError::invalid_param;
    } else {
        answer.type = value->type;
        answer.length = value->bytes.size();
        if (request.room != 0) answer.bytes = value->bytes;
    }
    effects.reply(from.client, Reply(std::move(answer)));
}

// ---- walks

void CmapService::State::request(Connection& from, const IterationStartRequest& request) {
    IterationStartReply answer;
    if (from.walks.size() >= kIterationsPerClient) {
        answer.error = CsError::no_memory;
    } else {
        answer.handle = ++handles;
        from.walks.emplace(answer.handle, Walk{request.prefix, {}});
    }
    effects.reply(from.client, Reply(answer));
}

void CmapService::State::request(Connection& from, const IterationNextRequest& request) {
    IterationNextReply answer;
    const auto walk = from.walks.find(request.handle);
    if (walk == from.walks.end()) {
        answer.error = CsError::bad_handle;
    } else if (const auto entry = map_of(from).next(walk->second.prefix, walk->second.last)) {
        walk->second.last = entry->key;
        answer.key = entry->key;
        answer.type = entry->value.type;
        answer.length = entry->value.bytes.size();
    } else {
        answer.error = CsError::no_sections;
    }
    effects.reply(from.client, Reply(std::move(answer)));
}

void CmapService::State::request(Connection& from, const IterationEndRequest& request) {
    const bool was_open = from.walks.erase(request.handle) != 0;
    reply(from, ReplyTo::iteration_end, was_open ? CsError::ok : CsError::bad_handle);
}

// ---- maps

void CmapService::State::request(Connection& from, const ChooseMapRequest& request) {
    CsError error = CsError::ok;
    if (!from.walks.empty() || !from.trackers.empty())
        error = CsError::busy;
    else if (request.map != kConfigurationMap && request.map != kStatisticsMap)
        error = CsError::not_exist;
    else
        from.statistics = request.map == kStatisticsMap;
    reply(from, ReplyTo::choose_map, error);
}

} // namespace baton::cmap
