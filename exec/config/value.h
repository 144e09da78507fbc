// exec/config/value.h - the text of a value -> a number, a truth value, a word.
#pragma once

#include "base/ids.h"
#include "config/directives.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::config {

enum class NumberFault : std::uint8_t { none, malformed, out_of_range };

struct NumberReading {
    NumberFault fault = NumberFault::none;
    std::uint64_t value = 0; // of an i32: two's complement
};

// Decimal, a sign may stand before it. -1 as u64 is the largest number, as it always was.
NumberReading read_number(Kind kind, std::string_view text);
// "0..255"
std::string range_text(Kind kind);

// yes on true 1, no off false 0, in every place where a truth value stands; and any other number
// where Corosync counts numbers. Anything else: none.
std::optional<bool> read_truth(Kind kind, std::string_view text);

// What Corosync makes of the same text.
enum class CorosyncTruth : std::uint8_t { no, yes, refused };
CorosyncTruth corosync_truth(Kind kind, std::string_view text);
// The spellings that both take: "yes or no".
std::string_view truth_spellings(Kind kind);

// Node ids with blanks between them, one at least. None if there is anything else, or an id 0.
std::optional<std::vector<NodeId>> read_node_ids(std::string_view list);

// One of `words`, which are separated by blanks.
bool is_one_of(std::string_view words, std::string_view text);

} // namespace baton::config
