// test/unit/daemon/key_file_test.cc - where the key is taken from, and what is wrong with it.
#include "unit/daemon/temporary_folder.h" // first: CMocka has a macro fail()

#include "daemon/config_files.h"
#include "daemon/key_file.h"
#include "unit/cmocka.h"
#include "unit/config/support.h"

#include <sys/stat.h>
#include <unistd.h>

using namespace baton;
using baton::config::test::Parsed;
using baton::test::TemporaryFolder;

namespace {

const std::string kOn = "crypto_cipher: aes256\ncrypto_hash: sha256\n"; // lines 3 and 4

// `lines` stand in section totem, from line 5 on.
Parsed read_with(const std::string& lines, const std::string& encryption = kOn) {
    Parsed parsed = config::test::parse("totem {\nversion: 2\n" + encryption + lines + "}\n" +
                                        config::test::good_node());
    read_key(parsed.config, parsed.diagnostics);
    return parsed;
}

std::string file_line(const TemporaryFolder& folder, const std::string& bytes, mode_t mode = 0400) {
    folder.write("key", bytes);
    const bool done = chmod(folder.file("key").c_str(), mode) == 0;
    return done ? "keyfile: " + folder.file("key") + "\n" : "";
}

std::string key_of(const Parsed& parsed) {
    const Bytes key = parsed.config.totem.key_bytes.bytes();
    return {reinterpret_cast<const char*>(key.data()), key.size()};
}

void all_bytes_of_the_file_are_the_key(void**) {
    const TemporaryFolder folder;
    std::string bytes(256, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i);
    const Parsed parsed = read_with(file_line(folder, bytes));
    const bool same = key_of(parsed) == bytes;
    const std::size_t said = parsed.diagnostics.all().size();
    assert_true(same && said == 0);
}

void a_text_counts_with_the_zero_that_ends_it(void**) {
    const std::string text(127, 'k');
    const Parsed parsed = read_with("key: " + text + "\n");
    assert_int_equal(parsed.errors(), 0);
    assert_true(key_of(parsed) == text + '\0');
}

void a_file_wins_over_a_text(void**) {
    const TemporaryFolder folder;
    const std::string bytes(128, 'f');
    const Parsed parsed =
        read_with("key: " + std::string(200, 'k') + "\n" + file_line(folder, bytes));
    const bool same = key_of(parsed) == bytes;
    assert_true(same);
}

void without_encryption_no_key_is_read(void**) {
    const Parsed parsed = read_with("keyfile: /nowhere/key\n", "");
    assert_int_equal(parsed.diagnostics.all().size(), 0);
    assert_true(parsed.config.totem.key_bytes.empty());
}

void a_missing_file_is_an_error_that_says_what_to_do(void**) {
    const Parsed parsed = read_with("keyfile: /nowhere/key\n");
    assert_true(parsed.error(5, "cannot read '/nowhere/key': No such file"));
    assert_true(parsed.error(5, "baton keygen"));
    assert_int_equal(parsed.diagnostics.exit_code(), 8);
}

void where_no_file_is_named_the_cipher_needs_one(void**) {
    Parsed parsed =
        config::test::parse("totem {\nversion: 2\n" + kOn + "}\n" + config::test::good_node());
    parsed.config.totem.keyfile = "/nowhere/authkey"; // else this machine may have one
    read_key(parsed.config, parsed.diagnostics);
    assert_true(parsed.error(3, "'/nowhere/authkey'"));
}

void a_folder_is_no_key(void**) {
    const TemporaryFolder folder;
    const Parsed parsed = read_with("keyfile: " + folder.path + "\n");
    const bool said = parsed.error(5, "Is a directory");
    assert_true(said);
}

void a_pipe_is_not_waited_for(void**) {
    const TemporaryFolder folder;
    const bool made = mkfifo(folder.file("key").c_str(), 0600) == 0;
    const Parsed parsed = read_with("keyfile: " + folder.file("key") + "\n");
    const bool said = parsed.error(5, "has 0 bytes");
    assert_true(made && said);
}

void a_short_file_is_refused_with_both_sizes(void**) {
    const TemporaryFolder folder;
    const Parsed parsed = read_with(file_line(folder, std::string(127, 'k')));
    const bool said = parsed.error(5, "has 127 bytes (1016 bits), and a key needs 128 (1024 bits)");
    const bool none = parsed.config.totem.key_bytes.empty();
    assert_true(said && none);
}

void of_a_long_file_the_first_4096_bytes_count(void**) {
    const TemporaryFolder folder;
    const Parsed parsed = read_with(file_line(folder, std::string(4096, 'k') + "more"));
    const bool same = key_of(parsed) == std::string(4096, 'k');
    const bool said = parsed.warning(5, "longer than 4096 bytes");
    assert_true(same && said);
}

void a_short_text_is_refused(void**) {
    const Parsed parsed = read_with("key: " + std::string(126, 'k') + "\n");
    assert_true(parsed.error(5, "has 127 bytes"));
}

void a_text_longer_than_a_key_is_refused(void**) {
    Parsed parsed = read_with("", "");
    parsed.config.totem.crypto_hash = "sha256";
    config::Setting text;
    text.text = std::string(4096, 'k');
    parsed.config.totem.key = text.text;
    parsed.config.settings.set("totem.key", std::move(text));
    read_key(parsed.config, parsed.diagnostics);
    assert_true(parsed.error(0, "has 4097 bytes, and a key 4096 at most"));
}

void a_file_that_everybody_can_read_is_doubtful(void**) {
    const TemporaryFolder folder;
    const Parsed parsed = read_with(file_line(folder, std::string(128, 'k'), 0644));
    const bool said =
        parsed.warning(5, "every user of this machine can read") && parsed.warning(5, "chmod 0400");
    const std::size_t errors = parsed.errors();
    assert_true(said && errors == 0);
}

void a_file_that_everybody_can_change_is_more_so(void**) {
    const TemporaryFolder folder;
    const Parsed parsed = read_with(file_line(folder, std::string(128, 'k'), 0666));
    const bool said = parsed.warning(5, "every user of this machine can change");
    assert_true(said);
}

void the_key_of_a_group_is_the_groups_affair(void**) {
    const TemporaryFolder folder;
    const Parsed parsed = read_with(file_line(folder, std::string(128, 'k'), 0440));
    const std::size_t said = parsed.diagnostics.all().size();
    assert_int_equal(said, 0);
}

std::string whole_file(const std::string& totem) {
    return "totem {\nversion: 2\n" + totem +
           "}\nnodelist {\nnode {\nring0_addr: 127.0.0.1\nnodeid: 1\n}\n}\n";
}

void a_text_in_a_file_for_everybody_is_doubtful(void**) {
    const TemporaryFolder folder;
    folder.write("a.conf", whole_file(kOn + "key: " + std::string(127, 'k') + "\n"));
    const bool done = chmod(folder.file("a.conf").c_str(), 0644) == 0;
    const auto loaded = load_configuration(folder.file("a.conf"));
    const bool said =
        loaded.diagnostics.warnings() == 1 && loaded.diagnostics.good() &&
        loaded.diagnostics.all().front().text().find("a file of its own") != std::string::npos;
    assert_true(done && said);
}

void the_daemon_does_not_start_without_the_key(void**) {
    const TemporaryFolder folder;
    folder.write("a.conf", whole_file(kOn + "keyfile: " + folder.file("key") + "\n"));
    const auto loaded = load_configuration(folder.file("a.conf"));
    assert_int_equal(loaded.diagnostics.exit_code(), 8);
}

void a_file_for_other_machines_needs_no_key_here(void**) {
    const TemporaryFolder folder;
    folder.write("a.conf", whole_file(kOn + "keyfile: " + folder.file("key") + "\n"));
    LoadOptions elsewhere;
    elsewhere.for_this_machine = false;
    const auto loaded = load_configuration(folder.file("a.conf"), elsewhere);
    assert_true(loaded.diagnostics.good());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(all_bytes_of_the_file_are_the_key),
        cmocka_unit_test(a_text_counts_with_the_zero_that_ends_it),
        cmocka_unit_test(a_file_wins_over_a_text),
        cmocka_unit_test(without_encryption_no_key_is_read),
        cmocka_unit_test(a_missing_file_is_an_error_that_says_what_to_do),
        cmocka_unit_test(where_no_file_is_named_the_cipher_needs_one),
        cmocka_unit_test(a_folder_is_no_key),
        cmocka_unit_test(a_pipe_is_not_waited_for),
        cmocka_unit_test(a_short_file_is_refused_with_both_sizes),
        cmocka_unit_test(of_a_long_file_the_first_4096_bytes_count),
        cmocka_unit_test(a_short_text_is_refused),
        cmocka_unit_test(a_text_longer_than_a_key_is_refused),
        cmocka_unit_test(a_file_that_everybody_can_read_is_doubtful),
        cmocka_unit_test(a_file_that_everybody_can_change_is_more_so),
        cmocka_unit_test(the_key_of_a_group_is_the_groups_affair),
        cmocka_unit_test(a_text_in_a_file_for_everybody_is_doubtful),
        cmocka_unit_test(the_daemon_does_not_start_without_the_key),
        cmocka_unit_test(a_file_for_other_machines_needs_no_key_here),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
