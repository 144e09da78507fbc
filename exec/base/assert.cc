// exec/base/assert.cc - the end of a process that found a bug of its own.
#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace baton {

void assertion_failed(const char* condition, const char* file, int line) noexcept {
    std::fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, condition);
    std::abort();
}

} // namespace baton
