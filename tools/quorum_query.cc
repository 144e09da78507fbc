// tools/quorum_query.cc - see quorum_query.h.
#include "quorum_query.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

namespace baton::tool {

namespace {

using Call = QuorumTrouble::Call;

auto in(Call call, cs_error_t error) { return tl::make_unexpected(QuorumTrouble{call, error}); }

// The callbacks of quorum model 0 have no room for a pointer of ours.
struct Told {
    bool any = false;
    std::uint64_t sequence = 0;
    std::vector<std::uint32_t> members{};
    votequorum_ring_id_t ring{};
};
Told told;

void quorum_told(quorum_handle_t, std::uint32_t, std::uint64_t sequence, std::uint32_t count,
                 std::uint32_t* nodes) noexcept {
    told.any = true;
    told.sequence = sequence;
    told.members.assign(nodes, nodes + count);
}

void votes_told(votequorum_handle_t, std::uint64_t, votequorum_ring_id_t ring, std::uint32_t,
                std::uint32_t*) noexcept {
    told.ring = ring;
}

bool is_votequorum(const std::optional<std::string>& provider) {
    return provider == "corosync_votequorum";
}

Votes votes_of(const votequorum_info& info) {
    return {.expected = info.node_expected_votes,
            .highest_expected = info.highest_expected,
            .total = info.total_votes,
            .quorum = info.quorum,
            .flags = info.flags,
            .device_votes = info.qdevice_votes,
            .device = std::string(info.qdevice_name,
                                  strnlen(info.qdevice_name, sizeof info.qdevice_name))};
}

} // namespace

QuorumSession::QuorumSession(MapSession map) : map_(std::move(map)) {}

QuorumAnswer<QuorumSession> QuorumSession::open() {
    auto map = MapSession::open(CMAP_MAP_ICMAP);
    if (!map) return in(Call::map, map.error());
    QuorumSession session(std::move(*map));
    TimeLimit limit;
    std::uint64_t handle = 0;
    quorum_callbacks_t quorum_calls{.quorum_notify_fn = quorum_told};
    cs_error_t error = quorum_initialize(&handle, &quorum_calls, &session.type_);
    if (error != CS_OK) return in(Call::quorum, error);
    session.quorum_ = Session<quorum_finalize>(handle);
    limit.renew();
    error = corosync_cfg_initialize(&handle, nullptr);
    if (error != CS_OK) return in(Call::cfg, error);
    session.cfg_ = Session<corosync_cfg_finalize>(handle);
    limit.renew();
    if (!is_votequorum(session.map_.text("quorum.provider"))) return session;
    limit.renew();
    votequorum_callbacks_t vote_calls{};
    vote_calls.votequorum_nodelist_notify_fn = votes_told;
    error = votequorum_initialize(&handle, &vote_calls);
    if (error != CS_OK) return in(Call::votequorum, error);
    session.votequorum_ = Session<votequorum_finalize>(handle);
    const auto local = session.map_.number32("runtime.votequorum.this_node_id");
    if (!local) return in(Call::this_node, CS_ERR_NOT_EXIST);
    session.local_ = *local;
    return session;
}

QuorumAnswer<void> QuorumSession::ask_members(bool wait, TimeLimit& limit) const {
    told = {};
    cs_error_t error = quorum_trackstart(quorum_.handle(), CS_TRACK_CURRENT);
    if (error != CS_OK) return in(Call::track, error);
    limit.renew();
    // Without a provider nobody tells anything.
    error = quorum_dispatch(quorum_.handle(), CS_DISPATCH_ALL);
    while (error == CS_OK && wait && with_provider() && !told.any)
        error = quorum_dispatch(quorum_.handle(), CS_DISPATCH_ONE);
    if (error != CS_OK) return in(Call::dispatch, error);
    return {};
}

QuorumAnswer<QuorumView> QuorumSession::view(bool whole) const {
    QuorumView view;
    TimeLimit limit;
    int quorate = 0;
    cs_error_t error = CS_OK;
    if (whole) {
        error = quorum_getquorate(quorum_.handle(), &quorate);
        if (error != CS_OK) return in(Call::get_quorate, error);
    }
    limit.renew();
    if (const auto asked = tracking_ ? QuorumAnswer<void>() : ask_members(whole, limit); !asked)
        return tl::make_unexpected(asked.error());
    if (whole) {
        limit.renew();
        error = votequorum_trackstart(votequorum_.handle(), 0, CS_TRACK_CURRENT);
        if (error != CS_OK) return in(Call::track_votes, error);
        error = votequorum_dispatch(votequorum_.handle(), CS_DISPATCH_ALL);
        if (error != CS_OK) return in(Call::dispatch_votes, error);
    }
    view.provider = map_.text("quorum.provider").value_or("");
    view.local = local_;
    view.quorate = quorate != 0;
    view.representative = told.ring.nodeid;
    view.ring_sequence = with_votes() ? told.ring.seq : told.sequence;
    limit.renew();
    votequorum_info info{};
    if (with_votes()) {
        error = votequorum_getinfo(votequorum_.handle(), local_, &info);
        if (error != CS_OK) return in(Call::own_info, error);
        view.votes = votes_of(info);
    }
    for (const std::uint32_t node : told.members) {
        limit.renew();
        votequorum_info each{};
        if (with_votes() && votequorum_getinfo(votequorum_.handle(), node, &each) != CS_OK)
            each = {};
        view.members.push_back({.node = node, .votes = each.node_votes, .flags = each.flags});
    }
    return view;
}

QuorumRules QuorumSession::rules(const QuorumView& view) const {
    QuorumRules rules{.two_node = map_.number8("quorum.two_node") != 0,
                      .waiting_for_all =
                          map_.number8("runtime.votequorum.wait_for_all_status") != 0,
                      .auto_tie_breaker = map_.number8("quorum.auto_tie_breaker") != 0,
                      .tie_breaker_node = map_.text("quorum.auto_tie_breaker_node").value_or(""),
                      .last_man_standing = map_.number8("quorum.last_man_standing") != 0,
                      .device_model = map_.text("quorum.device.model").value_or("")};
    const auto keys = map_.keys("nodelist.node.");
    for (const std::string& key : keys ? *keys : std::vector<std::string>()) {
        if (!key.ends_with(".nodeid")) continue;
        const auto id = map_.number32(key);
        if (!id) continue;
        const std::string prefix = key.substr(0, key.rfind('.'));
        const bool member =
            std::ranges::find(view.members, *id, &QuorumMember::node) != view.members.end();
        const bool seen = member || map_.text(fmt::format("runtime.members.{}.status", *id));
        rules.nodes.push_back({.node = *id,
                               .name = map_.text(prefix + ".name").value_or(""),
                               .votes = map_.number32(prefix + ".quorum_votes").value_or(1),
                               .member = member,
                               .seen = seen});
    }
    return rules;
}

QuorumAnswer<void> QuorumSession::track() {
    const TimeLimit limit;
    const cs_error_t error =
        quorum_trackstart(quorum_.handle(), CS_TRACK_CURRENT | CS_TRACK_CHANGES);
    if (error != CS_OK) return in(Call::track, error);
    tracking_ = true;
    return {};
}

QuorumAnswer<void> QuorumSession::wait_for_change() const {
    const cs_error_t error = quorum_dispatch(quorum_.handle(), CS_DISPATCH_ONE);
    if (error != CS_OK) return in(Call::dispatch, error);
    return {};
}

} // namespace baton::tool
