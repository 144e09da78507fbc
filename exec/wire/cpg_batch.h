// exec/wire/cpg_batch.h - several multicasts of one process to its group, as one message.
//
// Among Batons only, while all members of the ring have said that they know it. One header serves
// many small messages, and every station does once what it otherwise does for each.
//
// Function 0 of service 34: 16-byte service header whose size is that of the header alone (records
// are added behind it until the frame leaves), 16 u32 pid, 20 u32 name length (at most 128),
// 24 u64 handle, 32 name padded to 8. Then records: u32 length, u32 0, data padded to 8.
#pragma once

#include "base/buffer.h"
#include "base/group_name.h"
#include "base/result.h"

#include <array>
#include <cstdint>
#include <optional>

namespace baton::wire {

constexpr std::size_t kCpgRecordHeaderSize = 8;
constexpr std::size_t kCpgBatchHeaderMax = 32 + GroupName::kMax;

struct CpgBatch {
    GroupName group;
    std::uint32_t pid = 0;
    std::uint64_t source_handle = 0; // meaningful on the sending node only
    Bytes records;                   // points into the message; checked, at least one
};

// `message` begins behind the group prefix. Refused: a name longer than 128, no record, a record
// that does not end within the message. Nothing is read outside `message`.
Result<CpgBatch> decode_cpg_batch(Bytes message);

// Walks records that decode_cpg_batch() has checked.
class CpgRecords {
public:
    explicit CpgRecords(Bytes records) : rest_(records) {}
    std::optional<Bytes> next(); // the data of one; nothing: that was the last

private:
    Bytes rest_;
};

struct CpgBatchHeader {
    std::array<std::byte, kCpgBatchHeaderMax> bytes;
    std::size_t size = 0;
    [[nodiscard]] Bytes used() const { return Bytes(bytes).first(size); }
};
CpgBatchHeader encode_header(const CpgBatch& batch);

// What stands before the data of a record, and how many zero bytes behind it.
std::array<std::byte, kCpgRecordHeaderSize> encode_record_header(std::size_t length);
constexpr std::size_t cpg_record_padding(std::size_t length) { return -length & 7U; }

} // namespace baton::wire
