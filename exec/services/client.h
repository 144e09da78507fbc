// exec/services/client.h - what comes from local clients and goes to them, of all services.
// Which service is meant shows in the type: client numbers are those of one service.
#pragma once

#include "services/cfg/messages.h"
#include "services/cmap/messages.h"
#include "services/cpg/messages.h"
#include "services/quorum/messages.h"
#include "services/votequorum/messages.h"

#include <variant>

namespace baton {

using ClientRequest =
    std::variant<cpg::Request, cmap::Request, cfg::Request, quorum::Request, votequorum::Request>;
using ClientReply =
    std::variant<cpg::Reply, cmap::Reply, cfg::Reply, quorum::Reply, votequorum::Reply>;
using ClientEvent =
    std::variant<cpg::Event, cmap::Event, cfg::Event, quorum::Event, votequorum::Event>;

} // namespace baton
