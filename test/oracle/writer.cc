// test/oracle/writer.cc - field by field, as fields.h names them.
#include "oracle/writer.h"

#include "oracle/fields.h"

#include <fmt/format.h>
#include <iterator>

namespace oracle {
namespace {

class Text {
public:
    explicit Text(std::string& line) : line_(line) {}

    template <class Value>
    void operator()(const char* key, const Value& value) {
        line_ += ' ';
        line_ += key;
        line_ += '=';
        put(value);
    }

private:
    template <std::integral Number>
    void put(const Number& number) {
        fmt::format_to(std::back_inserter(line_), "{:d}", number);
    }
    void put(const std::string& text) { line_ += text; }
    void put(const Hexadecimal& digest) {
        fmt::format_to(std::back_inserter(line_), "{:x}", digest.value);
    }
    void put(const Ring& ring) {
        fmt::format_to(std::back_inserter(line_), "{}.{}", ring.representative, ring.seq);
    }
    void put(const RingOrNone& from) {
        if (from.ring == Ring{})
            line_ += '-';
        else
            put(from.ring);
    }
    void put(const Client& client) {
        fmt::format_to(std::back_inserter(line_), "{}:{}", client.node, client.pid);
    }
    void put(const Share& share) {
        fmt::format_to(std::back_inserter(line_), "{}:{}", share.node, share.votes);
    }
    void put(TieBreaker tie) { line_ += kTieBreakers[static_cast<std::size_t>(tie)]; }
    void put(Reason reason) { line_ += kReasons[static_cast<std::size_t>(reason)]; }
    void put(Service service) { line_ += kServices[static_cast<std::size_t>(service)]; }
    template <class Item>
    void put(const std::vector<Item>& list) {
        if (list.empty()) line_ += '-';
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (i > 0) line_ += ',';
            put(list[i]);
        }
    }

    std::string& line_;
};

} // namespace

std::string text_of(const Event& event) {
    std::string line = fmt::format("{} {} {}", event.time, event.node, kKinds[event.what.index()]);
    What what = event.what; // the fields are named for reading too, which changes them
    Text text(line);
    std::visit([&](auto& each) { fields(text, each); }, what);
    return line;
}

} // namespace oracle
