// test/oracle/change_count.cc - see change_count.h.
#include "oracle/change_count.h"

#include "oracle/text.h"

#include <fmt/format.h>

namespace oracle {

// Told once: those that follow say nothing new.
void ChangeCount::add(Time time, Node node, const Regular& event) {
    if (limit_ == 0 || event.first || ++counts_[node] != limit_ + 1) return;
    report_.violated("L5", time,
                     fmt::format("node {} installed more than {} regular configurations {}, the "
                                 "last is {} of {}",
                                 node, limit_, since_, text(event.ring), text(event.members)));
}

} // namespace oracle
