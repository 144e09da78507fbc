// tools/line_reader.cc - see line_reader.h.
#include "line_reader.h"

#include <utility>

namespace baton::tool {

void LineReader::feed(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t newline = bytes.find('\n');
        const bool ends = newline != std::string_view::npos;
        std::string_view piece = bytes.substr(0, newline);
        bytes.remove_prefix(piece.size() + (ends ? 1 : 0));
        for (; rest_.size() + piece.size() > longest_; rest_.clear()) {
            const std::size_t room = longest_ - rest_.size();
            lines_.push_back(rest_.append(piece.substr(0, room)));
            piece.remove_prefix(room);
        }
        rest_ += piece;
        if (ends) lines_.push_back(std::exchange(rest_, {}));
    }
}

void LineReader::end() {
    if (!rest_.empty()) lines_.push_back(std::exchange(rest_, {}));
}

} // namespace baton::tool
