// tools/bench_sender.h - one sender of "baton bench": a process of its own, led by its parent.
//
// The parent writes 8-byte numbers, the sender answers, both through one socket:
//   (sender) 0: is in the group
//   for each size:  0: go;                      (sender) how many it has sent
//                   how many all have sent;     (sender) its BenchFigures, when it has them all
//   end of the socket: leave and end
#pragma once

#include "bench_text.h"
#include "context.h"

#include <string>

namespace baton::tool {

// Returns the exit code of the process. Only one that `talks` says why it failed: most often all of
// them have the same reason.
ExitCode run_sender(const Context& context, const BenchPlan& plan, const std::string& group,
                    int parent, bool talks);

// Both false at the end of the socket.
bool write_all(int descriptor, const void* bytes, std::size_t size);
bool read_all(int descriptor, void* bytes, std::size_t size);

} // namespace baton::tool
