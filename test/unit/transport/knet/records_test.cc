// test/unit/transport/knet/records_test.cc - which of libknet's lines are written, and when.
#include "transport/knet/records.h"

#include <cstring>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using baton::transport::knet::Records;

namespace {

TimePoint at(int seconds) { return TimePoint{} + std::chrono::seconds{seconds}; }

constexpr const char* kDown = "link: host: 3 link: 0 is down";
constexpr const char* kUp = "rx: host: 3 link: 0 is up";

class Log {
public:
    void take(int seconds, const char* text, LogLevel level = LogLevel::info) {
        if (auto line = records_.take(at(seconds), {level, LogPart::knet, text}))
            lines.push_back(std::move(*line));
    }
    void look(int seconds) {
        for (LogLine& line : records_.due(at(seconds))) lines.push_back(std::move(line));
    }
    std::vector<LogLine> lines;

private:
    Records records_;
};

std::string subject(const char* text) {
    const auto found = Records::subject_of(text);
    return found ? found->name : "none";
}

void lines_are_told_apart_by_what_they_are_about(void**) {
    assert_string_equal(subject(kDown).c_str(), "link 3 0");
    assert_string_equal(subject(kUp).c_str(), "link 3 0");
    assert_string_equal(subject("host: host: 12 has no active links").c_str(), "reach 12");
    assert_string_equal(subject("host: host: 12 has 2 active links").c_str(), "reach 12");
    assert_string_equal(subject("host: host: 3 (passive) best link: 0 (pri: 1)").c_str(), "best 3");
    assert_string_equal(subject("link: Resetting MTU for link 1 because host 2 joined").c_str(),
                        "joined 2 1");
    assert_string_equal(
        subject("pmtud: PMTUD link change for host: 2 link: 1 from 469 to 1397").c_str(),
        "MTU 2 1");
    assert_string_equal(subject("pmtud: Global data MTU changed to: 1397").c_str(), "data MTU");
    assert_string_equal(subject("pmtud: MTU manually set to: 0").c_str(), "none");
    assert_string_equal(subject("host: host:").c_str(), "none");
}

constexpr const char* kBest = "host: host: 3 (passive) best link: 0 (pri: 1)";
constexpr const char* kNone = "host: host: 3 has no active links";

void what_is_said_of_a_node_is_said_once_within_one_change(void**) {
    Log log;
    for (int repeat = 0; repeat < 4; ++repeat) { // as it does when it starts
        log.take(1, kBest);
        log.take(1, kNone, LogLevel::warning);
    }
    assert_int_equal(log.lines.size(), 2);
    assert_true(log.lines[1].level == LogLevel::warning);
}

void a_link_that_changes_makes_it_news_again(void**) {
    Log log;
    log.take(1, kNone);
    log.take(2, kUp);
    log.take(2, kBest);
    log.take(3, kDown);
    log.take(3, kNone);
    log.take(3, "link: host: 33 link: 0 is down");
    log.take(3, kNone);
    assert_int_equal(log.lines.size(), 6);
    assert_string_equal(log.lines[4].text.c_str(), kNone);
}

void the_same_state_much_later_is_news(void**) {
    Log log;
    log.take(1, kNone);
    log.take(10, kNone);
    log.take(11, kNone);
    assert_int_equal(log.lines.size(), 2);
}

// It was taken away and added meanwhile.
void a_link_that_comes_up_is_always_news(void**) {
    Log log;
    log.take(1, kUp);
    log.take(2, kUp);
    assert_int_equal(log.lines.size(), 2);
}

void some_changes_are_told_at_once(void**) {
    Log log;
    log.take(1, kDown);
    log.take(2, kUp);
    log.take(3, kDown);
    log.take(4, kUp);
    assert_int_equal(log.lines.size(), 4);
    assert_string_equal(log.lines[3].text.c_str(), kUp);
}

void a_flapping_link_gets_a_line_in_ten_seconds_and_its_last_state(void**) {
    Log log;
    for (int second = 0; second < 100; second += 2) {
        log.take(second, kDown);
        log.take(second + 1, kUp);
        log.look(second + 1);
    }
    const std::size_t during = log.lines.size();
    log.take(100, kDown);
    for (int second = 101; second < 200; ++second) log.look(second);
    assert_true(during >= 4 + 9 && during <= 4 + 10);
    assert_int_equal(log.lines.size(), during + 1);
    assert_true(log.lines.back().text.starts_with(kDown));
    assert_non_null(strstr(log.lines[4].text.c_str(), "(the last of "));
}

void what_was_kept_back_alone_is_told_without_a_count(void**) {
    Log log;
    for (int second = 0; second < 4; ++second) log.take(second, second % 2 == 0 ? kDown : kUp);
    log.take(4, kDown, LogLevel::warning);
    log.look(9);
    const std::size_t early = log.lines.size();
    log.look(10);
    assert_int_equal(early, 4);
    assert_int_equal(log.lines.size(), 5);
    assert_string_equal(log.lines[4].text.c_str(), kDown);
    assert_true(log.lines[4].level == LogLevel::warning);
}

void one_link_does_not_hush_another(void**) {
    Log log;
    for (int second = 0; second < 9; ++second) log.take(second, second % 2 == 0 ? kDown : kUp);
    log.take(9, "link: host: 3 link: 1 is down");
    log.take(9, "link: host: 4 link: 0 is down");
    assert_int_equal(log.lines.size(), 4 + 2);
}

void other_lines_all_pass(void**) {
    Log log;
    for (int second = 0; second < 9; ++second) log.take(second, "udp: a socket said something");
    assert_int_equal(log.lines.size(), 9);
}

void more_subjects_than_there_can_be_pass(void**) {
    Log log;
    for (std::size_t node = 0; node <= Records::kSubjectsMax; ++node)
        log.take(1, ("link: host: " + std::to_string(node) + " link: 0 is down").c_str());
    const std::string last =
        "link: host: " + std::to_string(Records::kSubjectsMax) + " link: 0 is down";
    log.lines.clear();
    log.take(1, last.c_str());
    log.take(1, last.c_str());
    assert_int_equal(log.lines.size(), 2);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_told_apart_by_what_they_are_about),
        cmocka_unit_test(what_is_said_of_a_node_is_said_once_within_one_change),
        cmocka_unit_test(a_link_that_changes_makes_it_news_again),
        cmocka_unit_test(the_same_state_much_later_is_news),
        cmocka_unit_test(a_link_that_comes_up_is_always_news),
        cmocka_unit_test(some_changes_are_told_at_once),
        cmocka_unit_test(a_flapping_link_gets_a_line_in_ten_seconds_and_its_last_state),
        cmocka_unit_test(what_was_kept_back_alone_is_told_without_a_count),
        cmocka_unit_test(one_link_does_not_hush_another),
        cmocka_unit_test(other_lines_all_pass),
        cmocka_unit_test(more_subjects_than_there_can_be_pass),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
