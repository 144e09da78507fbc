// test/sim/shrink.cc - see shrink.h.
#include "sim/shrink.h"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace baton::sim {

namespace {

using Words = std::vector<std::string>;

Words words_of(const std::string& line) {
    std::istringstream stream(line);
    Words words;
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

std::string line_of(const Words& words) {
    std::string line;
    for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
    return line;
}

std::vector<std::string> without(const std::vector<std::string>& all, std::size_t from,
                                 std::size_t count) {
    std::vector<std::string> rest(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(from));
    const std::size_t end = std::min(all.size(), from + count);
    rest.insert(rest.end(), all.begin() + static_cast<std::ptrdiff_t>(end), all.end());
    return rest;
}

// Smaller numbers in the place of the one in a word: "window_size=50", "300ms", "17".
std::vector<std::string> smaller(const std::string& word) {
    const auto sign = word.find('=');
    const std::size_t start = sign == std::string::npos ? 0 : sign + 1;
    std::size_t end = start;
    while (end < word.size() && std::isdigit(static_cast<unsigned char>(word[end])) != 0) ++end;
    if (end == start || end - start > 9) return {};
    const unsigned long value = std::stoul(word.substr(start, end - start));
    std::vector<std::string> words;
    for (const unsigned long less : {0UL, 1UL, value / 10, value / 2, value - value % 100})
        if (less < value)
            words.push_back(word.substr(0, start) + std::to_string(less) + word.substr(end));
    return words;
}

// How the run is judged is no part of what happens: it stays as it is.
bool judges(const std::string& line) {
    return line.starts_with("bounds ") || line.starts_with("scope ");
}

std::ptrdiff_t judging(const Lines& commands) {
    return std::count_if(commands.begin(), commands.end(), judges);
}

// A setting may go, but a value that nobody drew may be one with which no ring can work.
bool keeps_numbers(const std::string& line) {
    return judges(line) || line.starts_with("config ") || line.starts_with("delay ");
}

class Shrinker {
public:
    Shrinker(Lines commands, const Fails& fails) : commands_(std::move(commands)), fails_(fails) {}

    Lines run() {
        while (drop_commands()) {}
        do {
            drop_words();
            lower_numbers();
        } while (drop_commands());
        return commands_;
    }

private:
    bool keep(Lines candidate) {
        if (judging(candidate) != judging(commands_) || !fails_(candidate)) return false;
        commands_ = std::move(candidate);
        return true;
    }

    // Half of them, a quarter, ... one.
    bool drop_commands() {
        bool any = false;
        for (std::size_t chunk = std::max<std::size_t>(1, commands_.size() / 2);; chunk /= 2) {
            for (std::size_t at = commands_.size(); at > 0;) {
                at = at > chunk ? at - chunk : 0;
                any = keep(without(commands_, at, chunk)) || any;
                at = std::min(at, commands_.size());
            }
            if (chunk == 1) return any;
        }
    }

    bool replace(std::size_t line, const Words& words) {
        Lines candidate = commands_;
        candidate[line] = line_of(words);
        return keep(std::move(candidate));
    }

    // One word, or one and what belongs to it.
    void drop_words() {
        for (std::size_t line = 0; line < commands_.size(); ++line)
            for (const std::size_t count : {2U, 1U})
                if (!judges(commands_[line])) drop_words(line, count);
    }

    void drop_words(std::size_t line, std::size_t count) {
        for (std::size_t at = words_of(commands_[line]).size(); at-- > 1;) {
            const Words words = words_of(commands_[line]);
            if (at + count <= words.size()) replace(line, without(words, at, count));
        }
    }

    void lower_numbers() {
        for (std::size_t line = 0; line < commands_.size(); ++line)
            for (std::size_t at = 1; at < words_of(commands_[line]).size(); ++at)
                if (!keeps_numbers(commands_[line])) lower(line, at);
    }

    void lower(std::size_t line, std::size_t at) {
        for (bool lowered = true; lowered;) {
            lowered = false;
            Words words = words_of(commands_[line]);
            for (const std::string& less : smaller(words[at])) {
                words[at] = less;
                lowered = replace(line, words);
                if (lowered) break;
            }
        }
    }

    Lines commands_;
    const Fails& fails_;
};

} // namespace

Lines shrink(Lines commands, const Fails& fails) {
    return Shrinker(std::move(commands), fails).run();
}

} // namespace baton::sim
