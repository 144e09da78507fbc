// test/oracle/text.h - rings and nodes as a reader of a trace knows them. For violations only.
#pragma once

#include "oracle/event.h"

#include <string>

namespace oracle {

std::string text(const Ring& ring);   // 1.8, or - for none
std::string text(const Nodes& nodes); // {1,2,3}
const char* text(Service service);

bool contains(const Nodes& nodes, Node node);
bool within(const Nodes& part, const Nodes& whole);

} // namespace oracle
