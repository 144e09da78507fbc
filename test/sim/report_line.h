// test/sim/report_line.h - what a worker tells of a run, as lines.
//
//     count NUMBER NAME            for each
//     end SEED HASH PROPERTY TEXT  PROPERTY is - if all is well
#pragma once

#include "sim/outcome.h"

#include <cstdio>
#include <string>

namespace baton::sim {

void write_outcome(std::FILE* out, std::uint64_t seed, const Outcome& outcome);
// Adds what the line says; true if the outcome is complete with it.
bool read_report(const std::string& line, Outcome& outcome);

} // namespace baton::sim
