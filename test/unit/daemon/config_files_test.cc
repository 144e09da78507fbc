// test/unit/daemon/config_files_test.cc - files on disk: which are read, and what their absence
// says.
#include "daemon/config_files.h"

#include "transport/knet/abilities.h"
#include "unit/cmocka.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace files = std::filesystem;
using namespace baton;

namespace {

// A folder that goes when the test goes.
class Folder {
public:
    Folder() {
        std::string pattern = (files::temp_directory_path() / "baton-config-XXXXXX").string();
        if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        if (!path_.empty()) files::remove_all(path_, ignored);
    }
    [[nodiscard]] std::string in(const std::string& name) const { return path_ / name; }
    [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
        files::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name) << text;
        return in(name);
    }

private:
    files::path path_;
};

std::string good(const std::string& address = "127.0.0.1") {
    return "totem {\nversion: 2\ntransport: udpu\n}\nnodelist {\nnode {\nring0_addr: " + address +
           "\nnodeid: 1\n}\n}\n";
}

bool says(const LoadedConfiguration& loaded, std::string_view part) {
    return std::ranges::any_of(loaded.diagnostics.all(), [&](const config::Diagnostic& each) {
        return each.text().find(part) != std::string::npos;
    });
}

void a_good_file_is_loaded_without_a_word(void** /*state*/) {
    const Folder folder;
    const auto loaded = load_configuration(folder.write("a.conf", good()));
    const bool local = loaded.config.local() != nullptr;
    assert_int_equal(loaded.diagnostics.all().size(), 0);
    assert_int_equal(loaded.diagnostics.exit_code(), 0);
    assert_true(local);
}

std::string good_knet(const std::string& totem, const std::string& more = "") {
    return "totem {\nversion: 2\n" + totem +
           "}\nnodelist {\nnode {\nring0_addr: 127.0.0.1\nnodeid: 1\n}\n}\n" + more;
}

void a_traffic_class_that_libknet_cannot_set_is_doubted(void** /*state*/) {
    const Folder folder;
    const auto loaded = load_configuration(folder.write("a.conf", good_knet("ip_dscp: ef\n")));
    const auto without = load_configuration(folder.write("b.conf", good_knet("")));
    const bool said = says(loaded, "a.conf:3: warning: ip_dscp: the libknet of this machine (");
    assert_int_equal(loaded.diagnostics.exit_code(), 0);
    assert_true(said != transport::knet::can_set_dscp());
    assert_int_equal(without.diagnostics.all().size(), 0);
}

void a_virtual_network_device_is_doubted(void** /*state*/) {
    const Folder folder;
    const auto named =
        load_configuration(folder.write("a.conf", good_knet("", "nozzle {\nname: noz0\n}\n")));
    const auto unnamed =
        load_configuration(folder.write("b.conf", good_knet("", "nozzle {\nipprefix: 24\n}\n")));
    const bool said = says(named, "a.conf:11: warning: nozzle: this daemon makes no virtual");
    assert_int_equal(named.diagnostics.exit_code(), 0);
    assert_true(said);
    assert_int_equal(unnamed.diagnostics.all().size(), 0);
}

void a_missing_file_is_an_error_with_its_reason(void** /*state*/) {
    const Folder folder;
    const auto loaded = load_configuration(folder.in("none.conf"));
    const bool said = says(loaded, "none.conf: error: cannot read the file: No such file");
    assert_int_equal(loaded.diagnostics.exit_code(), 8);
    assert_true(said);
}

void a_folder_is_not_a_file(void** /*state*/) {
    const Folder folder;
    const auto loaded = load_configuration(folder.in(""));
    const bool said = says(loaded, "it is a folder");
    assert_true(said);
}

void an_endless_file_is_not_read_to_its_end(void** /*state*/) {
    const auto loaded = load_configuration("/dev/zero");
    const bool said = says(loaded, "longer than 1 MiB");
    assert_true(said);
}

