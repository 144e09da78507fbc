// test/unit/tools/key_file_test.cc - the file of the key.
#include "unit/daemon/temporary_folder.h" // first: CMocka has a macro fail()

#include "key_file.h"
#include "unit/cmocka.h"

#include <sys/stat.h>
#include <unistd.h>

using namespace baton::tool;
using baton::test::TemporaryFolder;
namespace files = std::filesystem;

namespace {

bool put(const std::string& path, const char* key) { return write_key(path, key).has_value(); }

void a_key_can_be_read_by_its_owner_alone(void**) {
    const TemporaryFolder folder;
    const bool written = put(folder.file("key"), "secret");
    struct stat state = {};
    const int found = stat((folder.file("key")).c_str(), &state);
    const bool same = folder.read("key") == "secret";
    assert_true(written && found == 0 && same && (state.st_mode & 07777) == 0400);
}

void a_link_stays_and_its_target_has_the_key(void**) {
    const TemporaryFolder folder;
    const bool old = put(folder.file("target"), "old");
    files::create_symlink("target", folder.file("link"));
    const bool written = put(folder.file("link"), "new");
    const bool is_link = files::is_symlink(folder.file("link"));
    const bool same = folder.read("target") == "new";
    assert_true(old && written && is_link && same);
}

void a_link_to_nothing_yet_gets_its_target(void**) {
    const TemporaryFolder folder;
    files::create_symlink(folder.file("target"), folder.file("link"));
    const bool written = put(folder.file("link"), "new");
    const bool is_link = files::is_symlink(folder.file("link"));
    const bool same = folder.read("target") == "new";
    assert_true(written && is_link && same);
}

void links_in_a_circle_are_an_error(void**) {
    const TemporaryFolder folder;
    files::create_symlink("b", folder.file("a"));
    files::create_symlink("a", folder.file("b"));
    const bool written = put(folder.file("a"), "new");
    const bool is_link = files::is_symlink(folder.file("a")) && files::is_symlink(folder.file("b"));
    assert_true(!written && is_link);
}

void the_group_stays(void**) {
    const TemporaryFolder folder;
    const bool old = put(folder.file("key"), "old");
    const gid_t group = getuid() == 0 ? 4711 : getgid(); // others may not give files away
    const int given = chown((folder.file("key")).c_str(), getuid(), group);
    const bool written = put(folder.file("key"), "new");
    struct stat state = {};
    const int found = stat((folder.file("key")).c_str(), &state);
    assert_true(old && given == 0 && written && found == 0 && state.st_gid == group);
}

void nothing_is_left_beside(void**) {
    const TemporaryFolder folder;
    files::create_directory(folder.file("key"));
    const bool over_a_folder = put(folder.file("key"), "new");
    const bool written = put(folder.file("other"), "new");
    const auto all = files::directory_iterator(folder.path);
    const auto count = std::distance(begin(all), files::directory_iterator());
    assert_true(!over_a_folder && written && count == 2);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_key_can_be_read_by_its_owner_alone),
        cmocka_unit_test(a_link_stays_and_its_target_has_the_key),
        cmocka_unit_test(a_link_to_nothing_yet_gets_its_target),
        cmocka_unit_test(links_in_a_circle_are_an_error),
        cmocka_unit_test(the_group_stays),
        cmocka_unit_test(nothing_is_left_beside),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
