// test/unit/ipc/shared_connection_test.cc - the files of a connection, and whoever tampers with
// their folder while they are made and afterwards.
#include "unit/daemon/temporary_folder.h" // first: CMocka has a macro fail()

#include "ipc/shared_connection.h"
#include "unit/cmocka.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sys/inotify.h>
#include <thread>
#include <unistd.h>

using namespace baton;
using baton::test::TemporaryFolder;

namespace {

namespace files = std::filesystem;

const ipc::Credentials kMe{getuid(), getgid(), getpid()};

std::size_t count_in(const files::path& folder) {
    std::error_code wrong;
    return static_cast<std::size_t>(
        std::distance(files::directory_iterator(folder, wrong), files::directory_iterator()));
}

// The folder that holds the file, as clients are told its name.
files::path folder_of(const ipc::SharedConnection& connection) {
    return files::path(connection.channels().request).parent_path();
}

// Puts a link to another place where a connection has just made its folder, again and again.
class Exchanger {
public:
    explicit Exchanger(files::path elsewhere)
        : elsewhere_(std::move(elsewhere)), events_(inotify_init1(IN_NONBLOCK)) {
        inotify_add_watch(events_, "/dev/shm", IN_CREATE | IN_ONLYDIR);
        thread_ = std::thread([this] { run(); });
    }
    ~Exchanger() {
        ending_ = true;
        thread_.join();
        close(events_);
        std::error_code ignored;
        for (const files::path& each : left_) files::remove_all(each, ignored);
    }
    Exchanger(const Exchanger&) = delete;
    Exchanger& operator=(const Exchanger&) = delete;

    std::atomic<int> exchanged = 0;

private:
    void run() {
        alignas(inotify_event) std::array<char, 4096> bytes{};
        while (!ending_) {
            pollfd news{.fd = events_, .events = POLLIN, .revents = 0};
            poll(&news, 1, 1);
            const ssize_t got = ::read(events_, bytes.data(), bytes.size());
            for (ssize_t at = 0; at < got;) {
                const auto* event = reinterpret_cast<inotify_event*>(bytes.data() + at);
                exchange(event->name);
                at += static_cast<ssize_t>(sizeof *event + event->len);
            }
        }
    }
    void exchange(const std::string& name) {
        if (!name.starts_with("qb-" + std::to_string(getpid()) + "-")) return;
        const files::path path = "/dev/shm/" + name;
        if (files::is_symlink(path)) return; // our own work
        std::error_code wrong;
        files::rename(path, "/dev/shm/moved-" + name, wrong);
        if (wrong) return;
        files::create_directory_symlink(elsewhere_, path, wrong);
        left_.push_back("/dev/shm/moved-" + name);
        left_.push_back(path);
        ++exchanged;
    }

    const files::path elsewhere_;
    int events_;
    std::vector<files::path> left_;
    std::atomic<bool> ending_ = false;
    std::thread thread_;
};

void no_file_is_made_where_somebody_leads_the_folders_name(void** /*state*/) {
    const TemporaryFolder elsewhere;
    std::size_t planted = 0;
    int exchanged = 0;
    {
        Exchanger exchanger(elsewhere.path);
        for (int i = 0; i < 300 && planted == 0; ++i) {
            const auto connection = ipc::SharedConnection::create("test", kMe);
            planted = count_in(elsewhere.path);
        }
        exchanged = exchanger.exchanged;
    }
    assert_true(exchanged > 0);
    assert_int_equal(planted, 0);
}

void a_client_finds_six_files_that_are_its_own_alone(void** /*state*/) {
    const auto made = ipc::SharedConnection::create("test", kMe);
    assert_true(made.has_value());
    const files::path folder = folder_of(**made);
    bool private_files = true;
    for (const auto& each : files::directory_iterator(folder))
        private_files = private_files && (each.status().permissions() & files::perms::mask) ==
                                             (files::perms::owner_read | files::perms::owner_write);
    assert_int_equal(count_in(folder), 6);
    assert_true(private_files);
    assert_true((files::status(folder).permissions() & files::perms::mask) ==
                (files::perms::owner_all | files::perms::group_all));
}

void nothing_is_left_of_a_connection(void** /*state*/) {
    auto made = ipc::SharedConnection::create("test", kMe);
    assert_true(made.has_value());
    const files::path folder = folder_of(**made);
    made->reset();
    assert_false(files::exists(folder));
}

void what_stands_in_the_folders_place_is_not_touched(void** /*state*/) {
    auto made = ipc::SharedConnection::create("test", kMe);
    assert_true(made.has_value());
    const files::path folder = folder_of(**made);
    const files::path moved = folder.string() + "-moved";
    const files::path file = folder / files::path((*made)->channels().request + "-data").filename();
    files::rename(folder, moved);
    files::create_directory(folder);
    std::ofstream(file) << "somebody else's";
    made->reset();
    const bool still_there = files::exists(file);
    files::remove_all(folder);
    files::remove_all(moved);
    assert_true(still_there);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(no_file_is_made_where_somebody_leads_the_folders_name),
        cmocka_unit_test(a_client_finds_six_files_that_are_its_own_alone),
        cmocka_unit_test(nothing_is_left_of_a_connection),
        cmocka_unit_test(what_stands_in_the_folders_place_is_not_touched),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
