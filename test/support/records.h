// test/support/records.h - messages one behind the other, as wire/cpg_batch.h has them.
#pragma once

#include "wire/cpg_batch.h"

#include <algorithm>
#include <vector>

namespace baton::test {

inline void add_record(std::vector<std::byte>& to, Bytes data) {
    const auto head = wire::encode_record_header(data.size());
    const std::size_t begin = to.size();
    to.resize(begin + wire::cpg_record_size(data.size()));
    std::copy(head.begin(), head.end(), to.data() + begin);
    std::copy(data.begin(), data.end(), to.data() + begin + head.size());
}

inline std::vector<std::byte> record_of(Bytes data) {
    std::vector<std::byte> record;
    add_record(record, data);
    return record;
}

} // namespace baton::test
