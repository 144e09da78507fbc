// test/unit/daemon/library_check_test.cc - what libknet cannot do is an error where it is asked
// for.
#include "daemon/library_check.h"

#include "unit/config/support.h"

#include <functional>
#include <string>
#include <vector>

#include "unit/cmocka.h" // last: it has a macro fail()

namespace baton {
namespace {

// Of a file whose lines 4 to 7 are in section totem, with a key.
config::test::Parsed checked(const std::string& lines,
                             const std::function<void(config::Totem&)>& change) {
    auto parsed = config::test::parse("totem {\nversion: 2\ncluster_name: c\n" + lines + "}\n" +
                                      config::test::good_node());
    parsed.config.totem.key_bytes = Secret(std::vector(128, std::byte{7}));
    change(parsed.config.totem);
    check_library(parsed.config, parsed.diagnostics);
    return parsed;
}

const std::string kBoth =
    "crypto_cipher: aes256\ncrypto_hash: sha256\nknet_compression_model: zlib\n";
constexpr auto kAsItIs = [](config::Totem&) {};

void what_libknet_can_do_brings_no_word(void**) {
    const auto parsed = checked(kBoth, kAsItIs);
    assert_int_equal(parsed.diagnostics.all().size(), 0);
}

// The file itself can say no such thing: here it stands for a library that is not installed.
void an_encryption_that_is_not_there_is_an_error_with_its_line(void**) {
    const auto parsed =
        checked("crypto_model: nss\n" + kBoth, [](auto& totem) { totem.crypto_model = "rot13"; });
    assert_int_equal(parsed.errors(), 1);
    assert_true(parsed.error(4, "cannot encrypt with crypto_model rot13"));
    assert_true(parsed.error(4, "install what libknet needs"));
    assert_false(parsed.error(4, "Resource temporarily unavailable")); // of another call
}

void a_compression_that_is_not_there_is_an_error_with_its_line(void**) {
    const auto parsed = checked(kBoth, [](auto& totem) { totem.knet_compression_model = "rle"; });
    assert_int_equal(parsed.errors(), 1);
    assert_true(parsed.error(6, "cannot compress with knet_compression_model rle"));
}

void another_transport_needs_no_libknet(void**) {
    const auto parsed = checked("transport: udpu\n", [](auto& totem) {
        totem.knet_compression_model = "rle";
        totem.crypto_cipher = "rot13";
    });
    assert_int_equal(parsed.diagnostics.all().size(), 0);
}

} // namespace
} // namespace baton

int main() {
    using namespace baton;
    const CMUnitTest tests[] = {
        cmocka_unit_test(what_libknet_can_do_brings_no_word),
        cmocka_unit_test(an_encryption_that_is_not_there_is_an_error_with_its_line),
        cmocka_unit_test(a_compression_that_is_not_there_is_an_error_with_its_line),
        cmocka_unit_test(another_transport_needs_no_libknet),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
