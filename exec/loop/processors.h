// exec/loop/processors.h - how many processors there are for us, and who wants them.
#pragma once

#include "loop/descriptor.h"

namespace baton::loop {

// Those that this process may run on.
unsigned processors();

// Threads that have work at this moment, of all processes, as the system counts them.
class Running {
public:
    Running();
    [[nodiscard]] unsigned count() const; // a large number if the system does not say

private:
    Descriptor file_;
};

} // namespace baton::loop
