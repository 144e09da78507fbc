// test/oracle/writer.h - an event as a line of text.
#pragma once

#include "oracle/event.h"

#include <string>

namespace oracle {

// Without the end of the line.
std::string text_of(const Event& event);

} // namespace oracle
