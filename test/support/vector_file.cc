// test/support/vector_file.cc - reading .hex files.
#include "support/vector_file.h"

#include <charconv>
#include <fstream>
#include <stdexcept>

namespace baton::test {

namespace {

std::uint64_t to_number(std::string_view digits, int base) {
    std::uint64_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (error != std::errc{} || end != digits.data() + digits.size())
        throw std::runtime_error("not a number: " + std::string(digits));
    return value;
}

ByteVector to_bytes(std::string_view digits) {
    ByteVector bytes;
    for (; !digits.empty(); digits.remove_prefix(2))
        bytes.push_back(static_cast<std::byte>(to_number(digits.substr(0, 2), 16)));
    return bytes;
}

// "text" with \xNN for some of its bytes.
std::string unquoted(std::string_view text) {
    std::string plain;
    for (text = text.substr(1, text.size() - 2); !text.empty();) {
        const bool escaped = text.starts_with("\\x");
        plain += escaped ? static_cast<char>(to_number(text.substr(2, 2), 16)) : text.front();
        text.remove_prefix(escaped ? 4 : 1);
    }
    return plain;
}

void describe(Description& description, const std::string& name, const std::string& value) {
    if (value.starts_with('"'))
        description.text(name, unquoted(value));
    else if (value.starts_with("0x"))
        description.number(name, to_number(std::string_view(value).substr(2), 16));
    else
        description.word(name, value);
}

void take_line(VectorFile& file, const std::string& name, const std::string& value) {
    if (name == "layer")
        file.layer = value;
    else if (name == "bytes")
        file.bytes = to_bytes(value);
    else if (name != "transport" && name != "file_name") // how it came here, not what it is
        describe(file.description, name, value);
}

} // namespace

VectorFile read_vector(const std::filesystem::path& path) {
    std::ifstream lines(path);
    if (!lines) throw std::runtime_error("cannot read " + path.string());
    VectorFile file{path.filename().string(), {}, {}, {}};
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        const std::size_t equals = line.find(" = ");
        if (equals == std::string::npos) throw std::runtime_error("not a field: " + line);
        take_line(file, line.substr(0, equals), line.substr(equals + 3));
    }
    const auto length = file.description.fields.extract("length");
    if (length.empty() || length.mapped() != std::to_string(file.bytes.size()))
        throw std::runtime_error(file.name + ": not as long as it says");
    return file;
}

VectorFile read_vector(const char* name) { return read_vector(vectors_dir() / name); }

std::vector<VectorFile> read_all_vectors() {
    std::vector<VectorFile> files;
    for (const auto& path : vector_paths(".hex")) files.push_back(read_vector(path));
    return files;
}

} // namespace baton::test
