// exec/services/client.h - what goes to local clients, of all services.
#pragma once

#include "services/cpg/messages.h"

#include <variant>

namespace baton {

using ClientReply = std::variant<cpg::Reply>;
using ClientEvent = std::variant<cpg::Event>;

} // namespace baton
