// test/unit/daemon/late_names_test.cc - names that resolve later: how often they are looked up, and
// for how long.
#include "daemon/late_names.h"

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "unit/cmocka.h" // last: its fail() is a macro

using namespace baton;

namespace {

using Names = LateNames::Names;

constexpr LateNames::Pace kQuick{.first = milliseconds{1}, .longest = milliseconds{4}};

// What was asked, by a thread of its own; and the n-th time the names resolve.
struct Server {
    std::atomic<int> asked = 0;
    int resolves = 1;

    config::Resolution answer(const Names& names) {
        config::Resolution answers;
        const bool found = ++asked >= resolves;
        for (const std::string& name : names)
            if (found) answers.names[name].addresses = {IpAddress::from_ipv4(0x0A000001)};
        return answers;
    }
};

bool has_all(const config::Resolution& answers, const Names& names) {
    for (const std::string& name : names)
        if (const auto found = answers.names.find(name);
            found == answers.names.end() || found->second.addresses.empty())
            return false;
    return true;
}

void a_name_is_looked_up_until_it_resolves(void** /*state*/) {
    loop::Loop loop;
    const auto server = std::make_shared<Server>();
    server->resolves = 5;
    int answers = 0;
    LateNames names(
        loop, [server](const Names& wanted) { return server->answer(wanted); },
        [&](const config::Resolution& found) {
            ++answers;
            if (!has_all(found, {"c"})) return Names{"c"};
            loop.stop();
            return Names{};
        },
        kQuick);
    names.seek({"c"});
    loop.run();
    assert_int_equal(answers, 5);
    assert_int_equal(server->asked, 5);
}

void what_resolved_is_not_looked_up_again(void** /*state*/) {
    loop::Loop loop;
    std::vector<Names> told; // by the threads, one after the other
    LateNames names(
        loop,
        [&](const Names& wanted) {
            told.push_back(wanted);
            return config::Resolution{};
        },
        [&](const config::Resolution&) {
            if (told.size() == 1) return Names{"d"};
            loop.stop();
            return Names{};
        },
        kQuick);
    names.seek({"c", "d"});
    loop.run();
    assert_int_equal(told.size(), 2);
    assert_true(told[0] == (Names{"c", "d"}));
    assert_true(told[1] == Names{"d"});
}

// The first question is not answered before others are wanted.
void an_answer_to_an_earlier_question_is_dropped(void** /*state*/) {
    loop::Loop loop;
    const auto asked = std::make_shared<std::promise<void>>();
    const auto changed = std::make_shared<std::promise<void>>();
    std::vector<Names> answered;
    LateNames names(
        loop,
        [asked, changed](const Names& wanted) {
            if (wanted == Names{"old"}) {
                asked->set_value();
                changed->get_future().wait();
            }
            config::Resolution answers;
            for (const std::string& name : wanted) answers.names[name] = {};
            return answers;
        },
        [&](const config::Resolution& answers) {
            Names all;
            for (const auto& [name, found] : answers.names) all.push_back(name);
            answered.push_back(std::move(all));
            loop.stop();
            return Names{};
        },
        kQuick);
    auto question = asked->get_future();
    loop::Timer* again = nullptr;
    loop::Timer change(loop, [&] {
        if (question.wait_for(milliseconds{0}) != std::future_status::ready)
            return again->fire_in(milliseconds{1});
        names.seek({"new"});
        changed->set_value();
    });
    again = &change;
    names.seek({"old"});
    change.fire_in(milliseconds{1});
    loop.run();
    assert_int_equal(answered.size(), 1);
    assert_true(answered[0] == Names{"new"});
}

void without_names_nothing_is_looked_up(void** /*state*/) {
    loop::Loop loop;
    std::atomic<int> asked = 0;
    LateNames names(
        loop,
        [&](const Names&) {
            ++asked;
            return config::Resolution{};
        },
        [](const config::Resolution&) { return Names{}; }, kQuick);
    names.seek({"c"});
    names.seek({});
    loop::Timer end(loop, [&] { loop.stop(); });
    end.fire_in(milliseconds{20});
    loop.run();
    assert_int_equal(asked, 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_looked_up_until_it_resolves),
        cmocka_unit_test(what_resolved_is_not_looked_up_again),
        cmocka_unit_test(an_answer_to_an_earlier_question_is_dropped),
        cmocka_unit_test(without_names_nothing_is_looked_up),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
