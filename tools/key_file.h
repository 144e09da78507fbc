// tools/key_file.h - a key of random bytes, and its file: written beside and renamed, so that there
// is the old key or the new one, whole, at every moment.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace baton::tool {

constexpr std::size_t kKeyMin = 128;
constexpr std::size_t kKeyMax = 4096;
constexpr std::size_t kKeyDefault = 256;
constexpr const char* kKeyFile = "/etc/corosync/authkey";
constexpr const char* kRandomSource = "/dev/urandom";

struct KeyTrouble {
    enum class Step { open_source, read_source, create, permissions, write, close } step;
    int error = 0; // errno; 0: the source ended too early
};

tl::expected<std::string, KeyTrouble> read_random(const std::string& source, std::size_t size);

// Mode 0400; owner and group of a file that was there stay. Links are followed. A file that is no
// ordinary one (a device) is written to as it is.
tl::expected<void, KeyTrouble> write_key(const std::string& path, std::string_view key);

bool exists(const std::string& path);

// Asks on the terminal if standard input is one; true without one.
bool may_overwrite(const std::string& path);

} // namespace baton::tool
