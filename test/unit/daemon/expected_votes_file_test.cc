// test/unit/daemon/expected_votes_file_test.cc - the highest expected votes survive a restart.
#include "unit/daemon/temporary_folder.h" // first: CMocka has a macro fail()

#include "daemon/expected_votes_file.h"
#include "unit/cmocka.h"

#include <sys/stat.h>

using namespace baton;
using baton::test::TemporaryFolder;

namespace {

void without_a_file_there_were_none(void** /*state*/) {
    const TemporaryFolder folder;
    assert_int_equal(ExpectedVotesFile(folder.path, "").load(), 0);
}

void what_was_stored_is_read_again(void** /*state*/) {
    const TemporaryFolder folder;
    const ExpectedVotesFile file(folder.path, "x-");
    const bool stored = file.store(5).has_value() && file.store(7).has_value();
    const std::uint32_t read = ExpectedVotesFile(folder.path, "x-").load();
    struct stat about {};
    const int found = stat(folder.file("x-ev_tracking").c_str(), &about);
    assert_true(stored);
    assert_int_equal(read, 7);
    assert_int_equal(found, 0);
    assert_int_equal(about.st_size, 4);
}

void a_short_file_says_nothing(void** /*state*/) {
    const TemporaryFolder folder;
    folder.write("ev_tracking", "abc");
    assert_int_equal(ExpectedVotesFile(folder.path, "").load(), 0);
}

void a_missing_folder_is_told(void** /*state*/) {
    const TemporaryFolder folder;
    const bool stored = ExpectedVotesFile(folder.path + "/none", "").store(5).has_value();
    assert_false(stored);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(without_a_file_there_were_none),
        cmocka_unit_test(what_was_stored_is_read_again),
        cmocka_unit_test(a_short_file_says_nothing),
        cmocka_unit_test(a_missing_folder_is_told),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