void files_beside_the_main_file_give_access(void** /*state*/) {
    const Folder folder;
    const std::string path = folder.write("a.conf", good());
    (void)folder.write("uidgid.d/.hidden~", "uidgid {\nuid: 5\n}\n");
    (void)folder.write("uidgid.d/sub/ignored", "nonsense\n");
    files::create_symlink("nowhere", folder.in("uidgid.d/dangling"));
    const auto loaded = load_configuration(path);
    assert_int_equal(loaded.diagnostics.all().size(), 0);
    assert_int_equal(loaded.config.access.size(), 1);
    assert_int_equal(*loaded.config.access[0].id, 5);
}

void an_error_in_an_access_file_names_that_file(void** /*state*/) {
    const Folder folder;
    const std::string path = folder.write("a.conf", good());
    (void)folder.write("uidgid.d/x", "uidgid {\nfoo: 5\n}\n");
    const auto loaded = load_configuration(path);
    const bool said = says(loaded, "uidgid.d/x:2: error");
    assert_true(said);
}

void user_and_group_names_become_numbers(void** /*state*/) {
    const Folder folder;
    const auto loaded =
        load_configuration(folder.write("a.conf", good() + "uidgid {\nuid: root\ngid: root\n}\n"));
    const bool stored = loaded.config.settings.find("uidgid.config.uid.0") != nullptr &&
                        loaded.config.settings.find("uidgid.config.gid.0") != nullptr;
    assert_int_equal(loaded.diagnostics.all().size(), 0);
    assert_int_equal(*loaded.config.access[0].id, 0);
    assert_true(stored);
}

void an_unknown_user_is_refused_in_its_line(void** /*state*/) {
    const Folder folder;
    const auto loaded = load_configuration(
        folder.write("a.conf", good() + "uidgid {\nuid: no-such-user-here\n}\n"));
    const bool said = says(loaded, "a.conf:12: error: uid: user 'no-such-user-here'");
    assert_true(said);
}

void users_of_another_machine_are_not_looked_up(void** /*state*/) {
    const Folder folder;
    const std::string path =
        folder.write("a.conf", good("192.0.2.1") + "uidgid {\nuid: no-such-user-here\n}\n");
    const auto loaded = load_configuration(path, {.for_this_machine = false});
    assert_int_equal(loaded.diagnostics.all().size(), 0);
}

void a_missing_state_dir_has_exit_code_16(void** /*state*/) {
    const Folder folder;
    const auto loaded = load_configuration(
        folder.write("a.conf", good() + "system {\nstate_dir: " + folder.in("none") + "\n}\n"));
    assert_int_equal(loaded.diagnostics.errors(), 1);
    assert_int_equal(loaded.diagnostics.exit_code(), 16);
}

void a_logfile_in_a_missing_folder_has_exit_code_7(void** /*state*/) {
    const Folder folder;
    const auto loaded =
        load_configuration(folder.write("a.conf", good() + "logging {\nto_logfile: yes\nlogfile: " +
                                                      folder.in("none/l") + "\n}\n"));
    assert_int_equal(loaded.diagnostics.errors(), 1);
    assert_int_equal(loaded.diagnostics.exit_code(), 7);
}

void a_check_creates_no_logfile(void** /*state*/) {
    const Folder folder;
    const auto loaded = load_configuration(folder.write(
        "a.conf", good() + "logging {\nto_logfile: yes\nlogfile: " + folder.in("l") + "\n}\n"));
    const bool created = files::exists(folder.in("l"));
    assert_int_equal(loaded.diagnostics.all().size(), 0);
    assert_false(created);
}

void a_name_is_asked_of_the_resolver(void** /*state*/) {
    const Folder folder;
    const auto loaded = load_configuration(folder.write("a.conf", good("localhost")));
    const bool loopback = loaded.config.nodes[0].address[0].is_loopback();
    assert_int_equal(loaded.diagnostics.errors(), 0);
    assert_true(loopback);
}

