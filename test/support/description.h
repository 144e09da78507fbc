// test/support/description.h - a message as names and values, in the words of the vector files.
#pragma once

#include <concepts>
#include <map>
#include <string>
#include <string_view>

namespace baton::test {

// Values: numbers in decimal; text behind one quotation mark, unescaped; all else as it is.
class Description {
public:
    template <std::unsigned_integral Int>
    void number(const std::string& name, Int value) {
        fields[name] = std::to_string(value);
    }
    void text(const std::string& name, std::string_view value) {
        fields[name] = '"' + std::string(value);
    }
    void word(const std::string& name, std::string_view value) { fields[name] = value; }

    std::map<std::string, std::string> fields;
};

inline std::string indexed(const std::string& name, std::size_t index) {
    return name + "[" + std::to_string(index) + "]";
}

} // namespace baton::test
