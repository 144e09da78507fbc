// test/unit/daemon/flight_recorder_test.cc - what is recorded, and the files it goes to.
#include "unit/daemon/temporary_folder.h" // first: CMocka has a macro fail()

#include "daemon/flight_recorder.h"
#include "unit/cmocka.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace baton;
using baton::test::TemporaryFolder;
namespace files = std::filesystem;

namespace {

std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& each : files::directory_iterator(folder))
        names.push_back(each.path().filename().string());
    std::ranges::sort(names);
    return names;
}

bool recorded(const LogLine& line) {
    const TemporaryFolder folder;
    FlightRecorder recorder;
    recorder.switch_on(true);
    recorder.record(line);
    const auto file = recorder.dump(folder.path);
    return file && folder.read("fdata").find(line.text) != std::string::npos;
}

void a_notice_is_recorded(void** /*state*/) {
    assert_true(recorded({LogLevel::notice, LogPart::totem, "a new membership"}));
}

void what_only_debugging_shows_is_recorded_too(void** /*state*/) {
    assert_true(recorded({LogLevel::debug, LogPart::cpg, "a detail"}));
}

// In kB, of what is recorded into.
long resident() {
    std::ifstream mappings("/proc/self/smaps");
    bool ours = false;
    long sum = 0;
    for (std::string line; std::getline(mappings, line);) {
        if (line.find("-blackbox-data") != std::string::npos) ours = true;
        if (!ours || !line.starts_with("Rss:")) continue;
        sum += std::stol(line.substr(4));
        ours = false;
    }
    return sum;
}

void memory_is_taken_little_by_little(void** /*state*/) {
    const TemporaryFolder folder;
    FlightRecorder recorder;
    recorder.switch_on(true);
    const long at_first = resident();
    for (int i = 0; i < 10; ++i)
        recorder.record({LogLevel::notice, LogPart::main, std::string(100, 'x')});
    const long then = resident();
    assert_true(at_first < 64);
    assert_true(then > 0 && then < 64);
}

void what_is_old_makes_room_for_what_is_new(void** /*state*/) {
    const TemporaryFolder folder;
    FlightRecorder recorder;
    recorder.switch_on(true);
    const std::string padding(300, 'x');
    for (std::size_t i = 0; i < 3 * FlightRecorder::kSize / padding.size(); ++i)
        recorder.record({LogLevel::notice, LogPart::main, std::to_string(i) + "th" + padding});
    recorder.record({LogLevel::notice, LogPart::main, "the last"});
    const bool written = recorder.dump(folder.path).has_value();
    const std::string text = folder.read("fdata");
    assert_true(written);
    assert_true(text.find("the last") != std::string::npos);
    assert_true(text.find(" 10th") == std::string::npos);
    assert_true(text.size() > FlightRecorder::kSize);
}

void percent_signs_are_only_text(void** /*state*/) {
    assert_true(recorded({LogLevel::info, LogPart::main, "100 %n %s of it"}));
}

void the_link_leads_to_the_file_that_was_written(void** /*state*/) {
    const TemporaryFolder folder;
    FlightRecorder recorder;
    recorder.switch_on(true);
    const auto file = recorder.dump(folder.path);
    const auto linked = files::read_symlink(folder.file("fdata")).string();
    assert_true(file.has_value());
    assert_string_equal(linked.c_str(), file->c_str());
}

void the_five_newest_files_are_kept(void** /*state*/) {
    const TemporaryFolder folder;
    for (const char year : {'1', '2', '3', '4', '5', '6'})
        folder.write(std::string("fdata-200") + year + "-01-01T00:00:00-1", "old");
    FlightRecorder recorder;
    recorder.switch_on(true);
    const bool written = recorder.dump(folder.path).has_value();
    const auto names = names_in(folder.path);
    assert_true(written);
    assert_int_equal(names.size(), FlightRecorder::kFilesKept + 1); // and the link
    assert_string_equal(names[1].c_str(), "fdata-2003-01-01T00:00:00-1");
}

void a_recorder_that_is_off_says_so(void** /*state*/) {
    const TemporaryFolder folder;
    FlightRecorder recorder;
    recorder.record({LogLevel::notice, LogPart::main, "lost"});
    const bool written = recorder.dump(folder.path).has_value();
    const auto names = names_in(folder.path);
    assert_false(written);
    assert_true(names.empty());
}

void a_folder_that_is_not_there_is_an_error(void** /*state*/) {
    FlightRecorder recorder;
    recorder.switch_on(true);
    assert_false(recorder.dump("/nowhere/at/all").has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_notice_is_recorded),
        cmocka_unit_test(what_only_debugging_shows_is_recorded_too),
        cmocka_unit_test(memory_is_taken_little_by_little),
        cmocka_unit_test(what_is_old_makes_room_for_what_is_new),
        cmocka_unit_test(percent_signs_are_only_text),
        cmocka_unit_test(the_link_leads_to_the_file_that_was_written),
        cmocka_unit_test(the_five_newest_files_are_kept),
        cmocka_unit_test(a_recorder_that_is_off_says_so),
        cmocka_unit_test(a_folder_that_is_not_there_is_an_error),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
