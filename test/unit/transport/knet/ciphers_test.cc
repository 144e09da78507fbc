// test/unit/transport/knet/ciphers_test.cc - encrypted messages, and keys that change under them.
#include "transport/knet/ciphers.h"

#include "unit/transport/knet/nodes.h"

#include <cstring>
#include <string>

#include "unit/cmocka.h" // last: its fail() is a macro

using namespace baton;
using namespace baton::transport;
using namespace baton::transport::test;
using baton::transport::knet::Ciphers;

namespace {

using Encryption = KnetConfig::Encryption;

Encryption clear() { return {}; }
Encryption encrypted(int key, const char* model = "nss") {
    return {.model = model,
            .cipher = "aes256",
            .hash = "sha256",
            .key = Secret(std::vector<std::byte>(1024, static_cast<std::byte>(key)))};
}

// Two nodes, and whether all that they send arrives.
struct Talk : KnetNodes {
    Talk() : KnetNodes(2) {}
    bool begin(const Encryption& with) {
        return start_all([&](KnetConfig& config) { config.encryption = with; });
    }
    void tell(std::uint32_t id, const Encryption& encryption) {
        KnetConfig changed = config(id);
        changed.encryption = encryption;
        transport(id).set_network(changed);
    }
    // Of several sizes, both ways; all that was on its way is there at the end.
    bool nothing_is_lost() {
        std::vector<std::string> sent;
        for (const std::size_t size : {13U, 100U, 1500U, 9000U, 60000U})
            sent.push_back(message(size, {}, filling_));
        filling_ = filling_ == 'z' ? 'a' : static_cast<char>(filling_ + 1);
        for (std::uint32_t id = 1; id <= 2; ++id) received(id).clear();
        for (const std::string& each : sent) {
            multicast(1, each);
            multicast(2, each);
        }
        run_until(
            [&] { return received(1).size() >= sent.size() && received(2).size() >= sent.size(); });
        return received(1) == sent && received(2) == sent;
    }

private:
    char filling_ = 'a';
};

// The order of the nodes in each of the three steps.
using Order = std::array<std::uint32_t, 2>;
constexpr Order kUp{1, 2};
constexpr Order kDown{2, 1};

// From one to the other, with traffic after each step of each node. What was lost, where.
std::string lost_in_change(Talk& talk, const Encryption& to, Order accept, Order use,
                           Order forget) {
    std::string lost;
    const auto check = [&](const std::string& step, std::uint32_t id) {
        if (!talk.nothing_is_lost()) lost += step + ' ' + std::to_string(id) + ' ';
    };
    for (const std::uint32_t id : accept) {
        talk.tell(id, to);
        check("accept", id);
    }
    for (const std::uint32_t id : use) {
        if (!talk.transport(id).use_new_key()) lost += "refused ";
        check("use", id);
    }
    for (const std::uint32_t id : forget) {
        talk.transport(id).forget_old_key();
        check("forget", id);
    }
    return lost;
}

std::string lost_between(const Encryption& from, const Encryption& to) {
    Talk talk;
    if (!talk.begin(from)) return "not started";
    std::string lost;
    int number = 0;
    // To and fro, as changes follow one another in one process.
    for (const Order use : {kUp, kDown})
        for (const Order forget : {kUp, kDown}) {
            const Order accept = ++number % 2 == 0 ? kUp : kDown;
            lost += lost_in_change(talk, to, accept, use, forget);
            lost += lost_in_change(talk, from, use, forget, accept);
        }
    for (std::uint32_t id = 1; id <= 2; ++id)
        for (const LogLine& line : talk.node(id).lines)
            if (line.level == LogLevel::error) lost += line.text;
    return lost;
}

void encrypted_messages_arrive(void**) {
    for (const char* model : {"nss", "openssl"}) {
        Talk talk;
        const bool up = talk.begin(encrypted(1, model));
        assert_true(up);
        assert_true(talk.nothing_is_lost());
    }
}

void models_understand_each_other(void**) {
    Talk talk;
    KnetConfig first = talk.config(1);
    first.encryption = encrypted(1, "nss");
    KnetConfig second = talk.config(2);
    second.encryption = encrypted(1, "openssl");
    const bool up = talk.start(first) && talk.start(second) &&
                    talk.run_until([&] { return talk.all_connected(); });
    assert_true(up);
    assert_true(talk.nothing_is_lost());
}

// No link comes up, and the line names the node.
void with_another_key_nothing_gets_through(void**) {
    Talk talk;
    KnetConfig first = talk.config(1);
    first.encryption = encrypted(1);
    KnetConfig second = talk.config(2);
    second.encryption = encrypted(2);
    const bool up = talk.start(first) && talk.start(second);
    const auto told = [&](std::uint32_t id, const char* who) {
        return talk.node(id).has_line(who) &&
               talk.node(id).has_line("packets that cannot be decrypted");
    };
    const bool named = talk.run_until(
        [&] { return told(1, "node 2 (127.0.0.2)") && told(2, "node 1 (127.0.0.1)"); });
    talk.multicast(1, KnetNodes::message(100));
    talk.multicast(2, KnetNodes::message(100));
    talk.run_until([looks = 0]() mutable { return ++looks == 100; });
    assert_true(up && named);
    assert_int_equal(KnetNodes::connected(talk.transport(1)), 0);
    assert_int_equal(KnetNodes::connected(talk.transport(2)), 0);
    assert_true(talk.received(1).empty() && talk.received(2).empty());
}

void what_is_in_the_clear_does_not_get_through(void**) {
    Talk talk;
    KnetConfig first = talk.config(1);
    first.encryption = encrypted(1);
    const bool up = talk.start(first) && talk.start(talk.config(2));
    const bool named = talk.run_until([&] { return talk.node(1).has_line("node 2 (127.0.0.2)"); });
    talk.multicast(2, KnetNodes::message(100));
    talk.run_until([looks = 0]() mutable { return ++looks == 100; });
    assert_true(up && named);
    assert_int_equal(KnetNodes::connected(talk.transport(1)), 0);
    assert_true(talk.received(1).empty());
}

void nothing_is_lost_while_the_key_changes(void**) {
    assert_string_equal(lost_between(encrypted(1), encrypted(2)).c_str(), "");
}

void nothing_is_lost_while_encryption_begins_and_ends(void**) {
    assert_string_equal(lost_between(clear(), encrypted(1)).c_str(), "");
}

void nothing_is_lost_while_the_model_changes(void**) {
    assert_string_equal(lost_between(encrypted(1, "nss"), encrypted(2, "openssl")).c_str(), "");
}

void a_key_that_was_forgotten_is_refused(void**) {
    Talk talk;
    const bool up = talk.begin(encrypted(1));
    const std::string lost = lost_in_change(talk, encrypted(2), kUp, kUp, kUp);
    talk.node(2).transport.reset();
    KnetConfig old = talk.config(2);
    old.encryption = encrypted(1);
    const bool started = talk.start(old);
    talk.received(1).clear();
    const bool named = talk.run_until([&] { return talk.node(1).has_line("node 2 (127.0.0.2)"); });
    talk.multicast(2, KnetNodes::message(100));
    talk.run_until([looks = 0]() mutable { return ++looks == 100; });
    assert_true(up && started);
    assert_string_equal(lost.c_str(), "");
    assert_true(named);
    assert_true(talk.received(1).empty());
}

// ---- one node alone

struct Alone {
    knet::Handle handle = open();
    Ciphers ciphers{handle.get()};

