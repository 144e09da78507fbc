// exec/transport/knet/narrow_path.cc - the words of libknet 1.25.
#include "transport/knet/narrow_path.h"

#include <charconv>
#include <fmt/format.h>

namespace baton::transport::knet {

namespace {

constexpr std::string_view kLonger = "Increasing PMTUd response timeout multiplier to ";
constexpr std::string_view kDone = "PMTUD completed for ";
constexpr std::string_view kGone = "PMTUD detected host ";

// The number behind a word, which may stand in brackets or behind a colon.
std::optional<unsigned> number_behind(std::string_view text, std::string_view word) {
    const std::size_t at = text.find(word);
    if (at == std::string_view::npos) return std::nullopt;
    text.remove_prefix(at + word.size());
    const std::size_t begin = text.find_first_not_of(": (");
    if (begin == std::string_view::npos) return std::nullopt;
    unsigned number = 0;
    const auto read = std::from_chars(text.data() + begin, text.data() + text.size(), number);
    return read.ec == std::errc{} ? std::optional<unsigned>(number) : std::nullopt;
}

std::optional<NarrowPath::Link> link_of(std::string_view text) {
    const auto host = number_behind(text, "host");
    const auto link = number_behind(text, "link");
    if (!host || !link) return std::nullopt;
    return NarrowPath::Link{{*host}, *link};
}

} // namespace

std::optional<NarrowPath::Link> NarrowPath::take(std::string_view text) {
    const bool longer = text.starts_with(kLonger);
    const bool done = text.starts_with(kDone);
    if (!longer && !done && !text.starts_with(kGone)) return std::nullopt;
    const auto link = link_of(text);
    if (!link) return std::nullopt;
    if (!longer && !done) { // what it says next is of a new beginning
        links_.erase(*link);
        return std::nullopt;
    }
    if (links_.size() >= kLinksMax && !links_.contains(*link)) return std::nullopt;
    State& state = links_[*link];
    if (done) {
        state.narrow = std::exchange(state.in_vain, false);
        return std::nullopt;
    }
    state.in_vain = true;
    const bool enough = number_behind(text, kLonger).value_or(0) >= kWaitsInVain;
    if (!enough || std::exchange(state.narrow, true)) return std::nullopt;
    return link;
}

std::string NarrowPath::text_of(const Link& link) {
    return fmt::format(
        "large packets do not get through to node {} on link {}, small ones do: small "
        "ones are sent until libknet has found out what passes, which takes many "
        "minutes; mend the MTU on the way, or set knet_mtu to what it takes",
        link.node.value, link.number);
}

} // namespace baton::transport::knet
