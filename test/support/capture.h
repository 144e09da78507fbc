// test/support/capture.h - UDP datagrams out of a recording of network traffic (.pcap, Ethernet,
// IPv4). Datagrams in several IP fragments are put together.
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

// In the order of the recording; a datagram counts where its last fragment stands. Refuses other
// formats, other protocols, and fragments that do not become a datagram: nothing is left out.
Result<std::vector<CapturedDatagram>> read_capture(Bytes file);

} // namespace baton::test
