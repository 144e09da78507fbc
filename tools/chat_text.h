// tools/chat_text.h - what happens in a group, one event at a time, for people and as JSON lines.
//
// JSON, one object a line, each with "schema_version" 1 and "type":
//   membership  group, members [{node, pid}], joined and left [{node, pid, reason}]
//   message     group, node, pid, text (text_hex besides if it is not UTF-8)
//   ring        id, nodes
//   note        text
#pragma once

#include "names.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace baton::tool {

struct Process {
    std::uint32_t node = 0;
    std::uint32_t pid = 0;
    std::uint32_t reason = 0; // a cpg_reason_t, in joined and left lists
};

struct GroupChange {
    std::vector<Process> members;
    std::vector<Process> joined;
    std::vector<Process> left;
};

// "join", "leave", "nodedown", "nodeup", "procdown"
const char* reason_name(std::uint32_t reason);

class ChatWriter {
public:
    ChatWriter(bool json, std::string group, NodeNames names)
        : json_(json), group_(std::move(group)), names_(std::move(names)) {}
    // Each returns lines, newline included.
    [[nodiscard]] std::string message(Process from, std::string_view bytes) const;
    [[nodiscard]] std::string membership(const GroupChange& change) const;
    [[nodiscard]] std::string ring(std::uint32_t representative, std::uint64_t sequence,
                                   const std::vector<std::uint32_t>& nodes) const;
    [[nodiscard]] std::string note(const std::string& text) const;

private:
    [[nodiscard]] std::string membership_json(const GroupChange& change) const;

    bool json_;
    std::string group_;
    NodeNames names_;
};

} // namespace baton::tool
