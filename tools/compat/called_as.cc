// tools/compat/called_as.cc - see called_as.h.
#include "compat/called_as.h"

#include <array>

namespace baton::tool::compat {

namespace {

struct Name {
    std::string_view name;
    Tool tool;
};
constexpr std::array<Name, 6> kNames{{{"corosync-cfgtool", Tool::cfgtool},
                                      {"corosync-quorumtool", Tool::quorumtool},
                                      {"corosync-cmapctl", Tool::cmapctl},
                                      {"corosync-cpgtool", Tool::cpgtool},
                                      {"corosync-keygen", Tool::keygen},
                                      {"corosync-notifyd", Tool::notifyd}}};

} // namespace

Tool called_as(std::string_view name) {
    name = name.substr(name.rfind('/') + 1); // without a slash: npos + 1 is 0
    // What libtool makes for running from the build folder has "lt-" before its name.
    if (name.starts_with("lt-")) name.remove_prefix(3);
    for (const Name& known : kNames)
        if (known.name == name) return known.tool;
    return Tool::baton;
}

} // namespace baton::tool::compat
