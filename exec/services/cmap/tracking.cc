// exec/services/cmap/tracking.cc - trackers, and looking for changes that nobody reports.
//
// Statistics change all the time. A tracker of them hears of keys that come and go; of a change
// only if it is for a single key, and then by comparing now and then.
#include "services/cmap/limits.h"
#include "services/cmap/state.h"

#include <algorithm>

namespace baton::cmap {

namespace {

constexpr unsigned kKnownKinds = kDelete | kModify | kAdd | kPrefix;

unsigned kinds_of(const TrackRequest& request) { return static_cast<unsigned>(request.kinds); }

NotifyEvent notify(std::uint64_t cookie, const Change& change) {
    NotifyEvent event{cookie, std::string(change.key), change.kind, {}, {}};
    if (change.before != nullptr) event.before = *change.before;
    if (change.after != nullptr) event.after = *change.after;
    return event;
}

// Statistics are told with their present value twice.
NotifyEvent notify_twice(std::uint64_t cookie, std::string_view key, unsigned kind,
                         const Value& value) {
    return {cookie, std::string(key), kind, value, value};
}

} // namespace

CsError CmapService::State::may_track(const Connection& from, const TrackRequest& request) const {
    const unsigned kinds = kinds_of(request);
    if ((kinds & ~kKnownKinds) != 0) return CsError::invalid_param;
    constexpr unsigned kBoth = kAdd | kDelete;
    if (from.statistics && (kinds & kPrefix) != 0 && (kinds & kBoth) != kBoth)
        return CsError::not_supported;
    return from.trackers.size() >= kTrackersPerClient ? CsError::no_memory : CsError::ok;
}

void CmapService::State::request(Connection& from, const TrackRequest& request) {
    TrackReply answer;
    answer.error = may_track(from, request);
    if (answer.error != CsError::ok) return effects.reply(from.client, Reply(answer));
    answer.handle = ++handles;
    Tracker& tracker = from.trackers[answer.handle];
    tracker.key = request.key;
    tracker.cookie = request.cookie;
    const unsigned kinds = kinds_of(request);
    if (from.statistics)
        track_statistics(from.client, tracker, kinds);
    else
        tracker.watch =
            map.watch(tracker.key, kinds,
                      [this, client = from.client, cookie = tracker.cookie](const Change& change) {
                          effects.event(client, Event(notify(cookie, change)));
                      });
    effects.reply(from.client, Reply(answer));
}

void CmapService::State::track_statistics(ClientId client, Tracker& tracker, unsigned kinds) {
    Map& now = statistics.read(effects.now());
    const auto tell = [this, client, cookie = tracker.cookie](const Change& change) {
        const Value& value = change.after != nullptr ? *change.after : *change.before;
        effects.event(client, Event(notify_twice(cookie, change.key, change.kind, value)));
    };
    tracker.watch = now.watch(tracker.key, kinds & ~kModify, tell);
    tracker.compares = (kinds & kModify) != 0 && (kinds & kPrefix) == 0;
    if (const Value* value = now.find(tracker.key)) tracker.seen = *value;
    if (statistics_trackers++ == 0) statistics_due = effects.now() + kStatisticsInterval;
}

void CmapService::State::request(Connection& from, const UntrackRequest& request) {
    const auto found = from.trackers.find(request.handle);
    if (found == from.trackers.end())
        return effects.reply(from.client, Reply(UntrackReply{CsError::bad_handle, 0}));
    const UntrackReply answer{CsError::ok, found->second.cookie};
    stop(from, found->second);
    from.trackers.erase(found);
    effects.reply(from.client, Reply(answer));
}

void CmapService::State::stop(const Connection& connection, const Tracker& tracker) {
    if (!connection.statistics) {
        map.unwatch(*tracker.watch);
        return;
    }
    statistics.unwatch(*tracker.watch);
    --statistics_trackers;
}

// ---- what changes without a word

void CmapService::State::compare(const Connection& connection, Tracker& tracker,
                                 const Map& statistics_now) {
    if (!tracker.compares) return;
    const Value* value = statistics_now.find(tracker.key);
    const bool changed = value != nullptr && tracker.seen && *value != *tracker.seen;
    if (changed)
        effects.event(connection.client,
                      Event(notify_twice(tracker.cookie, tracker.key, kModify, *value)));
    tracker.seen = value == nullptr ? std::nullopt : std::optional(*value);
}

void CmapService::State::look_at_statistics() {
    statistics.forget();
    const Map& now = statistics.read(effects.now());
    for (auto& [client, connection] : connections) {
        if (!connection.statistics) continue;
        for (auto& [handle, tracker] : connection.trackers) compare(connection, tracker, now);
    }
}

void CmapService::State::advance() {
    const TimePoint now = effects.now();
    if (map.live_watched() && now >= live_due) {
        live_due = now + kLiveInterval;
        map.tell_live();
    }
    if (statistics_trackers != 0 && now >= statistics_due) {
        statistics_due = now + kStatisticsInterval;
        look_at_statistics();
    }
    if (version_unsent && !effects.synchronising() && now >= announce_due) announce_version();
}

std::optional<TimePoint> CmapService::State::next_deadline() const {
    std::optional<TimePoint> first;
    const auto take = [&](bool wanted, TimePoint due) {
        if (wanted && (!first || due < *first)) first = due;
    };
    take(map.live_watched(), std::max(live_due, effects.now())); // at once for the first watcher
    take(statistics_trackers != 0, statistics_due);
    take(version_unsent && !effects.synchronising(), announce_due);
    return first;
}

} // namespace baton::cmap
