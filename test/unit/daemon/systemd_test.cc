// test/unit/daemon/systemd_test.cc - what the service manager hears.
#include "unit/daemon/temporary_folder.h" // first: CMocka has a macro fail()

#include "daemon/systemd.h"
#include "loop/descriptor.h"
#include "unit/cmocka.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace baton;
using baton::test::TemporaryFolder;

namespace {

// Listens in place of the service manager.
class Manager {
public:
    Manager() : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const std::string path = folder_.file("notify");
        std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
        if (bind(socket_.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
            setenv("NOTIFY_SOCKET", path.c_str(), 1);
    }
    ~Manager() { unsetenv("NOTIFY_SOCKET"); }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;

    // The next message; empty if there is none.
    std::string heard() {
        std::array<char, 512> text{};
        const ssize_t size = recv(socket_.number(), text.data(), text.size(), 0);
        return size < 0 ? std::string() : std::string(text.data(), static_cast<std::size_t>(size));
    }

private:
    TemporaryFolder folder_;
    loop::Descriptor socket_;
};

std::string stream_of(int descriptor) {
    struct stat found {};
    return fstat(descriptor, &found) != 0
               ? std::string()
               : std::to_string(found.st_dev) + ":" + std::to_string(found.st_ino);
}

bool is_journal_if_named(const std::string& stream) {
    setenv("JOURNAL_STREAM", stream.c_str(), 1);
    const bool answer = stderr_is_journal();
    unsetenv("JOURNAL_STREAM");
    return answer;
}

void a_status_is_one_line(void** /*state*/) {
    Manager manager;
    show_status("no file \"a\nREADY=1\"");
    assert_string_equal(manager.heard().c_str(), "STATUS=no file \"a READY=1\"");
}

void being_ready_is_said_once(void** /*state*/) {
    Manager manager;
    loop::Loop loop;
    ServiceManager service(loop);
    service.ready();
    service.ready();
    const std::string first = manager.heard();
    const std::string second = manager.heard();
    assert_string_equal(first.c_str(), "READY=1");
    assert_string_equal(second.c_str(), "");
}

void the_watchdog_is_fed_from_the_start_on(void** /*state*/) {
    Manager manager;
    setenv("WATCHDOG_USEC", "100000", 1);
    loop::Loop loop;
    ServiceManager service(loop);
    const std::string early = manager.heard();
    service.ready();
    manager.heard(); // READY
    const std::string at_once = manager.heard();
    loop::Timer end(loop, [&] { loop.stop(); });
    end.fire_in(std::chrono::milliseconds{200});
    loop.run();
    const std::string later = manager.heard();
    unsetenv("WATCHDOG_USEC");
    assert_string_equal(early.c_str(), "");
    assert_string_equal(at_once.c_str(), "WATCHDOG=1");
    assert_string_equal(later.c_str(), "WATCHDOG=1");
}

void standard_error_is_the_journal_that_the_manager_named(void** /*state*/) {
    assert_true(is_journal_if_named(stream_of(STDERR_FILENO)));
}

void standard_error_that_leads_elsewhere_is_not_the_journal(void** /*state*/) {
    const TemporaryFolder folder;
    const loop::Descriptor file(
        open(folder.file("log").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    assert_false(is_journal_if_named(stream_of(file.number())));
}

void without_a_manager_standard_error_is_not_the_journal(void** /*state*/) {
    unsetenv("JOURNAL_STREAM");
    assert_false(stderr_is_journal());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_status_is_one_line),
        cmocka_unit_test(being_ready_is_said_once),
        cmocka_unit_test(the_watchdog_is_fed_from_the_start_on),
        cmocka_unit_test(standard_error_is_the_journal_that_the_manager_named),
        cmocka_unit_test(standard_error_that_leads_elsewhere_is_not_the_journal),
        cmocka_unit_test(without_a_manager_standard_error_is_not_the_journal),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
