// test/support/datagram.h - Totem datagrams of any type, put into words and encoded again.
#pragma once

#include "base/result.h"
#include "support/description.h"
#include "support/test_data.h"
#include "wire/pack.h"

namespace baton::test {

// The parts of a pack that are whole messages are described too; with `beginnings` also the first
// bytes of a message that goes on in a later pack.
Result<void> describe_datagram(Bytes datagram, const std::string& prefix, bool beginnings,
                               Description& into);

// Decodes everything and encodes what was decoded, whole parts of packs included; what is only a
// part of a message is copied. Trailing bytes are lost, so equal bytes mean that there were none.
Result<ByteVector> reencode_datagram(Bytes datagram);
// What reencode_datagram() has to give: the datagram with zeros for what means nothing.
ByteVector datagram_without_padding(Bytes datagram);

struct PackPart {
    Bytes bytes;
    bool whole = false;
};
std::vector<PackPart> parts_of(const wire::PackReader& pack, Bytes payload);

} // namespace baton::test
