// test/scenario/arguments.h - the words of a command, taken one after the other.
#pragma once

#include "base/time.h"
#include "scenario/stage.h"

#include <charconv>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace baton::scenario {

class Stage::Arguments {
public:
    explicit Arguments(const std::vector<std::string>& words) : words_(words) {}

    [[nodiscard]] bool empty() const { return at_ == words_.size(); }
    std::string word(const char* what) {
        if (empty()) throw std::invalid_argument(std::string("expected ") + what);
        return words_[at_++];
    }
    // Takes the next word if it is this one.
    bool take(const std::string& word) {
        const bool found = !empty() && words_[at_] == word;
        if (found) ++at_;
        return found;
    }
    std::uint32_t number(const char* what) { return number_of(word(what), what); }
    std::uint32_t node() {
        const std::uint32_t id = number("a node id");
        if (id == 0) throw std::invalid_argument("there is no node 0");
        return id;
    }
    std::vector<std::uint32_t> nodes() {
        std::vector<std::uint32_t> ids{node()};
        while (!empty()) ids.push_back(node());
        return ids;
    }
    Duration duration() { return duration_of(word("a duration")); }
    std::string rest() {
        std::string text;
        while (!empty()) text += (text.empty() ? "" : " ") + words_[at_++];
        return text;
    }

    static std::uint32_t number_of(const std::string& text, const char* what) {
        std::uint32_t value = 0;
        const char* end = text.data() + text.size();
        if (const auto read = std::from_chars(text.data(), end, value);
            read.ec != std::errc{} || read.ptr != end)
            throw std::invalid_argument("'" + text + "' is not " + what);
        return value;
    }
    static Duration duration_of(const std::string& text) {
        const auto unit = text.find_first_not_of("0123456789");
        const std::uint32_t value = number_of(text.substr(0, unit), "a duration");
        const std::string name = unit == std::string::npos ? "" : text.substr(unit);
        if (name == "us") return std::chrono::microseconds(value);
        if (name == "ms") return milliseconds(value);
        if (name == "s") return std::chrono::seconds(value);
        throw std::invalid_argument("'" + text + "' has no unit: us, ms or s");
    }

private:
    const std::vector<std::string>& words_;
    std::size_t at_ = 1; // behind the name of the command
};

// The command is right, but not as things are now.
struct CannotBeDone : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

// The node with this id; its process must be there.
inline Node& running(World& world, std::uint32_t id) {
    if (Node* node = world.node(id)) return *node;
    throw CannotBeDone("node " + std::to_string(id) + " is not running");
}
// ... and do something.
inline std::uint32_t awake(World& world, std::uint32_t id) {
    running(world, id);
    if (world.paused(id)) throw CannotBeDone("node " + std::to_string(id) + " is paused");
    return id;
}

} // namespace baton::scenario
