// test/support/test_data.cc - finding and reading recorded messages.
#include "support/test_data.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

#ifndef TEST_DATA_DIR
#define TEST_DATA_DIR "test/vectors"
#endif

namespace baton::test {

std::filesystem::path vectors_dir() {
    const char* named = std::getenv("BATON_TEST_DATA");
    return named != nullptr ? named : TEST_DATA_DIR;
}

std::vector<std::filesystem::path> vector_paths(const char* extension) {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(vectors_dir()))
        if (entry.path().extension() == extension) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    return paths;
}

ByteVector read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    const std::vector<char> content{std::istreambuf_iterator<char>(file), {}};
    const auto bytes = std::as_bytes(std::span(content));
    return {bytes.begin(), bytes.end()};
}

ExactCopy::ExactCopy(Bytes bytes)
    : memory_(std::make_unique<std::byte[]>(bytes.size())), size_(bytes.size()) {
    std::copy(bytes.begin(), bytes.end(), memory_.get());
}

} // namespace baton::test
