// test/unit/ipc/message_bytes.h - messages of the local protocol written byte by byte: requests as
// clients write them, and what replies and events must be.
#pragma once

#include "base/buffer.h"
#include "services/cs_error.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace baton::ipc_test {

using Message = std::vector<std::byte>;

class Written {
public:
    template <class Int>
    Written& put(std::size_t offset, Int value) {
        std::memcpy(bytes_.data() + offset, &value, sizeof value);
        return *this;
    }
    Written& u8(std::size_t offset, unsigned value) {
        return put(offset, static_cast<std::uint8_t>(value));
    }
    Written& u16(std::size_t offset, unsigned value) {
        return put(offset, static_cast<std::uint16_t>(value));
    }
    Written& u32(std::size_t offset, std::uint32_t value) { return put(offset, value); }
    Written& u64(std::size_t offset, std::uint64_t value) { return put(offset, value); }
    Written& text(std::size_t offset, std::string_view value) {
        std::copy_n(reinterpret_cast<const std::byte*>(value.data()), value.size(),
                    bytes_.begin() + static_cast<std::ptrdiff_t>(offset));
        return *this;
    }
    [[nodiscard]] const Message& bytes() const { return bytes_; }

protected:
    Written(std::size_t size, std::byte filling) : bytes_(size, filling) {}

private:
    Message bytes_;
};

// Gaps are filled: nobody clears them.
struct Request : Written {
    Request(std::int32_t id, std::size_t size) : Written(size, std::byte{0xee}) {
        put(0, id).put(8, static_cast<std::int32_t>(size));
    }
    // A field of this many bytes that holds the text and zeros.
    Request& field(std::size_t offset, std::size_t size, std::string_view value) {
        for (std::size_t i = 0; i < size; ++i) u8(offset + i, 0);
        text(offset, value);
        return *this;
    }
};

// Zero but for its fields.
struct Expected : Written {
    Expected(std::int32_t id, std::size_t size, CsError error = CsError::ok)
        : Written(size, std::byte{0}) {
        put(0, id)
            .put(8, static_cast<std::int32_t>(size))
            .put(16, static_cast<std::int32_t>(error));
    }
};

// Decodes from memory of exactly this size, so that a reader beyond the end is caught.
template <class Decode>
auto decode_exactly(Decode decode, const Message& message) {
    const auto exact = std::make_unique<std::byte[]>(message.size());
    std::copy(message.begin(), message.end(), exact.get());
    return decode(Bytes(exact.get(), message.size()));
}

// The bytes of what came before are still in the buffer: none may be left over.
template <class Encode>
Message encoded_by(Encode encode) {
    Message message(20000, std::byte{0xee});
    encode(message);
    return message;
}

// What every service must refuse of a good request: a shorter one, whatever it claims, one whose
// size is not its own, an unknown id. Returns how many of these were taken all the same.
template <class Decode>
int wrongly_taken(Decode decode, const Message& good) {
    int taken = 0;
    const auto look = [&](const Message& message) {
        if (decode_exactly(decode, message).has_value()) ++taken;
    };
    for (std::size_t size = 0; size < good.size(); ++size) {
        Message cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
        look(cut);
        const auto claim = static_cast<std::int32_t>(size);
        if (size >= 16) std::memcpy(cut.data() + 8, &claim, sizeof claim);
        look(cut);
    }
    for (const std::int32_t size : {0, -1, 15, 0x7fffffff}) {
        Message lying = good;
        std::memcpy(lying.data() + 8, &size, sizeof size);
        look(lying);
    }
    for (const std::int32_t id : {-1, -3, 12, 13, 65536, 0x7fffffff}) {
        Message unknown = good;
        std::memcpy(unknown.data(), &id, sizeof id);
        look(unknown);
    }
    return taken;
}

} // namespace baton::ipc_test
