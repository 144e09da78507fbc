// test/support/vector_file.h - a .hex file: recorded bytes, and what they mean, field by field.
// The format is described in test/vectors/README.md.
#pragma once

#include "support/description.h"
#include "support/test_data.h"

namespace baton::test {

struct VectorFile {
    std::string name;        // the file's, without directory
    std::string layer;       // packet, knet, message or file
    Description description; // without layer, transport, length and file_name
    ByteVector bytes;
};

// Throws if the file is not in the format, or its length is not the one that it names.
VectorFile read_vector(const std::filesystem::path& path);
std::vector<VectorFile> read_all_vectors();
VectorFile read_vector(const char* name);

} // namespace baton::test
