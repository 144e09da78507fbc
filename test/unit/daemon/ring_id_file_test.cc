// test/unit/daemon/ring_id_file_test.cc - the ring sequence survives, whatever happens to the file.
#include "unit/daemon/temporary_folder.h" // first: CMocka has a macro fail()

#include "daemon/ring_id_file.h"
#include "unit/cmocka.h"

#include <cstring>
#include <sys/stat.h>

using namespace baton;
using baton::test::TemporaryFolder;

namespace {

std::string bytes_of(std::uint64_t seq) {
    std::string bytes(sizeof seq, '\0');
    std::memcpy(bytes.data(), &seq, sizeof seq);
    return bytes;
}

std::uint64_t seq_in(const TemporaryFolder& folder, const std::string& name) {
    const std::string bytes = folder.read(name);
    std::uint64_t seq = 0;
    if (bytes.size() == sizeof seq) std::memcpy(&seq, bytes.data(), sizeof seq);
    return seq;
}

void a_missing_file_means_zero_and_is_made(void** /*state*/) {
    const TemporaryFolder folder;
    RingIdFile file(folder.path, "", {7});
    const auto stored = file.load();
    struct stat about {};
    const int found = stat(folder.file("ringid_7").c_str(), &about);
    assert_true(stored.has_value());
    assert_int_equal(stored->seq, 0);
    assert_true(stored->warning.empty());
    assert_int_equal(found, 0);
    assert_int_equal(about.st_size, 8);
    assert_int_equal(about.st_mode & 0777, 0600);
}

void the_number_of_an_existing_file_is_read(void** /*state*/) {
    const TemporaryFolder folder;
    folder.write("ringid_1", bytes_of(0x1234567890));
    const auto stored = RingIdFile(folder.path, "", {1}).load();
    assert_int_equal(stored->seq, 0x1234567890);
}

void a_short_file_means_zero_and_a_warning(void** /*state*/) {
    const TemporaryFolder folder;
    folder.write("ringid_1", "abc");
    const auto stored = RingIdFile(folder.path, "", {1}).load();
    assert_int_equal(stored->seq, 0);
    assert_false(stored->warning.empty());
}

void an_instance_has_a_file_of_its_own(void** /*state*/) {
    const TemporaryFolder folder;
    folder.write("ringid_1", bytes_of(99));
    RingIdFile file(folder.path, "blue-", {1});
    const auto stored = file.load();
    assert_int_equal(stored->seq, 0);
    assert_int_equal(folder.read("blue-ringid_1").size(), 8);
}

void what_is_stored_is_never_below_what_was_asked(void** /*state*/) {
    const TemporaryFolder folder;
    RingIdFile file(folder.path, "", {1});
    bool good = file.load().has_value();
    for (std::uint64_t seq = 1; seq < 1000; seq += 4)
        good = good && file.store(seq).has_value() && seq_in(folder, "ringid_1") >= seq;
    assert_true(good);
}

void most_rings_need_no_write(void** /*state*/) {
    const TemporaryFolder folder;
    RingIdFile file(folder.path, "", {1});
    const bool loaded = file.load().has_value();
    const bool first = file.store(100).has_value();
    std::filesystem::remove(folder.file("ringid_1"));
    const bool second = file.store(104).has_value();
    const bool written = std::filesystem::exists(folder.file("ringid_1"));
    const bool third = file.store(100 + 2 * SequenceReserve::kStep).has_value();
    const bool written_then = std::filesystem::exists(folder.file("ringid_1"));
    assert_true(loaded && first && second && third);
    assert_false(written);
    assert_true(written_then);
}

void a_restarted_node_begins_above_all_it_used(void** /*state*/) {
    const TemporaryFolder folder;
    RingIdFile before(folder.path, "", {1});
    const bool good = before.load().has_value() && before.store(41).has_value();
    const auto stored = RingIdFile(folder.path, "", {1}).load();
    assert_true(good);
    assert_true(stored->seq >= 41);
}

// Each write in turn is lost: what was there before it still covers every number in use.
void a_lost_write_does_no_harm(void** /*state*/) {
    const TemporaryFolder folder;
    RingIdFile file(folder.path, "", {1});
    bool good = file.load().has_value();
    std::uint64_t before_last = 0;
    std::uint64_t last = seq_in(folder, "ringid_1");
    for (std::uint64_t seq = 5; seq < 2000; seq += 4) {
        std::filesystem::remove(folder.file("ringid_1"));
        good = good && file.store(seq).has_value();
        if (const std::uint64_t written = seq_in(folder, "ringid_1"); written != 0) {
            before_last = last;
            last = written;
        }
        good = good && before_last >= seq && last >= seq;
    }
    assert_true(good);
}

void a_failed_write_is_told_of_while_the_number_is_on_disk(void** /*state*/) {
    const TemporaryFolder folder;
    RingIdFile file(folder.path, "", {1});
    const bool good = file.load().has_value() && file.store(5).has_value();
    const std::uint64_t covered = seq_in(folder, "ringid_1");
    std::filesystem::remove_all(folder.path);
    const auto told = file.store(covered - 1);
    const auto refused = file.store(covered + 1);
    assert_true(good);
    assert_true(told.has_value());
    assert_false(told->empty());
    assert_false(refused.has_value());
}

void damage_means_zero_and_a_warning(void** /*state*/) {
    const TemporaryFolder folder;
    folder.write("ringid_1", bytes_of(0xFFFFFFFFFFFFFFF0));
    RingIdFile file(folder.path, "", {1});
    const auto stored = file.load();
    const bool good = file.store(5).has_value();
    assert_int_equal(stored->seq, 0);
    assert_false(stored->warning.empty());
    assert_true(good && seq_in(folder, "ringid_1") >= 5);
}

void a_folder_that_is_not_there_is_an_error(void** /*state*/) {
    const TemporaryFolder folder;
    assert_false(RingIdFile(folder.file("missing"), "", {1}).load().has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_file_means_zero_and_is_made),
        cmocka_unit_test(the_number_of_an_existing_file_is_read),
        cmocka_unit_test(a_short_file_means_zero_and_a_warning),
        cmocka_unit_test(an_instance_has_a_file_of_its_own),
        cmocka_unit_test(what_is_stored_is_never_below_what_was_asked),
        cmocka_unit_test(most_rings_need_no_write),
        cmocka_unit_test(a_restarted_node_begins_above_all_it_used),
        cmocka_unit_test(a_lost_write_does_no_harm),
        cmocka_unit_test(a_failed_write_is_told_of_while_the_number_is_on_disk),
        cmocka_unit_test(damage_means_zero_and_a_warning),
        cmocka_unit_test(a_folder_that_is_not_there_is_an_error),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
