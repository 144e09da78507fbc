// test/support/capture.h - UDP datagrams out of a recording of network traffic (.pcap, Ethernet,
// IPv4).
#pragma once

#include "base/result.h"
#include "support/test_data.h"

#include <cstdint>

namespace baton::test {

struct CapturedDatagram {
    std::uint32_t source = 0; // IPv4 addresses as numbers
    std::uint32_t destination = 0;
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    ByteVector content;
};

// In the order of the recording. Refuses other formats, other protocols, frames that were not kept
// whole and IP fragments: nothing is left out without a word.
Result<std::vector<CapturedDatagram>> read_capture(Bytes file);

} // namespace baton::test
