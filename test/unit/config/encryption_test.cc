// test/unit/config/encryption_test.cc - what counts as another encryption.
#include "config/encryption.h"
#include "unit/cmocka.h"
#include "unit/config/support.h"

using namespace baton::config;
using namespace baton::config::test;

namespace {

baton::Secret key(std::size_t size, std::byte last) {
    std::vector<std::byte> bytes(size, std::byte{7});
    bytes.back() = last;
    return baton::Secret(std::move(bytes));
}

Totem some() {
    Totem totem;
    totem.transport = Transport::knet;
    totem.crypto_model = "nss";
    totem.crypto_cipher = "aes256";
    totem.crypto_hash = "sha256";
    totem.key_bytes = key(kKeyMin, std::byte{7});
    return totem;
}

template <class Change>
Encryption after(Change change) {
    Totem totem = some();
    change(totem);
    return encryption_of(totem);
}

void the_same_is_the_same(void**) { assert_true(encryption_of(some()) == encryption_of(some())); }

void whatever_nodes_need_alike_makes_another_fingerprint(void**) {
    const std::uint32_t before = encryption_of(some()).fingerprint;
    assert_true(after([](Totem& t) { t.crypto_cipher = "aes128"; }).fingerprint != before);
    assert_true(after([](Totem& t) { t.crypto_hash = "sha512"; }).fingerprint != before);
    assert_true(after([](Totem& t) { t.key_bytes = key(kKeyMin, std::byte{8}); }).fingerprint !=
                before);
    assert_true(after([](Totem& t) { t.key_bytes = key(kKeyMin + 1, std::byte{}); }).fingerprint !=
                before);
}

void another_library_is_another_encryption_that_hears_the_first(void**) {
    const Encryption other = after([](Totem& t) { t.crypto_model = "openssl"; });
    assert_true(other != encryption_of(some()));
    assert_int_equal(other.fingerprint, encryption_of(some()).fingerprint);
}

void without_encryption_nothing_counts(void**) {
    const auto off = [](Totem& t) { t.crypto_cipher = t.crypto_hash = "none"; };
    const Encryption none = after(off);
    const Encryption other = after([&](Totem& t) {
        off(t);
        t.crypto_model = "openssl";
        t.key_bytes = {};
    });
    assert_false(none.on);
    assert_true(none == other && none != encryption_of(some()));
}

void a_hash_alone_needs_a_key(void**) {
    assert_true(after([](Totem& t) { t.crypto_cipher = "none"; }).on);
}

void only_knet_encrypts(void**) {
    assert_false(after([](Totem& t) { t.transport = Transport::udpu; }).on);
}

void secauth_encrypts_with_knet(void**) {
    const Parsed parsed = parse("totem {\nversion: 2\nsecauth: on\n}\n" + good_node());
    assert_true(encrypts(parsed.config.totem));
    assert_string_equal(parsed.config.totem.crypto_cipher.c_str(), "aes256");
    assert_string_equal(parsed.config.totem.crypto_hash.c_str(), "sha256");
}

void without_a_word_nothing_is_encrypted(void**) {
    const Parsed parsed = parse("totem {\nversion: 2\n}\n" + good_node());
    assert_false(encrypts(parsed.config.totem));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_same_is_the_same),
        cmocka_unit_test(whatever_nodes_need_alike_makes_another_fingerprint),
        cmocka_unit_test(another_library_is_another_encryption_that_hears_the_first),
        cmocka_unit_test(without_encryption_nothing_counts),
        cmocka_unit_test(a_hash_alone_needs_a_key),
        cmocka_unit_test(only_knet_encrypts),
        cmocka_unit_test(secauth_encrypts_with_knet),
        cmocka_unit_test(without_a_word_nothing_is_encrypted),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
