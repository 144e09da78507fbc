// exec/daemon/key_file.cc - where the key is, how long it is, and who else can have it.
#include "daemon/key_file.h"

#include "config/encryption.h"
#include "loop/descriptor.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace baton {

namespace {

using config::Config;
using config::Diagnostics;
using config::kKeyMax;
using config::kKeyMin;
using config::Place;
using config::quoted;

constexpr const char* kSame = "all nodes need the same key: make it on one of them with 'baton "
                              "keygen' and copy it to the others";

// Where it is said that there is encryption, if not where its key is.
Place place_of(const Config& config, std::string_view key) {
    for (const std::string_view each :
         {key, std::string_view("totem.crypto_cipher"), std::string_view("totem.crypto_hash"),
          std::string_view("totem.secauth")})
        if (const config::Setting* given = config.settings.find(each)) return given->place;
    return {config.file, 0};
}

// Up to one byte more than a key may have. None: see errno.
std::optional<Secret> read_bytes(int file) {
    std::vector<std::byte> bytes(kKeyMax + 1);
    std::size_t size = 0;
    while (size < bytes.size()) {
        const ssize_t part = read(file, bytes.data() + size, bytes.size() - size);
        if (part < 0 && errno == EINTR) continue;
        if (part < 0) return std::nullopt;
        if (part == 0) break;
        size += static_cast<std::size_t>(part);
    }
    bytes.resize(size);
    return Secret(std::move(bytes));
}

std::string too_short(std::size_t size) {
    return fmt::format("has {} bytes ({} bits), and a key needs {} ({} bits) at least", size,
                       size * 8, kKeyMin, kKeyMin * 8);
}

void doubt_mode(const struct stat& state, const std::string& path, const Place& place,
                Diagnostics& diagnostics) {
    const char* what = (state.st_mode & S_IWOTH) != 0   ? "change"
                       : (state.st_mode & S_IROTH) != 0 ? "read"
                                                        : nullptr;
    if (what == nullptr) return;
    diagnostics.warning(place,
                        fmt::format("keyfile: every user of this machine can {} {} (mode {:04o})",
                                    what, quoted(path), state.st_mode & 07777U),
                        fmt::format("run 'chmod 0400 {}'", path));
}

Secret key_of_file(const std::string& path, const Place& place, Diagnostics& diagnostics) {
    // Not to wait for a pipe that nobody writes to.
    const loop::Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat state {};
    const bool found = file && fstat(file.number(), &state) == 0;
    auto bytes = found ? read_bytes(file.number()) : std::nullopt;
    if (!bytes) {
        diagnostics.error(
            place, fmt::format("keyfile: cannot read {}: {}", quoted(path), std::strerror(errno)),
            kSame);
        return {};
    }
    if (bytes->size() < kKeyMin) {
        diagnostics.error(place, "keyfile: " + quoted(path) + " " + too_short(bytes->size()),
                          kSame);
        return {};
    }
    if (bytes->size() > kKeyMax) {
        bytes->cut(kKeyMax);
        diagnostics.warning(place,
                            fmt::format("keyfile: {} is longer than {} bytes; only those count",
                                        quoted(path), kKeyMax));
    }
    doubt_mode(state, path, place, diagnostics);
    return std::move(*bytes);
}

// The zero that ends the text counts, as it does for the others.
Secret key_of_text(const std::string& text, const Config& config, Diagnostics& diagnostics) {
    const Place place = place_of(config, "totem.key");
    const auto bytes = std::as_bytes(std::span(text.c_str(), text.size() + 1));
    if (bytes.size() < kKeyMin)
        diagnostics.error(place,
                          "key: the text, with the zero that ends it, " + too_short(bytes.size()),
                          "write a longer one, or keep the key in a file: 'baton keygen'");
    else if (bytes.size() > kKeyMax)
        diagnostics.error(place,
                          fmt::format("key: the text, with the zero that ends it, has {} bytes, "
                                      "and a key {} at most",
                                      bytes.size(), kKeyMax),
                          "write a shorter one, or keep the key in a file: 'baton keygen'");
    struct stat state {};
    if (stat(config.file.c_str(), &state) == 0 && (state.st_mode & S_IROTH) != 0)
        diagnostics.warning(
            place, "key: every user of this machine can read the key in " + quoted(config.file),
            "keep it in a file of its own: 'baton keygen'");
    return Secret({bytes.begin(), bytes.end()});
}

} // namespace

void read_key(Config& config, Diagnostics& diagnostics) {
    if (!config::encrypts(config.totem)) return;
    const bool file_named = config.settings.find("totem.keyfile") != nullptr;
    const bool text_given = config.settings.find("totem.key") != nullptr;
    config.totem.key_bytes =
        file_named || !text_given
            ? key_of_file(config.totem.keyfile, place_of(config, "totem.keyfile"), diagnostics)
            : key_of_text(config.totem.key, config, diagnostics);
}

} // namespace baton
