// exec/services/cs_error.h - what a client is told about its request, in all services.
#pragma once

#include <cstdint>

namespace baton {

// cs_error_t as clients know it (corotypes.h).
enum class CsError : std::int32_t {
    ok = 1,
    library = 2,
    try_again = 6,
    invalid_param = 7,
    no_memory = 8,
    bad_handle = 9,
    busy = 10,
    access = 11,
    not_exist = 12,
    name_too_long = 13,
    exist = 14,
    interrupt = 16,
    name_not_found = 17,
    no_resources = 18,
    not_supported = 19,
    failed_operation = 21,
    message_error = 22,
    too_big = 26,
    no_sections = 27,
};

} // namespace baton
