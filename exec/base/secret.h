// exec/base/secret.h - bytes of a key: they are overwritten before their memory is given back.
#pragma once

#include "base/buffer.h"

#include <cstddef>
#include <cstring>
#include <utility>
#include <vector>

namespace baton {

class Secret {
public:
    Secret() = default;
    explicit Secret(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}
    Secret(const Secret&) = default;
    Secret(Secret&&) noexcept = default;
    Secret& operator=(Secret other) noexcept {
        bytes_.swap(other.bytes_);
        return *this;
    }
    ~Secret() {
        bytes_.resize(bytes_.capacity()); // what was cut off, too
        if (!bytes_.empty()) explicit_bzero(bytes_.data(), bytes_.size());
    }

    [[nodiscard]] Bytes bytes() const { return bytes_; }
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    [[nodiscard]] bool empty() const { return bytes_.empty(); }
    void cut(std::size_t size) {
        if (size < bytes_.size()) bytes_.resize(size);
    }
    friend bool operator==(const Secret&, const Secret&) = default;

private:
    std::vector<std::byte> bytes_;
};

} // namespace baton
