// test/unit/oracle/spoilt.h - a good story with one thing wrong in it, and who must say so first.
#pragma once

#include "unit/oracle/story.h"

#include <string>

namespace oracle {

const Ring kFirst{9, 1};   // of three nodes; node 3 dies on it
const Ring kFailed{13, 1}; // the attempt that fails
const Ring kSecond{17, 1}; // of nodes 1 and 2
const Ring kLast{109, 1};  // of all three again
const Seq kSafe = 2;       // on the first ring, delivered by all in the regular configuration
const Seq kHole = 5;       // which only the dead node had
const Seq kBehind = 6;     // of node 2, and
const Seq kSafeBehind = 7; // of node 1: delivered behind the hole
const Seq kRepeated = 2;   // on the second ring, which node 2 gets in recovery

inline std::string blamed(const Story& story) { return first_violation(story.events); }

} // namespace oracle
