// exec/transport/knet/library.h - libknet's C interface, which does not say itself that it is C,
// and our values in its terms.
#pragma once

#include "base/ids.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <string>

extern "C" {
#include <libknet.h>
}

namespace baton::transport::knet {

inline knet_node_id_t id_of(NodeId node) { return static_cast<knet_node_id_t>(node.value); }

// Into an array of fixed size, with a NUL at the end: what does not fit is left out.
inline void copy_name(const std::string& text, std::span<char> out) {
    std::ranges::fill(out, '\0');
    std::ranges::copy(text.substr(0, out.size() - 1), out.begin());
}

inline std::string text_of(const knet_log_msg& record) {
    return {record.msg, strnlen(record.msg, sizeof record.msg)};
}

} // namespace baton::transport::knet
