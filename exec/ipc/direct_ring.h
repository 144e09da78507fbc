// exec/ipc/direct_ring.h - the two ends of a ring whose other end may lie.
//
// What is true is kept here, in private memory. A word of the other side is copied once, and must
// fit to what was true before: else the ring is broken, and stays so.
//
// Who wakes whom. A reader that finds nothing writes its place into the word `sleeper`, looks
// again, and only then sleeps. A writer makes what it wrote visible, then looks at the word; if
// that names a place before the end it takes the word away, and must wake the reader. Both do the
// first before the second in the one order that all processors agree on; so either the reader sees
// the message or the writer sees the sleeper, and while the reader is awake there is nothing to do.
// The place is there for a writer that is held up between its two steps: a reader that has read all
// of it meanwhile, and sleeps again, is not woken for it.
#pragma once

#include "base/pieces.h"
#include "ipc/direct_memory.h"

#include <cstdint>
#include <span>

namespace baton::ipc {

enum class DirectOutcome {
    done,
    not_now, // nothing there, or no room
    broken,  // the client did to the ring what no client library does
};

// What was read in one go: a message, or records of one kind.
struct DirectRun {
    Bytes bytes;
    std::uint32_t kind = kRequest;
    std::size_t count = 1;
};

class DirectReader {
public:
    DirectReader() = default;
    DirectReader(const DirectMemory& memory, DirectRingIndex ring);

    // The next message into `room`, which takes the longest; `message` is the part in use.
    DirectOutcome read(std::span<std::byte> room, Bytes& message);
    // The next message, or at most so many records that stand there next.
    DirectOutcome read_run(std::span<std::byte> room, std::size_t most, DirectRun& run);
    [[nodiscard]] DirectOutcome look(); // whether there is one
    void give_back();                   // what was read: the writer may use its place again
    // Before going to sleep. False: there is something after all, and nobody will wake us for it.
    [[nodiscard]] bool fall_asleep();

    static constexpr std::size_t kRunMax = std::size_t{16} << 10U; // bytes of records

private:
    void pass(std::size_t room);

    std::byte* words_ = nullptr;
    std::byte* data_ = nullptr;
    std::size_t size_ = 0;
    std::uint64_t place_ = 0;
    std::uint64_t end_ = 0;  // of what the writer has shown us
    std::size_t offset_ = 0; // of the place, from the begin of the ring
    bool broken_ = false;
};

class DirectWriter {
public:
    DirectWriter() = default;
    DirectWriter(const DirectMemory& memory, DirectRingIndex ring);

    // Nobody sees it yet.
    DirectOutcome write(Bytes head, const Pieces& tail) { return write(head, {}, tail, 0); }
    // The same for a head and the records behind it, in two pieces.
    DirectOutcome write_records(Bytes head, Bytes front, Bytes rest) {
        return write(head, front, rest, static_cast<std::uint32_t>(head.size()));
    }
    // More records at the end of what was written last. `not_now` also if that has been shown, has
    // no records, or is long enough.
    DirectOutcome append_records(Bytes front, Bytes rest);
    // Shows all that was written. True: the reader slept, and has to be woken now.
    [[nodiscard]] bool show();
    [[nodiscard]] std::size_t hidden() const { return static_cast<std::size_t>(place_ - shown_); }
    // The half of the word that a sleeper waits on in the kernel.
    [[nodiscard]] std::uint32_t* sleeper() const;

    static constexpr std::size_t kAppendedMax = std::size_t{128} << 10U;

private:
    DirectOutcome write(Bytes head, Bytes front, const Pieces& rest, std::uint32_t records);
    [[nodiscard]] bool make_room(std::size_t needed);
    [[nodiscard]] bool take_sleeper() const;

    std::byte* words_ = nullptr;
    std::byte* data_ = nullptr;
    std::size_t size_ = 0;
    std::uint64_t place_ = 0;
    std::uint64_t shown_ = 0;
    std::uint64_t freed_ = 0; // how far the reader has given back
    std::size_t offset_ = 0;
    std::byte* open_ = nullptr; // a message with records that nobody sees yet, the last one
    std::size_t open_length_ = 0;
    bool broken_ = false;
};

} // namespace baton::ipc
