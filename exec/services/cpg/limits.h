// exec/services/cpg/limits.h - what keeps the process groups bounded.
#pragma once

#include <cstddef>

namespace baton::cpg {

// Client libraries have room for this many entries in each list of an event; more overruns them.
constexpr std::size_t kListMax = 128;
// Iterations that a client may have open. Each is a copy of the list of processes.
constexpr std::size_t kIterationsPerClient = 64;
// Processes in groups, in the whole cluster. What goes beyond is not taken note of.
constexpr std::size_t kProcessesMax = 65536;
// The same on this node: all of them have to fit into one join list.
constexpr std::size_t kLocalProcessesMax = 4096;
// Client messages that wait for the end of a synchronisation, in bytes and in number.
constexpr std::size_t kKeptBytesMax = std::size_t{2} << 20U;
constexpr std::size_t kKeptMessagesMax = 16384;

} // namespace baton::cpg
