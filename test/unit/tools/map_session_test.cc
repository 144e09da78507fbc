// test/unit/tools/map_session_test.cc - values that change while they are read. The library is
// played here: its calls are those of this file.
#include "map_session.h"
#include "unit/cmocka.h"

#include <algorithm>
#include <cstring>

using namespace baton::tool;

namespace {

struct Played {
    std::string now = "short";  // the value while its length is asked for
    std::string then = "short"; // while it is read
    unsigned reads = 0;
    bool ever_longer = false;
};
Played played;

} // namespace

extern "C" {

cs_error_t cmap_initialize_map(cmap_handle_t* handle, cmap_map_t) {
    *handle = 1;
    return CS_OK;
}
cs_error_t cmap_finalize(cmap_handle_t) { return CS_OK; }

// As the daemon does it: the length alone, or the value if there is room for it.
cs_error_t cmap_get(cmap_handle_t, const char*, void* value, std::size_t* length,
                    cmap_value_types_t* type) {
    *type = CMAP_VALUETYPE_STRING;
    if (value == nullptr) {
        *length = played.now.size();
        return CS_OK;
    }
    ++played.reads;
    if (played.ever_longer) played.then += "er";
    played.now = played.then;
    if (played.then.size() > *length) return CS_ERR_INVALID_PARAM;
    std::memcpy(value, played.then.data(), played.then.size());
    *length = played.then.size();
    return CS_OK;
}
}

namespace {

std::string read() {
    const auto session = MapSession::open(CMAP_MAP_ICMAP);
    const auto value = session->get("some.key");
    return value ? value->bytes : "error " + std::to_string(value.error());
}

void a_value_that_grew_is_read_again(void**) {
    played = {.then = "much longer"};
    const std::string value = read();
    assert_string_equal(value.c_str(), "much longer");
}

void a_value_that_shrank_has_no_tail(void**) {
    played = {.then = "s"};
    const std::string value = read();
    assert_true(value == "s");
}

void a_value_that_always_grows_is_given_up(void**) {
    played = {.ever_longer = true};
    const std::string value = read();
    assert_true(value == "error " + std::to_string(CS_ERR_INVALID_PARAM) && played.reads < 100);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_value_that_grew_is_read_again),
        cmocka_unit_test(a_value_that_shrank_has_no_tail),
        cmocka_unit_test(a_value_that_always_grows_is_given_up),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
