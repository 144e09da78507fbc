// test/unit/oracle/text_test.cc - traces as text: what is written can be read, and nothing else.
#include "oracle/merge.h"
#include "oracle/reader.h"
#include "oracle/writer.h"

#include "unit/cmocka.h"

#include <cstdlib>
#include <deque>
#include <filesystem>

using namespace oracle;

namespace {

// One of each, as lines.
const char* const kLines[] = {
    "1 1 start stored=32",
    "2 1 fail",
    "3 1 leave",
    "4 1 end",
    "5 1 regular ring=1.8 members=1,2,3 from=1.7",
    "6 1 regular ring=1.4 members=1 from=-",
    "7 1 transitional ring=1.7 members=1,2 from=1.4",
    "8 1 originate ring=1.8 seq=5 service=safe digest=ffeeddccbbaa9988 delivered=4",
    "9 1 deliver ring=1.8 seq=5 sender=2 service=internal digest=0",
    "10 1 resend ring=1.8 seq=5",
    "11 1 token ring=1.8 seq=5 aru=4 turn=77",
    "12 1 gather proc=1,2 fail=-",
    "13 1 store seq=32",
    "14 1 commit ring=1.12 members=1,2 old=1.8 aru=5 delivered=4 received=1",
    "15 1 recover ring=1.12 old=1.8 trans=1,2 high=4",
    "16 1 exchanged ring=1.12 obliged=1,2",
    "17 1 join client=100 group=g",
    "18 1 unjoin client=100 group=g",
    "19 1 died client=100 group=g",
    "20 1 send client=100 group=g id=1 size=8 digest=ab service=agreed",
    "21 1 view client=100 group=g members=1:100,2:200 joined=1:100 left=3:300 why=join,node_down",
    "22 1 message client=100 group=g from=2:200 id=1 size=8 digest=ab",
    "23 1 amnesia",
    "24 0 fault",
    "25 1 cut others=2,3",
    "-26 0 calm",
    "27 3 foreign",
    ("28 1 rules votes=1:1,2:3 two_node=0 wait=1 tie=list order=2,1 window=1000 downscale=1 "
     "device=1"),
    "29 1 quorum ring=1.8 members=1,2 quorate=1",
    "30 1 quorum ring=- members=- quorate=0",
    "31 1 nodelist ring=1.8 members=1,2 joined=2 left=-",
    "32 1 tally expected=3 total=2 quorum=2 quorate=1",
    "33 1 expect votes=3",
    "34 1 depart",
    "35 1 revote",
    "36 1 pardon",
    "37 1 device ring=1.8 cast=1",
    "38 1 configuration version=5 ring=1.8",
    "39 1 reading alone=1",
    "40 1 read good=0",
    "41 1 outdated ring=1.8",
    "42 1 synchronised ring=1.8",
    "43 1 deaf others=2,3",
    "44 1 deaf others=-",
    "45 0 still",
};

const char* const kWrong[] = {
    "",
    "1",
    "x 1 fail",
    "1 -1 fail",
    "1 4294967296 fail",
    "1 1 frobnicate",
    "1 1 fail now",
    "1 1 start",
    "1 1 start stored=",
    "1 1 start stored=1 more=2",
    "1 1 start sotred=1",
    "1 1 regular members=1 ring=1.8 from=-",
    "1 1 regular ring=8 members=1 from=-",
    "1 1 regular ring=1.8 members=1,,2 from=-",
    "1 1 transitional ring=1.7 members=1 from=-",
    "1 1 deliver ring=1.8 seq=5 sender=2 service=unsafe digest=0",
    "1 1 deliver ring=1.8 seq=4294967296 sender=2 service=safe digest=0",
    "1 1 deliver ring=1.8 seq=5 sender=2 service=safe digest=xyz",
    "1 1 commit ring=1.12 members=1,2 old=1.8 aru=5 delivered=4 received=2",
    "1 1 view client=1 group=g members=1.100 joined=- left=- why=-",
    "1 1 view client=1 group=g members=- joined=- left=- why=boredom",
    "1 1 rules votes=1 two_node=0 wait=1 tie=none order=- window=0 downscale=0 device=0",
    "1 1 rules votes=1:1 two_node=0 wait=1 tie=first order=- window=0 downscale=0 device=0",
};

void each_kind_is_read_and_written_the_same(void** /*state*/) {
    for (const char* line : kLines) {
        std::string error;
        const auto event = event_of(line, error);
        const std::string again = event ? text_of(*event) : error;
        assert_string_equal(line, again.c_str());
    }
}

void each_kind_is_there(void** /*state*/) {
    std::vector<bool> seen(std::variant_size_v<What>);
    for (const char* line : kLines) {
        std::string error;
        if (const auto event = event_of(line, error)) seen[event->what.index()] = true;
    }
    for (const bool kind : seen) assert_true(kind);
}

void the_first_configuration_is_known_by_having_no_predecessor(void** /*state*/) {
    std::string error;
    assert_true(std::get<Regular>(event_of(kLines[5], error)->what).first);
    assert_false(std::get<Regular>(event_of(kLines[4], error)->what).first);
}

void what_is_wrong_is_refused_with_a_reason(void** /*state*/) {
    for (const char* line : kWrong) {
        std::string error;
        const bool refused = !event_of(line, error).has_value();
        if (!refused) print_error("accepted: %s\n", line);
        assert_true(refused && !error.empty());
    }
}

struct File {
    explicit File(const std::string& text) {
        std::string name = (std::filesystem::temp_directory_path() / "oracle-XXXXXX").string();
        const int file = mkstemp(name.data());
        if (file >= 0) path = name;
        std::ofstream(path) << text;
    }
    ~File() {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    std::string path;
};

struct Read {
    std::size_t events = 0;
    std::string error;
};

Read read(const std::string& text) {
    const File file(text);
    Reader reader(file.path);
    Read result;
    while (reader.next()) ++result.events;
    result.error = reader.error();
    return result;
}

void a_file_is_read_to_its_end(void** /*state*/) {
    const Read all = read("1 1 fail\n2 1 start stored=0\n");
    assert_int_equal(all.events, 2);
    assert_string_equal(all.error.c_str(), "");
}

void a_last_line_without_an_end_is_passed_over(void** /*state*/) {
    const Read all = read("1 1 fail\n2 1 start sto");
    assert_int_equal(all.events, 1);
    assert_string_equal(all.error.c_str(), "");
}

void a_wrong_line_is_named_by_its_number(void** /*state*/) {
    const Read all = read("1 1 fail\nrubbish\n3 1 fail\n");
    assert_int_equal(all.events, 1);
    assert_true(all.error.find(":2: ") != std::string::npos);
}

void a_missing_file_is_an_error(void** /*state*/) {
    Reader reader("/no/such/trace");
    assert_false(reader.next().has_value());
    assert_true(reader.error().find("/no/such/trace") == 0);
}

// The files of a merge, as the nodes of their events in order, with the time of each.
std::string merged(const std::vector<std::string>& texts) {
    std::deque<File> files;
    std::vector<std::string> paths;
    for (const std::string& text : texts) paths.push_back(files.emplace_back(text).path);
    Merge merge(paths);
    std::string all;
    while (const auto event = merge.next())
        all += std::to_string(event->node) + "@" + std::to_string(event->time) + " ";
    return all + (merge.error().empty() ? "" : "wrong");
}

void files_are_merged_by_time(void** /*state*/) {
    assert_string_equal("1@1 2@2 1@3 2@4 ",
                        merged({"1 1 fail\n3 1 fail\n", "2 2 fail\n4 2 fail\n"}).c_str());
}

void of_equal_times_the_first_file_goes_first(void** /*state*/) {
    assert_string_equal("7@5 1@5 7@6 ", merged({"5 7 fail\n6 7 fail\n", "5 1 fail\n"}).c_str());
}

void a_file_whose_time_goes_back_keeps_its_order(void** /*state*/) {
    assert_string_equal("1@5 1@5 2@5 ", merged({"5 1 fail\n2 1 fail\n", "5 2 fail\n"}).c_str());
}

void negative_times_stay_what_they_are(void** /*state*/) {
    assert_string_equal("1@-5 2@-1 ", merged({"-5 1 fail\n", "-1 2 fail\n"}).c_str());
}

void a_wrong_line_ends_the_merge(void** /*state*/) {
    assert_string_equal("1@1 wrong", merged({"1 1 fail\nrubbish\n", "9 2 fail\n"}).c_str());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_read_and_written_the_same),
        cmocka_unit_test(each_kind_is_there),
        cmocka_unit_test(the_first_configuration_is_known_by_having_no_predecessor),
        cmocka_unit_test(what_is_wrong_is_refused_with_a_reason),
        cmocka_unit_test(a_file_is_read_to_its_end),
        cmocka_unit_test(a_last_line_without_an_end_is_passed_over),
        cmocka_unit_test(a_wrong_line_is_named_by_its_number),
        cmocka_unit_test(a_missing_file_is_an_error),
        cmocka_unit_test(files_are_merged_by_time),
        cmocka_unit_test(of_equal_times_the_first_file_goes_first),
        cmocka_unit_test(a_file_whose_time_goes_back_keeps_its_order),
        cmocka_unit_test(negative_times_stay_what_they_are),
        cmocka_unit_test(a_wrong_line_ends_the_merge),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
