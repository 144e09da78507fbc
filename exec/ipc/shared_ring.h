// exec/ipc/shared_ring.h - messages of one direction, in memory shared with a client.
//
// Header file: 0 u32 place of the writer, 4 u32 place of the reader, 8 u32 words of the ring,
//    12 path of the header[4096], 4108 path of the data[4096], 8204 i32 how many use it,
//    8208 sem_t that counts messages, 8240 i32 whether the client is to wait (requests only)
// Data file, mapped twice so that a message can go over the end: per message u32 length, u32 mark,
//    the bytes, padded to words.
// The client can write all of it at any time. So what it cannot be trusted with is kept here: our
// own place, and the size of the ring; each length is read once and checked.
#pragma once

#include "base/pieces.h"
#include "ipc/shared_memory.h"

#include <cstdint>
#include <vector>

namespace baton::ipc {

class SharedRing {
public:
    // Its files in the folder; clients are told `name` and the folder's path.
    static Result<SharedRing> create(ClientFolder& folder, const std::string& name);
    SharedRing() = default;
    SharedRing(SharedRing&&) = default;
    SharedRing& operator=(SharedRing&& other) noexcept;
    ~SharedRing() { let_go(); }

    enum class Outcome {
        done,
        not_now, // nothing there, or no room
        broken,  // the client did to the ring what no client library does
    };
    // The next message into `out`, which becomes as long as it is.
    Outcome read(std::vector<std::byte>& out);
    Outcome write(Bytes head, const Pieces& tail);
    [[nodiscard]] bool has_message() const;
    // What the client looks at before it sends.
    void set_flow_control(std::int32_t value);

    // A message, its header and what must stay free behind it.
    static constexpr std::size_t kDataSize = 1052672;

private:
    static constexpr std::uint32_t kWords = kDataSize / 4;
    [[nodiscard]] std::uint32_t& word(std::size_t place) const;
    [[nodiscard]] std::uint32_t& field(std::size_t offset) const;
    [[nodiscard]] std::uint64_t& count() const; // of messages: the value of the semaphore
    [[nodiscard]] bool torn() const { return header_.torn() || data_.torn(); }
    void let_go();
    static std::uint32_t behind(std::uint32_t place, std::size_t length);

    SharedMemory header_;
    SharedMemory data_;
    std::uint32_t place_ = 0; // ours, as reader or as writer
};

} // namespace baton::ipc
