// exec/transport/knet/unreadable.h - packets that came from a listed address and that libknet drops
// as it cannot read them: whose they may be, told once in a while.
//
// Who encrypts sends such packets to a node that does not. libknet tells of each at level debug,
// and not who sent it: only a node that no link hears can have done so all the time. So it is told
// some time after the first of them, when all others are heard.
#pragma once

#include "base/log.h"
#include "base/time.h"
#include "transport/transport.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace baton::transport::knet {

class Unreadable {
public:
    enum class Why : std::uint8_t {
        form,  // no packet of libknet, or of another version of it
        sender // it names a node that is not listed
    };
    // Why this record of libknet's log says that a packet was dropped; none: it says something
    // else.
    static std::optional<Why> why(std::uint8_t subsystem, std::string_view text);

    void came(TimePoint now, Why why);
    // What this node knows and does, as far as the line depends on it.
    struct Here {
        bool encrypts = false;
        bool only_listed_sources = true;
        std::vector<PeerState> peers;
    };
    [[nodiscard]] bool is_due(TimePoint now) const;
    // The line, when it is due.
    LogLine tell(TimePoint now, const Here& here);

    static constexpr std::chrono::seconds kPatience{5}; // until links that can be up are
    static constexpr std::chrono::seconds kQuiet{60};
    static constexpr std::size_t kNamedMax = 4;

private:
    std::uint64_t wrong_form_ = 0; // since it was told last
    std::uint64_t wrong_sender_ = 0;
    TimePoint first_{}; // of those
    std::optional<TimePoint> told_;
};

} // namespace baton::transport::knet
