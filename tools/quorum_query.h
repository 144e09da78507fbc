// tools/quorum_query.h - asks the daemon for the quorum and the votes.
#pragma once

#include "map_session.h"
#include "quorum_view.h"
#include "session.h"
#include "time_limit.h"

#include <corosync/cfg.h>
#include <corosync/quorum.h>
#include <corosync/votequorum.h>

namespace baton::tool {

struct QuorumTrouble {
    enum class Call {
        map,
        quorum,
        cfg,
        votequorum,
        this_node,
        get_quorate,
        track,
        dispatch,
        track_votes,
        dispatch_votes,
        own_info
    } call = Call::map;
    cs_error_t error = CS_OK;
};
template <class T>
using QuorumAnswer = tl::expected<T, QuorumTrouble>;

class QuorumSession {
public:
    static QuorumAnswer<QuorumSession> open();

    [[nodiscard]] bool with_votes() const { return votequorum_.is_open(); }
    [[nodiscard]] bool with_provider() const { return type_ != QUORUM_FREE; }
    [[nodiscard]] std::uint32_t local() const { return local_; }
    [[nodiscard]] const MapSession& map() const { return map_; }
    [[nodiscard]] corosync_cfg_handle_t cfg() const { return cfg_.handle(); }
    [[nodiscard]] votequorum_handle_t votequorum() const { return votequorum_.handle(); }

    // Members with their votes; names are left empty. `whole`: also the ring, and an error if there
    // is no votequorum.
    [[nodiscard]] QuorumAnswer<QuorumView> view(bool whole) const;
    // What the configuration says, and who has been seen.
    [[nodiscard]] QuorumRules rules(const QuorumView& view) const;
    // From now on views are those of the state last waited for: the present one first, then that
    // after each change of the quorum or the members. The wait has no limit.
    [[nodiscard]] QuorumAnswer<void> track();
    [[nodiscard]] QuorumAnswer<void> wait_for_change() const;

private:
    explicit QuorumSession(MapSession map);
    [[nodiscard]] QuorumAnswer<void> ask_members(bool wait, TimeLimit& limit) const;
    MapSession map_;
    Session<quorum_finalize> quorum_{};
    Session<corosync_cfg_finalize> cfg_{};
    Session<votequorum_finalize> votequorum_{};
    std::uint32_t type_ = QUORUM_FREE;
    std::uint32_t local_ = 0;
    bool tracking_ = false;
};

} // namespace baton::tool
