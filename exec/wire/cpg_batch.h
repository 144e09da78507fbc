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
#include <cstring>
#include <optional>
#include <string_view>

namespace baton::wire {

constexpr std::size_t kCpgRecordHeaderSize = 8;
constexpr std::size_t kCpgBatchHeaderMax = 32 + GroupName::kMax;

// How many zero bytes stand behind the data of a record.
constexpr std::size_t cpg_record_padding(std::size_t length) { return -length & 7U; }
constexpr std::size_t cpg_record_size(std::size_t length) {
    return kCpgRecordHeaderSize + length + cpg_record_padding(length);
}

// The records from the first on that end within `room`, and how many they are.
struct CpgRecordsWithin {
    std::size_t bytes = 0;
    std::size_t count = 0;
};
inline CpgRecordsWithin cpg_records_within(Bytes records, std::size_t room) {
    const std::size_t end = records.size() < room ? records.size() : room;
    CpgRecordsWithin within;
    while (end - within.bytes >= kCpgRecordHeaderSize) {
        std::uint32_t length = 0;
        std::memcpy(&length, records.data() + within.bytes, sizeof length);
        const std::size_t size = cpg_record_size(length);
        if (size > end - within.bytes) break;
        within.bytes += size;
        ++within.count;
    }
    return within;
}

struct CpgBatch {
    std::string_view group; // at most 128 bytes; points into the message
    std::uint32_t pid = 0;
    std::uint64_t source_handle = 0; // meaningful on the sending node only
    Bytes records;                   // points into the message; checked, at least one
    std::size_t count = 0;           // of them
};

// `message` begins behind the group prefix. Refused: a name longer than 128, no record, a record
// that does not end within the message. Nothing is read outside `message`.
Result<CpgBatch> decode_cpg_batch(Bytes message);

// Walks records that were checked: they end where `records` ends.
class CpgRecords {
public:
    explicit CpgRecords(Bytes records) : rest_(records) {}
    // The data of one; nothing: that was the last.
    std::optional<Bytes> next() {
        if (rest_.empty()) return std::nullopt;
        std::uint32_t length = 0;
        std::memcpy(&length, rest_.data(), sizeof length);
        const Bytes data = rest_.subspan(kCpgRecordHeaderSize, length);
        rest_ = rest_.subspan(cpg_record_size(length));
        return data;
    }

private:
    Bytes rest_;
};

struct CpgBatchHeader {
    std::array<std::byte, kCpgBatchHeaderMax> bytes;
    std::size_t size = 0;
    [[nodiscard]] Bytes used() const { return Bytes(bytes).first(size); }
};
CpgBatchHeader encode_header(const CpgBatch& batch);

// What stands before the data of a record.
inline std::array<std::byte, kCpgRecordHeaderSize> encode_record_header(std::size_t length) {
    std::array<std::byte, kCpgRecordHeaderSize> bytes{};
    const auto stated = static_cast<std::uint32_t>(length);
    std::memcpy(bytes.data(), &stated, sizeof stated);
    return bytes;
}

} // namespace baton::wire
