// test/unit/sim/workers_test.cc - work in processes of their own, what they report, the options.
#include "sim/child.h"
#include "sim/fleet.h"
#include "sim/options.h"
#include "sim/report_line.h"
#include "unit/cmocka.h"

#include <cstdlib>
#include <map>
#include <stdexcept>

using namespace baton::sim;

namespace {

void what_a_child_writes_is_read_line_by_line(void**) {
    Child child([](std::FILE* out) { std::fputs("one\ntwo\n", out); });
    while (child.read()) {}
    assert_string_equal(child.line().value_or("").c_str(), "one");
    assert_string_equal(child.line().value_or("").c_str(), "two");
    assert_false(child.line().has_value());
    assert_false(child.complaint().has_value());
}

void the_last_words_of_a_child_that_crashes_are_kept(void**) {
    Child child([](std::FILE*) {
        std::fputs("file.cc:7: assertion failed: false\n", stderr);
        std::abort();
    });
    while (child.read()) {}
    assert_string_equal(child.complaint().value_or("").c_str(),
                        "file.cc:7: assertion failed: false");
}

void a_child_that_hangs_can_be_stopped(void**) {
    Child child([](std::FILE*) {
        for (;;) std::fflush(nullptr);
    });
    child.stop();
    while (child.read()) {}
    assert_true(child.complaint().has_value());
}

void an_outcome_survives_the_way_through_a_pipe(void**) {
    Outcome told;
    told.finding = {"E1", "nodes 1 and 2\ndiffer"};
    told.hash = 0xFEDCBA9876543210U;
    told.counts = {{"failed recovery", 3}};
    Child child([&](std::FILE* out) { write_outcome(out, 5, told); });
    while (child.read()) {}
    Outcome heard;
    bool complete = false;
    while (const auto line = child.line()) complete = read_report(*line, heard);
    assert_true(complete);
    assert_string_equal(heard.finding.property.c_str(), "E1");
    assert_string_equal(heard.finding.text.c_str(), "nodes 1 and 2 differ");
    assert_true(heard.hash == told.hash && heard.counts == told.counts);
}

std::map<std::uint64_t, std::uint64_t> hashes(unsigned jobs) {
    std::map<std::uint64_t, std::uint64_t> all;
    sail({1, 8, jobs, 120, false, NodeRange{2, 3},
          [&](std::uint64_t seed, const Outcome& outcome) { all[seed] = outcome.hash; }});
    return all;
}

void several_workers_do_what_one_does(void**) {
    const auto one = hashes(1);
    assert_int_equal(one.size(), 8);
    assert_true(one == hashes(3));
}

bool refused(const std::vector<std::string>& words) {
    try {
        parse_options(words);
    } catch (const std::invalid_argument&) {
        return true;
    }
    return false;
}

void options_say_which_seeds_and_how(void**) {
    const Options options =
        parse_options({"--seeds", "5-90", "--jobs", "2", "--nodes", "32-64", "--counts"});
    assert_true(options.first == 5 && options.last == 90 && options.jobs == 2 && options.counts);
    assert_true(options.nodes && options.nodes->least == 32 && options.nodes->most == 64);
}

void options_that_make_no_sense_are_refused(void**) {
    assert_true(refused({"--seeds", "9-5"}));
    assert_true(refused({"--seeds", "x"}));
    assert_true(refused({"--seed"}));
    assert_true(refused({"--seed", "1-2"}));
    assert_true(refused({"--nodes", "0-4"}));
    assert_true(refused({"--nodes", "65"}));
    assert_true(refused({"--jobs", "0"}));
    assert_true(refused({"--what", "1"}));
    assert_true(refused({"--seeds", "1-2", "--shrink"}));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(what_a_child_writes_is_read_line_by_line),
        cmocka_unit_test(the_last_words_of_a_child_that_crashes_are_kept),
        cmocka_unit_test(a_child_that_hangs_can_be_stopped),
        cmocka_unit_test(an_outcome_survives_the_way_through_a_pipe),
        cmocka_unit_test(several_workers_do_what_one_does),
        cmocka_unit_test(options_say_which_seeds_and_how),
        cmocka_unit_test(options_that_make_no_sense_are_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
