// test/unit/ipc/shared_connection_test.cc - the files of a connection, and whoever tampers with
// their folder while they are made and afterwards.
#include "unit/daemon/temporary_folder.h" // first: CMocka has a macro fail()

#include "ipc/shared_connection.h"
#include "unit/cmocka.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/wait.h>
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

void a_ring_that_is_given_up_has_one_user_less(void** /*state*/) {
    constexpr off_t kUsersAt = 8204;
    auto folder = ipc::ClientFolder::create(kMe);
    assert_true(folder.has_value());
    auto ring = ipc::SharedRing::create(*folder, "ring");
    assert_true(ring.has_value());
    const int header = open((folder->path() + "/ring-header").c_str(), O_RDONLY | O_CLOEXEC);
    std::array<std::int32_t, 2> users{-1, -1};
    const auto look = [&](std::int32_t& into) {
        return pread(header, &into, sizeof into, kUsersAt);
    };
    const bool before = look(users[0]) == sizeof(std::int32_t);
    *ring = ipc::SharedRing();
    const bool after = look(users[1]) == sizeof(std::int32_t);
    close(header);
    assert_true(before && after);
    assert_int_equal(users[0], 1);
    assert_int_equal(users[1], 0);
}

// Like the flight recorder, which is there first.
void a_fault_that_is_none_of_ours_goes_to_who_was_there_before(void** /*state*/) {
    constexpr int kSeen = 42;
    const pid_t child = fork(); // nothing in this process has made a mapping yet
    if (child == 0) {
        std::signal(SIGBUS, [](int) { _exit(kSeen); });
        const auto connection = ipc::SharedConnection::create("test", kMe);
        if (!connection) _exit(1);
        const int file = memfd_create("cut short", MFD_CLOEXEC);
        void* mapped = mmap(nullptr, 4096, PROT_READ, MAP_SHARED, file, 0);
        _exit(mapped == MAP_FAILED ? 1 : *static_cast<volatile char*>(mapped));
    }
    int status = 0;
    waitpid(child, &status, 0);
    std::error_code ignored;
    for (const auto& each : files::directory_iterator("/dev/shm", ignored))
        if (each.path().filename().string().starts_with("qb-" + std::to_string(child) + "-"))
            files::remove_all(each.path(), ignored);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), kSeen);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_fault_that_is_none_of_ours_goes_to_who_was_there_before),
        cmocka_unit_test(no_file_is_made_where_somebody_leads_the_folders_name),
        cmocka_unit_test(a_client_finds_six_files_that_are_its_own_alone),
        cmocka_unit_test(nothing_is_left_of_a_connection),
        cmocka_unit_test(a_ring_that_is_given_up_has_one_user_less),
        cmocka_unit_test(what_stands_in_the_folders_place_is_not_touched),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