void a_name_that_does_not_resolve_is_announced_and_tried_again(void** /*state*/) {
    const Folder folder;
    const std::string path = folder.write("a.conf", good("no such host"));
    std::vector<std::string> said;
    LoadOptions options;
    options.patience = {std::chrono::seconds{1},
                        [&](const std::string& line) { said.push_back(line); }};
    const auto before = std::chrono::steady_clock::now();
    const auto loaded = load_configuration(path, options);
    const auto took = std::chrono::steady_clock::now() - before;
    const bool refused = says(loaded, "does not resolve");
    assert_int_equal(said.size(), 1);
    assert_true(took >= std::chrono::milliseconds{500});
    assert_true(refused);
}

void the_node_may_be_named_from_outside(void** /*state*/) {
    const Folder folder;
    const std::string path = folder.write(
        "a.conf", good() + "nodelist {\nnode {\nring0_addr: 127.0.0.2\nnodeid: 2\n}\n}\n");
    const auto loaded = load_configuration(path, {.node = "2"});
    assert_int_equal(loaded.diagnostics.all().size(), 0);
    assert_int_equal(loaded.config.local()->id.value, 2);
}

void the_node_may_be_named_by_the_environment(void** /*state*/) {
    const Folder folder;
    const std::string path = folder.write(
        "a.conf", good() + "nodelist {\nnode {\nring0_addr: 127.0.0.2\nnodeid: 2\n}\n}\n");
    setenv("BATON_NODE", "2", 1);
    const auto loaded = load_configuration(path);
    unsetenv("BATON_NODE");
    assert_int_equal(loaded.diagnostics.all().size(), 0);
    assert_int_equal(loaded.config.local()->id.value, 2);
}

void without_a_transport_it_is_knet_without_a_key(void** /*state*/) {
    const Folder folder;
    const auto loaded = load_configuration(folder.write(
        "a.conf", "totem {\nversion: 2\n}\nnodelist {\nnode {\nring0_addr: 127.0.0.1\nnodeid: 1\n"
                  "}\n}\n"));
    const bool knet = loaded.config.totem.transport == config::Transport::knet;
    assert_int_equal(loaded.diagnostics.all().size(), 0);
    assert_true(knet);
}

void the_examples_that_are_shipped_are_good(void** /*state*/) {
    const char* source = std::getenv("srcdir");
    const files::path conf = files::path(source == nullptr ? "." : source) / "conf";
    std::size_t words = 0;
    for (const char* name : {"corosync.conf.example", "corosync.conf.example.udpu",
                             "corosync.conf.example.udp", "corosync.conf.example.minimal"})
        words +=
            load_configuration(conf / name, {.for_this_machine = false}).diagnostics.all().size();
    assert_int_equal(words, 0);
}

} // namespace

int main() {
    unsetenv("BATON_NODE");
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_good_file_is_loaded_without_a_word),
        cmocka_unit_test(a_traffic_class_that_libknet_cannot_set_is_doubted),
        cmocka_unit_test(a_virtual_network_device_is_doubted),
        cmocka_unit_test(a_missing_file_is_an_error_with_its_reason),
        cmocka_unit_test(a_folder_is_not_a_file),
        cmocka_unit_test(an_endless_file_is_not_read_to_its_end),
        cmocka_unit_test(files_beside_the_main_file_give_access),
        cmocka_unit_test(an_error_in_an_access_file_names_that_file),
        cmocka_unit_test(user_and_group_names_become_numbers),
        cmocka_unit_test(an_unknown_user_is_refused_in_its_line),
        cmocka_unit_test(users_of_another_machine_are_not_looked_up),
        cmocka_unit_test(a_missing_state_dir_has_exit_code_16),
        cmocka_unit_test(a_logfile_in_a_missing_folder_has_exit_code_7),
        cmocka_unit_test(a_check_creates_no_logfile),
        cmocka_unit_test(a_name_is_asked_of_the_resolver),
        cmocka_unit_test(a_name_that_does_not_resolve_is_announced_and_tried_again),
        cmocka_unit_test(the_node_may_be_named_from_outside),
        cmocka_unit_test(the_node_may_be_named_by_the_environment),
        cmocka_unit_test(without_a_transport_it_is_knet_without_a_key),
        cmocka_unit_test(the_examples_that_are_shipped_are_good),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
