// test/sim/options.cc - see options.h.
#include "sim/options.h"

#include <charconv>
#include <limits>
#include <map>
#include <stdexcept>

namespace baton::sim {

const char* const kUsage =
    "sim [--seeds A-B] [--jobs J] [--until-first] [--progress] [--counts] [--hash]\n"
    "sim --seed N [--trace] [--hash]\n"
    "sim --seed N --shrink [-o FILE]\n"
    "    each with: --nodes MIN-MAX (or N), --patience SECONDS (for one seed)\n";

namespace {

std::uint64_t number_of(const std::string& text, std::uint64_t most) {
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc{} || read.ptr != end || value > most)
        throw std::invalid_argument("'" + text + "' is not a number up to " + std::to_string(most));
    return value;
}

struct Range {
    std::uint64_t least;
    std::uint64_t most;
};

Range range_of(const std::string& text, std::uint64_t most) {
    const auto dash = text.find('-');
    const std::uint64_t first = number_of(text.substr(0, dash), most);
    const Range range{first,
                      dash == std::string::npos ? first : number_of(text.substr(dash + 1), most)};
    if (range.least > range.most) throw std::invalid_argument("'" + text + "' is empty");
    return range;
}

NodeRange nodes_of(const std::string& text) {
    constexpr std::uint64_t kMost = 64;
    const Range range = range_of(text, kMost);
    if (range.least == 0) throw std::invalid_argument("a cluster has a node");
    return {static_cast<std::uint32_t>(range.least), static_cast<std::uint32_t>(range.most)};
}

unsigned small_number(const std::string& text) {
    constexpr std::uint64_t kMost = 100'000;
    const auto value = static_cast<unsigned>(number_of(text, kMost));
    if (value == 0) throw std::invalid_argument("0 is too few");
    return value;
}

void set_seeds(Options& options, const std::string& text, bool single) {
    const Range range = range_of(text, std::numeric_limits<std::uint64_t>::max() / 2);
    if (single && range.least != range.most) throw std::invalid_argument("--seed takes one seed");
    options.first = range.least;
    options.last = range.most;
    options.single = single;
}

bool set_flag(Options& options, const std::string& word) {
    static const std::map<std::string, bool Options::*> flags{
        {"--trace", &Options::trace},   {"--hash", &Options::hash},
        {"--shrink", &Options::shrink}, {"--progress", &Options::progress},
        {"--counts", &Options::counts}, {"--until-first", &Options::until_first},
    };
    const auto found = flags.find(word);
    if (found == flags.end()) return false;
    options.*found->second = true;
    return true;
}

void set_value(Options& options, const std::string& word, const std::string& value) {
    if (word == "--seed")
        set_seeds(options, value, true);
    else if (word == "--seeds")
        set_seeds(options, value, false);
    else if (word == "--nodes")
        options.nodes = nodes_of(value);
    else if (word == "--jobs")
        options.jobs = small_number(value);
    else if (word == "--patience")
        options.patience = small_number(value);
    else if (word == "-o")
        options.output = value;
    else
        throw std::invalid_argument("unknown option " + word);
}

} // namespace

Options parse_options(const std::vector<std::string>& words) {
    Options options;
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (set_flag(options, words[at])) continue;
        if (at + 1 == words.size())
            throw std::invalid_argument(words[at] + ": no such option, or no value");
        set_value(options, words[at], words[at + 1]);
        ++at;
    }
    if ((options.trace || options.shrink) && !options.single)
        throw std::invalid_argument("--trace and --shrink need --seed");
    return options;
}

} // namespace baton::sim
