// test/oracle/reader.cc - one word after the other; the first that does not fit ends it.
#include "oracle/reader.h"

#include "oracle/fields.h"

#include <algorithm>
#include <charconv>

namespace oracle {
namespace {

// Words are separated by one space.
std::string_view take_word(std::string_view& rest) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return word;
}

template <class Number>
bool read_number(std::string_view text, Number& number, int base = 10) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number, base);
    return error == std::errc() && stop == end && !text.empty();
}

template <class Value, std::size_t Count>
bool read_name(std::string_view text, Value& value,
               const std::array<std::string_view, Count>& names) {
    const auto found = std::find(names.begin(), names.end(), text);
    if (found == names.end()) return false;
    value = static_cast<Value>(found - names.begin());
    return true;
}

// Two numbers with something between them.
template <class First, class Second>
bool read_pair(std::string_view text, char between, First& first, Second& second) {
    const std::size_t at = text.find(between);
    return at != std::string_view::npos && read_number(text.substr(0, at), first) &&
           read_number(text.substr(at + 1), second);
}

class Text {
public:
    explicit Text(std::string_view rest) : rest_(rest) {}

    template <class Value>
    void operator()(const char* key, Value&& value) {
        if (!error_.empty()) return;
        std::string_view word = take_word(rest_);
        const std::string_view name(key);
        const bool named =
            word.starts_with(name) && word.size() > name.size() && word[name.size()] == '=';
        if (!named) {
            error_ = std::string(name) + "= expected, not '" + std::string(word) + "'";
            return;
        }
        word.remove_prefix(name.size() + 1);
        if (!get(word, value))
            error_ = std::string(name) + "= cannot be '" + std::string(word) + "'";
    }

    std::string error() const {
        if (error_.empty() && !rest_.empty()) return "too much: '" + std::string(rest_) + "'";
        return error_;
    }

private:
    template <std::integral Number>
    static bool get(std::string_view word, Number& number) {
        return read_number(word, number);
    }
    static bool get(std::string_view word, bool& flag) {
        flag = word == "1";
        return flag || word == "0";
    }
    static bool get(std::string_view word, std::string& text) {
        text = word;
        return !text.empty();
    }
    static bool get(std::string_view word, Hexadecimal digest) {
        return read_number(word, digest.value, 16);
    }
    static bool get(std::string_view word, Ring& ring) {
        return read_pair(word, '.', ring.representative, ring.seq);
    }
    static bool get(std::string_view word, RingOrNone from) {
        from.ring = {};
        return word == "-" || get(word, from.ring);
    }
    static bool get(std::string_view word, Client& client) {
        return read_pair(word, ':', client.node, client.pid);
    }
    static bool get(std::string_view word, Share& share) {
        return read_pair(word, ':', share.node, share.votes);
    }
    static bool get(std::string_view word, TieBreaker& tie) {
        return read_name(word, tie, kTieBreakers);
    }
    static bool get(std::string_view word, Reason& reason) {
        return read_name(word, reason, kReasons);
    }
    static bool get(std::string_view word, Service& service) {
        return read_name(word, service, kServices);
    }
    template <class Item>
    static bool get(std::string_view word, std::vector<Item>& list) {
        list.clear();
        if (word == "-") return true;
        for (bool more = true; more;) {
            const std::size_t comma = word.find(',');
            more = comma != std::string_view::npos;
            if (!get(word.substr(0, comma), list.emplace_back())) return false;
            if (more) word.remove_prefix(comma + 1);
        }
        return true;
    }

    std::string_view rest_;
    std::string error_;
};

// The empty event of a kind.
template <std::size_t Kind = 0>
What blank(std::size_t kind) {
    if constexpr (Kind + 1 < std::variant_size_v<What>)
        if (kind != Kind) return blank<Kind + 1>(kind);
    return What(std::in_place_index<Kind>);
}

} // namespace

std::optional<Event> event_of(std::string_view line, std::string& error) {
    Event event;
    const std::string_view time = take_word(line);
    const std::string_view node = take_word(line);
    const std::string_view kind = take_word(line);
    std::size_t index = 0;
    if (!read_number(time, event.time))
        error = "no time: '" + std::string(time) + "'";
    else if (!read_number(node, event.node))
        error = "no node: '" + std::string(node) + "'";
    else if (!read_name(kind, index, kKinds))
        error = "no kind of event: '" + std::string(kind) + "'";
    else {
        event.what = blank(index);
        Text text(line);
        std::visit([&](auto& each) { fields(text, each); }, event.what);
        error = text.error();
        if (error.empty()) return event;
    }
    return std::nullopt;
}

Reader::Reader(std::string path) : path_(std::move(path)), file_(path_) {
    if (!file_) error_ = path_ + ": cannot be read";
}

std::optional<Event> Reader::next() {
    if (!error_.empty() || !std::getline(file_, line_)) return std::nullopt;
    if (file_.eof()) return std::nullopt; // the line was not ended
    ++number_;
    std::string why;
    auto event = event_of(line_, why);
    if (!event) error_ = path_ + ":" + std::to_string(number_) + ": " + why;
    return event;
}

} // namespace oracle
