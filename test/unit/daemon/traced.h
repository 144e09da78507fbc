// test/unit/daemon/traced.h - what the oracle reads of what a daemon writes.
#pragma once

#include "daemon/trace_file.h"
#include "oracle/reader.h"
#include "unit/daemon/temporary_folder.h"

#include <string>
#include <variant>
#include <vector>

namespace baton::test {

struct Traced {
    std::vector<oracle::Event> events;
    std::string error;
};

// What is read of a trace after this was written.
template <class Write>
Traced traced(const Write& write) {
    const TemporaryFolder folder;
    auto trace = TraceFile::open(folder.file("trace"), {7}, [](const LogLine&) {});
    if (!trace) return {{}, trace.error().what};
    write(**trace);
    (*trace)->flush();
    Traced result;
    oracle::Reader reader(folder.file("trace"));
    while (auto event = reader.next()) result.events.push_back(*event);
    result.error = reader.error();
    return result;
}

template <class Kind>
const Kind* only(const Traced& traced) {
    return traced.events.size() == 1 ? std::get_if<Kind>(&traced.events[0].what) : nullptr;
}

} // namespace baton::test
