// exec/base/assert.h - ASSERT: a bug of ours. Always on, also in the release: a wrong node that
// leaves is better than a wrong node that talks. Never for bytes that come from outside.
#pragma once

namespace baton {

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line) noexcept;

} // namespace baton

#define ASSERT(condition)                                                                          \
    ((condition) ? static_cast<void>(0) : ::baton::assertion_failed(#condition, __FILE__, __LINE__))
