// test/support/spoilt.h - messages with one field changed, and how they are refused.
#pragma once

#include "base/result.h"
#include "support/test_data.h"

#include <concepts>
#include <cstring>
#include <string_view>

namespace baton::test {

inline ByteVector copy_of(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

// The same bytes with another number at this place.
template <std::integral Int>
ByteVector with(Bytes bytes, std::size_t offset, Int value) {
    ByteVector copy = copy_of(bytes);
    if (offset + sizeof value > copy.size()) copy.resize(offset + sizeof value);
    std::memcpy(copy.data() + offset, &value, sizeof value);
    return copy;
}
inline ByteVector with_size(Bytes bytes, std::size_t size) {
    ByteVector copy = copy_of(bytes);
    copy.resize(size);
    return copy;
}

// Refused, and for the reason that the test has in mind.
template <class T>
bool refused(const Result<T>& result, std::string_view reason) {
    return !result && result.error().what.find(reason) != std::string::npos;
}

} // namespace baton::test
