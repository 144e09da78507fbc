// exec/base/result.h - a value, or why there is none. tl::expected (Debian: libexpected-dev) is
// std::expected for C++20; when we move to C++23 this alias changes and nothing else.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace baton {

struct Error {
    enum class Kind { malformed, limit, system, config } kind;
    std::string what;
};

template <class T>
using Result = tl::expected<T, Error>;

inline auto failure(Error::Kind kind, std::string what) { // CMocka has a macro fail()
    return tl::make_unexpected(Error{kind, std::move(what)});
}

} // namespace baton
