// test/support/test_data.h - where the recorded messages lie, and reading a file of them whole.
#pragma once

#include "base/buffer.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace baton::test {

using ByteVector = std::vector<std::byte>;

// BATON_TEST_DATA in the environment, else what the build has defined, else the place in the tree.
std::filesystem::path vectors_dir();
// The files of that directory with this ending, sorted by name.
std::vector<std::filesystem::path> vector_paths(const char* extension);
// Throws if there is no such file: a test without its data has failed.
ByteVector read_file(const std::filesystem::path& path);

// A copy that ends exactly where its memory ends, so that a sanitizer sees each step beyond it.
class ExactCopy {
public:
    explicit ExactCopy(Bytes bytes);
    [[nodiscard]] Bytes bytes() const { return {memory_.get(), size_}; }

private:
    std::unique_ptr<std::byte[]> memory_;
    std::size_t size_;
};

} // namespace baton::test
