// exec/transport/knet/narrow_path.h - links that swallow large packets, noticed in libknet's log.
//
// libknet probes each link for the largest packet that passes. When it encrypts it waits for the
// answer to a probe 2, 4, 8 ... 128 times as long as for that to a ping before it takes it for
// lost, the last of these again for every further size. So it takes a quarter of an hour to learn
// that a path has become narrow, in which it sends packets of the old size, and the ring loses all
// of them. Two such waits in vain, of a link whose pings are answered, are enough here. That a path
// is narrow which was known to be is no news: then larger packets are probed than are sent.
#pragma once

#include "base/ids.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace baton::transport::knet {

class NarrowPath {
public:
    struct Link {
        NodeId node;
        unsigned number = 0;
        friend auto operator<=>(const Link&, const Link&) = default;
    };
    // A record of libknet's probes. The link, if from now on it must be taken for narrow.
    std::optional<Link> take(std::string_view text);
    static std::string text_of(const Link& link);

    static constexpr unsigned kWaitsInVain = 8; // the factor that comes after so many
    static constexpr std::size_t kLinksMax = 8192;

private:
    struct State {
        bool in_vain = false; // in this run of probes
        bool narrow = false;
    };
    std::map<Link, State> links_;
};

} // namespace baton::transport::knet
