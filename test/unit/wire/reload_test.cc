// test/unit/wire/reload_test.cc - question, answer and decision of a reload.
#include "wire/reload.h"

#include "support/spoilt.h"

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::ByteVector;
using test::refused;
using test::with;
using namespace wire;

const ReloadId kId{NodeId{2}, {NodeId{1}, 0xABCDEF012345}, 77};

ReloadAnswer some_answer() {
    return {.id = kId,
            .old_version = 4,
            .new_version = 5,
            .digest = 0x1122334455667788,
            .good = false,
            .complaints = {"line 3: what is this", "", "line 9"},
            .needs_restart = {"totem.netmtu"}};
}

template <class Message>
const Message* content_of(const Result<ReloadMessage>& message) {
    return message ? std::get_if<Message>(&*message) : nullptr;
}

void a_question_comes_back(void**) {
    bool good = true;
    for (const bool check_only : {false, true}) {
        const auto message = decode_reload(encode(ReloadQuestion{9, check_only}));
        const auto* question = content_of<ReloadQuestion>(message);
        good = good && question != nullptr && question->number == 9 &&
               question->check_only == check_only;
    }
    assert_true(good);
}

void an_answer_comes_back_with_its_texts(void**) {
    const ReloadAnswer sent = some_answer();
    const auto message = decode_reload(encode(sent));
    const auto* answer = content_of<ReloadAnswer>(message);
    const bool good = answer != nullptr && answer->id == kId && answer->old_version == 4 &&
                      answer->new_version == 5 && answer->digest == sent.digest && !answer->good &&
                      answer->complaints == sent.complaints &&
                      answer->needs_restart == sent.needs_restart;
    assert_true(good);
}

void a_decision_comes_back(void**) {
    bool good = true;
    for (const bool apply : {false, true}) {
        const auto message = decode_reload(encode(ReloadDecision{kId, apply}));
        const auto* decision = content_of<ReloadDecision>(message);
        good = good && decision != nullptr && decision->id == kId && decision->apply == apply;
    }
    assert_true(good);
}

void what_is_too_much_is_cut(void**) {
    ReloadAnswer answer = some_answer();
    answer.complaints.assign(kReloadComplaintsMax + 5, std::string(kReloadComplaintMax + 5, 'c'));
    answer.needs_restart.assign(kReloadKeysMax + 5, std::string(kReloadKeyMax + 5, 'k'));
    const auto message = decode_reload(encode(answer));
    const auto* back = content_of<ReloadAnswer>(message);
    const bool good = back != nullptr && back->complaints.size() == kReloadComplaintsMax &&
                      back->complaints[0].size() == kReloadComplaintMax &&
                      back->needs_restart.size() == kReloadKeysMax &&
                      back->needs_restart[0].size() == kReloadKeyMax;
    assert_true(good);
}

void every_cut_of_a_message_is_refused(void**) {
    const std::vector<std::byte> answer = encode(some_answer());
    bool good = true;
    for (std::size_t size = 0; size < answer.size(); ++size) {
        ByteVector cut(answer.begin(), answer.begin() + static_cast<std::ptrdiff_t>(size));
        if (size >= 12) cut = with(cut, 8, static_cast<std::uint32_t>(size));
        good = good && !decode_reload(cut);
    }
    const auto question = encode(ReloadQuestion{});
    const auto decision = encode(ReloadDecision{});
    for (std::uint32_t size = 16; size < 32; ++size)
        good = good && !decode_reload(with(test::copy_of(question), 8, size));
    for (std::uint32_t size = 16; size < 48; ++size)
        good = good && !decode_reload(with(test::copy_of(decision), 8, size));
    assert_true(good);
}

void too_many_texts_are_refused(void**) {
    const ByteVector bytes = encode(some_answer());
    const bool good = refused(decode_reload(with(bytes, 68, std::uint16_t{17})), "too many") &&
                      refused(decode_reload(with(bytes, 70, std::uint16_t{65})), "too many") &&
                      refused(decode_reload(with(bytes, 72, std::uint16_t{600})), "too long");
    assert_true(good);
}

void unknown_verdicts_and_functions_are_refused(void**) {
    const ByteVector answer = encode(some_answer());
    const ByteVector decision = test::copy_of(encode(ReloadDecision{kId, true}));
    const bool good =
        refused(decode_reload(with(answer, 64, std::uint32_t{3})), "unknown answer") &&
        refused(decode_reload(with(decision, 40, std::uint32_t{0})), "unknown decision") &&
        refused(decode_reload(with(decision, 0, std::uint16_t{3})), "unknown function") &&
        refused(decode_reload(with(decision, 2, std::uint16_t{1})), "another service");
    assert_true(good);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_question_comes_back),
        cmocka_unit_test(an_answer_comes_back_with_its_texts),
        cmocka_unit_test(a_decision_comes_back),
        cmocka_unit_test(what_is_too_much_is_cut),
        cmocka_unit_test(every_cut_of_a_message_is_refused),
        cmocka_unit_test(too_many_texts_are_refused),
        cmocka_unit_test(unknown_verdicts_and_functions_are_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
