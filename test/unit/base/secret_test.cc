// test/unit/base/secret_test.cc - nothing of a key is in memory that was given back.
#include "base/secret.h"

#include <algorithm>
#include <cstdlib>
#include <new>

#include "unit/cmocka.h" // last: it has a macro fail()

namespace {

// The block that is looked at when it is given back, and what was in it then.
const void* watched = nullptr;
std::size_t watched_size = 0;
bool given_back = false;
bool clean = false;

void look(const void* memory) {
    if (memory == nullptr || memory != watched) return;
    const auto* bytes = static_cast<const unsigned char*>(memory);
    given_back = true;
    clean = std::all_of(bytes, bytes + watched_size, [](unsigned char each) { return each == 0; });
    watched = nullptr;
}

} // namespace

void* operator new(std::size_t size) {
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    look(memory);
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    look(memory);
    std::free(memory);
}

namespace baton {
namespace {

Secret some(std::byte value = std::byte{7}) { return Secret(std::vector(200, value)); }

void watch(const Secret& secret) {
    watched = secret.bytes().data();
    watched_size = secret.size();
    given_back = clean = false;
}

void what_was_in_it_is_overwritten_at_its_end(void**) {
    {
        const Secret secret = some();
        watch(secret);
    }
    assert_true(given_back && clean);
}

void what_was_cut_off_is_overwritten_too(void**) {
    {
        Secret secret = some();
        watch(secret);
        secret.cut(3);
    }
    assert_true(given_back && clean);
}

void what_another_takes_the_place_of_is_overwritten(void**) {
    Secret secret = some();
    watch(secret);
    secret = some(std::byte{8});
    assert_true(given_back && clean);
    assert_true(secret == some(std::byte{8}));
}

void a_copy_is_a_secret_of_its_own(void**) {
    const Secret secret = some();
    {
        const Secret copy(secret);
        watch(copy);
    }
    assert_true(given_back && clean);
    assert_true(secret == some());
}

void a_cut_leaves_the_beginning(void**) {
    Secret secret = some();
    secret.cut(300); // it is shorter
    const std::size_t before = secret.size();
    secret.cut(3);
    assert_int_equal(before, 200);
    assert_true(secret == Secret(std::vector(3, std::byte{7})));
}

} // namespace
} // namespace baton

int main() {
    using namespace baton;
    const CMUnitTest tests[] = {
        cmocka_unit_test(what_was_in_it_is_overwritten_at_its_end),
        cmocka_unit_test(what_was_cut_off_is_overwritten_too),
        cmocka_unit_test(what_another_takes_the_place_of_is_overwritten),
        cmocka_unit_test(a_copy_is_a_secret_of_its_own),
        cmocka_unit_test(a_cut_leaves_the_beginning),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