    static knet::Handle open() {
        auto opened = knet::Handle::open({1}, true);
        return opened ? std::move(*opened) : knet::Handle();
    }
};

void a_change_goes_by_three_steps(void**) {
    Alone alone;
    const bool started = alone.ciphers.start(encrypted(1)).has_value();
    const bool before = alone.ciphers.changing();
    const bool accepted = alone.ciphers.accept(encrypted(2)).has_value();
    const bool during = alone.ciphers.changing() && alone.ciphers.uses(encrypted(1));
    const bool used = alone.ciphers.use_new().has_value();
    const bool after = alone.ciphers.changing() && alone.ciphers.uses(encrypted(2));
    const bool twice = alone.ciphers.use_new().has_value() && alone.ciphers.uses(encrypted(2));
    alone.ciphers.forget_other();
    assert_true(started && !before && accepted && during && used && after && twice);
    assert_false(alone.ciphers.changing());
    assert_true(alone.ciphers.uses(encrypted(2)));
}

void the_same_key_is_no_change(void**) {
    Alone alone;
    const bool started = alone.ciphers.start(encrypted(1)).has_value();
    const bool accepted = alone.ciphers.accept(encrypted(1)).has_value();
    assert_true(started && accepted);
    assert_false(alone.ciphers.changing());
}

void a_change_that_is_taken_back_leaves_the_old_key(void**) {
    Alone alone;
    const bool done = alone.ciphers.start(encrypted(1)) && alone.ciphers.accept(encrypted(2)) &&
                      alone.ciphers.accept(encrypted(1)) && alone.ciphers.use_new();
    assert_true(done);
    assert_false(alone.ciphers.changing());
    assert_true(alone.ciphers.uses(encrypted(1)));
}

void a_key_that_was_not_used_yet_is_forgotten_itself(void**) {
    Alone alone;
    const bool done = alone.ciphers.start(encrypted(1)) && alone.ciphers.accept(encrypted(2));
    alone.ciphers.forget_other();
    assert_true(done);
    assert_false(alone.ciphers.changing());
    assert_true(alone.ciphers.uses(encrypted(1)));
}

void a_third_key_takes_the_place_of_the_second(void**) {
    Alone alone;
    const bool done = alone.ciphers.start(encrypted(1)) && alone.ciphers.accept(encrypted(2)) &&
                      alone.ciphers.accept(encrypted(3)) && alone.ciphers.use_new();
    assert_true(done);
    assert_true(alone.ciphers.uses(encrypted(3)));
}

void the_way_back_is_open_while_the_old_key_is_known(void**) {
    Alone alone;
    const bool there = alone.ciphers.start(encrypted(1)) && alone.ciphers.accept(encrypted(2)) &&
                       alone.ciphers.use_new();
    const bool back = alone.ciphers.accept(encrypted(1)) && alone.ciphers.use_new();
    const bool old = alone.ciphers.uses(encrypted(1));
    alone.ciphers.forget_other();
    assert_true(there && back && old);
    assert_false(alone.ciphers.changing());
    assert_true(alone.ciphers.uses(encrypted(1)));
}

void many_changes_need_no_more_than_two_places(void**) {
    Alone alone;
    bool done = alone.ciphers.start(clear()).has_value();
    for (int key = 1; key <= 20; ++key) {
        const Encryption next =
            key % 5 == 0 ? clear() : encrypted(key, key % 2 ? "nss" : "openssl");
        done = done && alone.ciphers.accept(next) && alone.ciphers.use_new();
        done = done && alone.ciphers.uses(next);
        if (key % 3 != 0) alone.ciphers.forget_other();
    }
    assert_true(done);
}

void an_unknown_cipher_is_an_error_that_says_so(void**) {
    Alone alone;
    Encryption unknown = encrypted(1);
    unknown.cipher = "rot13";
    const auto refused = alone.ciphers.start(unknown);
    assert_false(refused.has_value());
    assert_non_null(std::strstr(refused.error().what.c_str(),
                                "cannot encrypt with crypto_model nss, crypto_cipher rot13, "
                                "crypto_hash sha256"));
}

void a_key_that_is_refused_leaves_the_one_in_use(void**) {
    Alone alone;
    Encryption unknown = encrypted(2);
    unknown.hash = "crc32";
    const bool started = alone.ciphers.start(encrypted(1)).has_value();
    const auto refused = alone.ciphers.accept(unknown);
    const bool changing = alone.ciphers.changing();
    const bool next = alone.ciphers.accept(encrypted(3)) && alone.ciphers.use_new();
    assert_true(started);
    assert_false(refused.has_value());
    assert_non_null(std::strstr(refused.error().what.c_str(), "crypto_hash crc32"));
    assert_false(changing);
    assert_true(next);
    assert_true(alone.ciphers.uses(encrypted(3)));
}

void a_trial_changes_nothing(void**) {
    for (const Encryption& in_use : {clear(), encrypted(1)}) {
        Alone alone;
        Encryption unknown = encrypted(2);
        unknown.cipher = "rot13";
        const bool started = alone.ciphers.start(in_use).has_value();
        const auto good = alone.ciphers.try_out(encrypted(2, "openssl"));
        const auto bad = alone.ciphers.try_out(unknown);
        const bool the_same = alone.ciphers.try_out(in_use).has_value();
        const bool as_before = alone.ciphers.uses(in_use) && !alone.ciphers.changing();
        const bool next = alone.ciphers.accept(encrypted(3)) && alone.ciphers.use_new();
        assert_true(started && good && the_same && as_before && next);
        assert_false(bad.has_value());
        assert_non_null(std::strstr(bad.error().what.c_str(), "crypto_cipher rot13"));
    }
}

void during_a_change_there_is_no_trial(void**) {
    Alone alone;
    Encryption unknown = encrypted(3);
    unknown.cipher = "rot13";
    const bool there = alone.ciphers.start(encrypted(1)) && alone.ciphers.accept(encrypted(2));
    const bool tried = alone.ciphers.try_out(unknown).has_value();
    const bool used = alone.ciphers.changing() && alone.ciphers.use_new();
    assert_true(there && tried && used);
    assert_true(alone.ciphers.uses(encrypted(2)));
}

void what_cannot_be_done_is_told_before_and_traffic_goes_on(void**) {
    Talk talk;
    const bool up = talk.begin(encrypted(1));
    KnetConfig unknown = talk.config(1);
    unknown.encryption = encrypted(2);
    unknown.encryption.hash = "crc32";
    unknown.compression.model = "rle";
    const auto refused = talk.transport(1).refusals(unknown);
    const bool goes_on = talk.nothing_is_lost();
    KnetConfig good = talk.config(1);
    good.encryption = encrypted(2);
    good.compression.model = "zlib";
    const auto none = talk.transport(1).refusals(good);
    const bool still = talk.nothing_is_lost();
    assert_true(up && goes_on && still);
    assert_int_equal(refused.size(), 2);
    assert_non_null(std::strstr(refused[0].c_str(), "crypto_hash crc32"));
    assert_non_null(std::strstr(refused[0].c_str(), "unknown crypto hash type")); // libknet's words
    assert_non_null(std::strstr(refused[1].c_str(), "knet_compression_model rle"));
    assert_true(none.empty());
}

void a_cipher_that_is_refused_while_it_runs_is_logged_and_nothing_changes(void**) {
    Talk talk;
    Encryption unknown = encrypted(2);
    unknown.cipher = "rot13";
    const bool up = talk.begin(encrypted(1));
    talk.tell(1, unknown);
    const bool goes_on = talk.nothing_is_lost();
    assert_true(up && goes_on);
    assert_true(talk.node(1).has_line("crypto_cipher rot13"));
    assert_true(talk.node(1).has_line("the key in use stays"));
}

void a_transport_does_not_start_with_an_unknown_cipher(void**) {
    Talk talk;
    KnetConfig config = talk.config(1);
    config.encryption = encrypted(1);
    config.encryption.model = "rot13";
    talk.make(config);
    const auto refused = talk.transport(1).check_interface();
    assert_false(refused.has_value());
    assert_non_null(std::strstr(refused.error().what.c_str(), "crypto_model rot13"));
    assert_false(talk.transport(1).up());
    assert_false(talk.node(1).lines.empty()); // libknet's own words
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(encrypted_messages_arrive),
        cmocka_unit_test(models_understand_each_other),
        cmocka_unit_test(with_another_key_nothing_gets_through),
        cmocka_unit_test(what_is_in_the_clear_does_not_get_through),
        cmocka_unit_test(nothing_is_lost_while_the_key_changes),
        cmocka_unit_test(nothing_is_lost_while_encryption_begins_and_ends),
        cmocka_unit_test(nothing_is_lost_while_the_model_changes),
        cmocka_unit_test(a_key_that_was_forgotten_is_refused),
        cmocka_unit_test(a_change_goes_by_three_steps),
        cmocka_unit_test(the_same_key_is_no_change),
        cmocka_unit_test(a_change_that_is_taken_back_leaves_the_old_key),
        cmocka_unit_test(a_key_that_was_not_used_yet_is_forgotten_itself),
        cmocka_unit_test(a_third_key_takes_the_place_of_the_second),
        cmocka_unit_test(the_way_back_is_open_while_the_old_key_is_known),
        cmocka_unit_test(many_changes_need_no_more_than_two_places),
        cmocka_unit_test(an_unknown_cipher_is_an_error_that_says_so),
        cmocka_unit_test(a_key_that_is_refused_leaves_the_one_in_use),
        cmocka_unit_test(a_trial_changes_nothing),
        cmocka_unit_test(during_a_change_there_is_no_trial),
        cmocka_unit_test(what_cannot_be_done_is_told_before_and_traffic_goes_on),
        cmocka_unit_test(a_cipher_that_is_refused_while_it_runs_is_logged_and_nothing_changes),
        cmocka_unit_test(a_transport_does_not_start_with_an_unknown_cipher),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
