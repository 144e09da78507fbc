// test/unit/daemon/pid_file_test.cc - one daemon per pid file, and what the last one left behind.
#include "unit/daemon/temporary_folder.h" // first: CMocka has a macro fail()

#include "daemon/leftovers.h"
#include "daemon/pid_file.h"
#include "unit/cmocka.h"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace baton;
using baton::test::TemporaryFolder;

namespace {

// Runs `what` in a process of its own, as locks belong to processes. What it returned.
template <class What>
int in_another_process(What what) {
    const pid_t child = fork();
    if (child == 0) _exit(what());
    int status = 0;
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

pid_t ended_process() {
    const pid_t child = fork();
    if (child == 0) _exit(0);
    waitpid(child, nullptr, 0);
    return child;
}

void the_file_holds_the_number_of_the_process(void** /*state*/) {
    const TemporaryFolder folder;
    const auto file = PidFile::take(folder.file("pid"));
    const std::string text = folder.read("pid");
    assert_true(file.has_value());
    assert_string_equal(text.c_str(), (std::to_string(getpid()) + "\n").c_str());
}

void the_file_goes_with_its_owner(void** /*state*/) {
    const TemporaryFolder folder;
    { const auto file = PidFile::take(folder.file("pid")); }
    assert_false(std::filesystem::exists(folder.file("pid")));
}

void a_second_process_is_refused(void** /*state*/) {
    const TemporaryFolder folder;
    const auto file = PidFile::take(folder.file("pid"));
    const int code = in_another_process([&] {
        const auto second = PidFile::take(folder.file("pid"));
        return second ? 0 : static_cast<int>(second.error().code);
    });
    const std::string text = folder.read("pid");
    assert_true(file.has_value());
    assert_int_equal(code, static_cast<int>(ExitCode::already_runs));
    assert_string_equal(text.c_str(), (std::to_string(getpid()) + "\n").c_str());
}

void the_file_of_a_dead_process_is_taken_over(void** /*state*/) {
    const TemporaryFolder folder;
    folder.write("pid", "12345\n");
    const auto file = PidFile::take(folder.file("pid"));
    assert_true(file.has_value());
    assert_true(file->former() == 12345);
}

void rubbish_in_the_file_is_no_number(void** /*state*/) {
    const TemporaryFolder folder;
    folder.write("pid", "-3 apples");
    const auto file = PidFile::take(folder.file("pid"));
    assert_true(file.has_value());
    assert_false(file->former().has_value());
}

void a_file_that_cannot_be_made_has_its_own_exit_code(void** /*state*/) {
    const TemporaryFolder folder;
    const auto file = PidFile::take(folder.file("missing/pid"));
    assert_false(file.has_value());
    assert_int_equal(static_cast<int>(file.error().code), 17);
}

void leftovers_of_the_former_process_go_and_no_others(void** /*state*/) {
    const TemporaryFolder folder;
    const pid_t former = ended_process();
    const std::string own = "qb-" + std::to_string(former) + "-77-5-abcdef";
    std::filesystem::create_directory(folder.file(own));
    folder.write(own + "/qb-event-cpg-data", "x");
    std::filesystem::create_directory(folder.file("qb-" + std::to_string(former) + "1-77-5-x"));
    const int removed = remove_leftovers(former, folder.path);
    assert_int_equal(removed, 1);
    assert_false(std::filesystem::exists(folder.file(own)));
    assert_true(std::filesystem::exists(folder.file("qb-" + std::to_string(former) + "1-77-5-x")));
}

void files_of_a_living_process_stay(void** /*state*/) {
    const TemporaryFolder folder;
    const std::string own = "qb-" + std::to_string(getpid()) + "-77-5-abcdef";
    std::filesystem::create_directory(folder.file(own));
    assert_int_equal(remove_leftovers(getpid(), folder.path), 0);
    assert_true(std::filesystem::exists(folder.file(own)));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_file_holds_the_number_of_the_process),
        cmocka_unit_test(the_file_goes_with_its_owner),
        cmocka_unit_test(a_second_process_is_refused),
        cmocka_unit_test(the_file_of_a_dead_process_is_taken_over),
        cmocka_unit_test(rubbish_in_the_file_is_no_number),
        cmocka_unit_test(a_file_that_cannot_be_made_has_its_own_exit_code),
        cmocka_unit_test(leftovers_of_the_former_process_go_and_no_others),
        cmocka_unit_test(files_of_a_living_process_stay),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
