// exec/base/log.h - what the core wants an operator to read: a level, a part, one line of text.
// The core never writes a log: a line is an action like any other, and the shell writes it.
#pragma once

#include <cstdint>
#include <string>

namespace baton {

// notice: read after a failover. warning: something is off. error: asks for a hand. Packets only at
// trace.
enum class LogLevel : std::uint8_t { error, warning, notice, info, debug, trace };
enum class LogPart : std::uint8_t {
    main,
    totem,
    knet,
    sync,
    cpg,
    ipc,
    cmap,
    cfg,
    quorum,
    votequorum,
    mon,
    wd
};

struct LogLine {
    LogLevel level = LogLevel::info;
    LogPart part = LogPart::main;
    std::string text;
};

} // namespace baton
