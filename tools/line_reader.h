// tools/line_reader.h - bytes as they come -> lines.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace baton::tool {

class LineReader {
public:
    // A line longer than `longest` bytes is cut into pieces of that length.
    explicit LineReader(std::size_t longest) : longest_(longest) {}
    void feed(std::string_view bytes);
    // No more will come: what is left is a line, unless it is empty.
    void end();
    [[nodiscard]] bool empty() const { return lines_.empty(); }
    [[nodiscard]] const std::string& front() const { return lines_.front(); }
    void pop() { lines_.pop_front(); }

private:
    std::size_t longest_;
    std::string rest_;
    std::deque<std::string> lines_;
};

} // namespace baton::tool
