// exec/config/syntax.cc - the format works line by line. A line with "{" opens a section, else one
// with ":" is a key and its value, else one with "}" closes a section; the order of these questions
// is part of the format. Comments have lines of their own.
#include "config/syntax.h"

#include <utility>

namespace baton::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

// No-break spaces come along when text is copied from a web page. A lone A0 byte is one in the
// Latin encodings, unless it ends a UTF-8 letter.
class Trimmer {
public:
    std::string_view operator()(std::string_view text) {
        while (const std::size_t size = blank_in_front(text)) text.remove_prefix(size);
        while (const std::size_t size = blank_behind(text)) text.remove_suffix(size);
        return text;
    }
    [[nodiscard]] bool met_no_break_space() const { return met_; }

private:
    std::size_t blank_in_front(std::string_view text) {
        if (text.starts_with(' ') || text.starts_with('\t')) return 1;
        if (text.starts_with(kNoBreakSpace)) return seen(2);
        return text.starts_with('\xA0') ? seen(1) : 0;
    }
    std::size_t blank_behind(std::string_view text) {
        if (text.ends_with(' ') || text.ends_with('\t')) return 1;
        if (text.ends_with(kNoBreakSpace)) return seen(2);
        const bool lone =
            text.ends_with('\xA0') &&
            (text.size() == 1 || static_cast<unsigned char>(text[text.size() - 2]) < 0x80);
        return lone ? seen(1) : 0;
    }
    std::size_t seen(std::size_t size) {
        met_ = true;
        return size;
    }
    bool met_ = false;
};

class Parser {
public:
    Parser(std::string file, Diagnostics& diagnostics) : diagnostics_(diagnostics) {
        tree_.file = std::move(file);
        tree_.sections.emplace_back();
    }

    SyntaxTree parse(std::string_view text) {
        if (text.starts_with(kByteOrderMark)) {
            line_ = 1;
            warn("the file starts with a byte order mark", "save it as UTF-8 without one");
            line_ = 0;
            text.remove_prefix(kByteOrderMark.size());
        }
        while (!text.empty()) {
            ++line_;
            const std::size_t end = text.find('\n');
            read_line(text.substr(0, end));
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        }
        close_at_end_of_file();
        return std::move(tree_);
    }

private:
    void read_line(std::string_view line) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        Trimmer trim;
        line = trim(line);
        if (line.empty() || line.front() == '#') return;
        if (const std::size_t zero = line.find('\0'); zero != std::string_view::npos) {
            warn("the line has a zero byte in it; what follows it is ignored", "");
            line = trim(line.substr(0, zero));
        }
        if (const std::size_t brace = line.find('{'); brace != std::string_view::npos)
            open(trim(line.substr(0, brace)), trim(line.substr(brace + 1)));
        else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos)
            add_entry(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
        else if (line.find('}') != std::string_view::npos)
            close(line);
        else if (!line.empty())
            error(quoted(line) + " is neither a section, nor a key with a value, nor a comment",
                  "write 'NAME {', 'KEY: VALUE', '}' or '# COMMENT'");
        if (trim.met_no_break_space())
            warn("there is a no-break space at the end of a word (copied from a web page?)",
                 "write a plain blank; Corosync takes it for a letter");
    }

    void open(std::string_view name, std::string_view rest) {
        if (name.ends_with(':')) name.remove_suffix(1);
        while (name.ends_with(' ') || name.ends_with('\t')) name.remove_suffix(1);
        if (name.empty()) error("a section opens without a name", "write 'NAME {'");
        if (!rest.empty())
            error("text stands behind '{' on the same line",
                  "put each key and each brace on a line of its own; a value cannot contain '{'");
        push(name);
        if (rest.ends_with('}')) pop(); // a whole section on one line: read on behind it
    }

    void push(std::string_view name) {
        Section section;
        section.path = tree_.sections[current_].path;
        if (section.path.size() + name.size() <= kNameMax) {
            if (!section.path.empty()) section.path += '.';
            section.path += name;
        } else if (!too_deep_) {
            error("the names of the sections around this one are too long together",
                  "a full name has at most 255 characters");
            too_deep_ = true;
        }
        section.parent = current_;
        section.line = line_;
        section.end_line = line_;
        current_ = tree_.sections.size();
        tree_.sections.push_back(std::move(section));
    }

    void close(std::string_view line) {
        if (line != "}")
            error("text stands next to '}' on the same line", "put '}' on a line of its own");
        if (current_ == 0) {
            error("'}' closes a section, but none is open", "remove it");
            return;
        }
        pop();
    }

    void pop() {
        tree_.sections[current_].end_line = line_;
        current_ = tree_.sections[current_].parent;
    }

    void add_entry(std::string_view key, std::string_view value) {
        if (key.empty()) {
            warn("a value stands without a key and is ignored", "write 'KEY: VALUE'");
            return;
        }
        tree_.sections[current_].entries.push_back({std::string(key), std::string(value), line_});
    }

    void close_at_end_of_file() {
        if (current_ == 0) return;
        const Section& section = tree_.sections[current_];
        error("the file ends inside section " + quoted(section.path) + ", which opened in line " +
                  std::to_string(section.line),
              "close it with '}'");
        for (; current_ != 0; pop()) {}
    }

    void error(std::string what, std::string instead) {
        diagnostics_.error({tree_.file, line_}, std::move(what), std::move(instead));
    }
    void warn(std::string what, std::string instead) {
        diagnostics_.warning({tree_.file, line_}, std::move(what), std::move(instead));
    }

    Diagnostics& diagnostics_;
    SyntaxTree tree_;
    std::size_t current_ = 0; // the innermost open section
    std::size_t line_ = 0;
    bool too_deep_ = false;
};

} // namespace

std::string_view trimmed(std::string_view text) { return Trimmer{}(text); }

SyntaxTree parse_syntax(std::string file, std::string_view text, Diagnostics& diagnostics) {
    return Parser(std::move(file), diagnostics).parse(text);
}

} // namespace baton::config
