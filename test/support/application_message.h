// test/support/application_message.h - application messages, decoded, put into words and encoded
// again, whatever service they belong to.
#pragma once

#include "base/result.h"
#include "support/description.h"
#include "support/test_data.h"
#include "wire/cfg.h"
#include "wire/cmap.h"
#include "wire/cpg.h"
#include "wire/pack.h"
#include "wire/reload.h"
#include "wire/service.h"
#include "wire/sync.h"
#include "wire/votequorum.h"

#include <variant>

namespace baton::test {

using AnyService = std::variant<wire::SyncMessage, wire::CmapMessage, wire::CfgMessage,
                                wire::CpgMessage, wire::VotequorumMessage, wire::ReloadMessage>;

struct ApplicationMessage {
    wire::GroupPrefix prefix;
    wire::ServiceHeader header;
    AnyService content;
};

// `bytes` begin with the group prefix, and have to outlive the result.
Result<ApplicationMessage> decode_application(Bytes bytes);
void describe(const ApplicationMessage& message, const std::string& prefix, Description& into);
ByteVector encode_application(const ApplicationMessage& message);

// A copy in which all bytes are zero that mean nothing: our encoders write them so, while recorded
// messages have leftovers there. The message has to be one that decodes.
ByteVector without_padding(Bytes message);

} // namespace baton::test
