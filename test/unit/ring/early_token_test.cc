// test/unit/ring/early_token_test.cc - the token that leaves before the last of a visit's messages.
#include "unit/ring/bench.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::test;

namespace {

constexpr std::size_t kMtu = 30000; // two such frames are a train

class Pair : public Bench {
public:
    explicit Pair(bool early = true) : Bench(2, config()) {
        form_pair();
        engine.set_agreed({.adaptive_window = true, .early_token = early});
    }
    static ring::RingConfig config() {
        ring::RingConfig config;
        config.net_mtu = kMtu;
        config.max_messages = 20;
        config.miss_count_const = 1;
        return config;
    }
    // Messages before and behind the token, "!" behind the last, and "." for what is delivered.
    [[nodiscard]] std::string order() const {
        std::string text;
        for (const ring::Action& action : actions) {
            if (const auto* multicast = std::get_if<ring::SendMulticast>(&action)) {
                const auto message = wire::decode_multicast(multicast->frame.bytes());
                if (!message) continue;
                text += static_cast<char>(message->payload.front());
                if (multicast->last) text += '!';
            } else if (std::holds_alternative<ring::SendToken>(action)) {
                text += '|';
            } else if (std::holds_alternative<ring::Deliver>(action)) {
                text += '.';
            }
        }
        return text;
    }
    // Visits that teach the window that nothing gets lost.
    void grow() {
        for (int i = 0; i < 30; ++i) turn();
        clear();
    }
    // The token of the other node, which counts messages up to `seq`.
    void token_for(std::uint32_t seq) {
        wire::Token next = token;
        ++next.token_seq.value;
        next.seq = {seq};
        visit(next);
    }
};

void the_token_leaves_behind_the_first_train(void**) {
    Pair bench;
    bench.grow();
    bench.letters.add("abcdef");
    bench.turn();
    assert_string_equal(bench.order().c_str(), "ab|cdef!......");
    assert_int_equal(bench.token.seq.value, 6);
    assert_int_equal(bench.token.fcc, 6);
}

void a_train_alone_leaves_before_the_token(void**) {
    Pair bench;
    bench.grow();
    bench.letters.add("ab");
    bench.turn();
    assert_string_equal(bench.order().c_str(), "ab|..");
}

void where_not_all_do_it_everything_leaves_before_the_token(void**) {
    Pair bench(false);
    bench.grow();
    bench.letters.add("abcdef");
    bench.turn();
    assert_string_equal(bench.order().c_str(), "abcdef|......");
}

// They may be on their way.
void what_was_given_out_since_is_not_asked_for(void**) {
    Pair bench;
    bench.token_for(2);
    const auto first = bench.token.request_count;
    bench.token_for(4);
    assert_int_equal(first, 0);
    assert_int_equal(bench.token.request_count, 2);
    assert_int_equal(bench.token.requests.at(1).seq.value, 2);
}

void where_not_all_do_it_all_that_is_missing_is_asked_for(void**) {
    Pair bench(false);
    bench.token_for(2);
    assert_int_equal(bench.token.request_count, 2);
}

// What followed the token has its number: it can be asked for again.
void what_followed_the_token_is_answered_like_all(void**) {
    Pair bench;
    bench.grow();
    bench.letters.add("abcdef");
    bench.turn();
    bench.clear();
    wire::Token token = bench.token;
    ++token.token_seq.value;
    token.aru = {5};
    token.aru_id = kOne;
    token.request_count = 1;
    token.requests.at(0) = {kPairRing, {6}};
    bench.visit(token);
    assert_string_equal(bench.multicast_letters().c_str(), "f6");
    assert_int_equal(bench.token.request_count, 0);
}

// It keeps what is lost and what is late apart: with losses it sends less behind the token.
void losses_bring_the_token_back_behind_the_messages(void**) {
    Pair bench;
    bench.grow();
    for (int i = 0; i < 10; ++i) {
        wire::Token token = bench.token;
        ++token.token_seq.value;
        token.request_count = 1;
        token.requests.at(0) = {kPairRing, {1000}}; // nobody has it
        bench.visit(token);
    }
    bench.clear();
    bench.letters.add("abcdef");
    bench.turn();
    assert_string_equal(bench.order().c_str(), "abcdef|......");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_token_leaves_behind_the_first_train),
        cmocka_unit_test(a_train_alone_leaves_before_the_token),
        cmocka_unit_test(where_not_all_do_it_everything_leaves_before_the_token),
        cmocka_unit_test(what_was_given_out_since_is_not_asked_for),
        cmocka_unit_test(where_not_all_do_it_all_that_is_missing_is_asked_for),
        cmocka_unit_test(what_followed_the_token_is_answered_like_all),
        cmocka_unit_test(losses_bring_the_token_back_behind_the_messages),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
