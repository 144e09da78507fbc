// test/unit/daemon/config_reader_test.cc - what is told when the configuration is read beside the
// loop.
#include "unit/daemon/temporary_folder.h" // first: CMocka has a macro fail()

#include "daemon/config_reader.h"
#include "unit/cmocka.h"

#include <cstring>
#include <pthread.h>

using namespace baton;
using baton::test::TemporaryFolder;

namespace {

// While it lives no thread can be made: no machine has room for its stack.
class NoThreads {
public:
    NoThreads() {
        pthread_attr_t impossible{};
        pthread_getattr_default_np(&usual_);
        pthread_getattr_default_np(&impossible);
        pthread_attr_setstacksize(&impossible, std::size_t{1} << 47U);
        pthread_setattr_default_np(&impossible);
        pthread_attr_destroy(&impossible);
    }
    ~NoThreads() {
        pthread_setattr_default_np(&usual_);
        pthread_attr_destroy(&usual_);
    }
    NoThreads(const NoThreads&) = delete;
    NoThreads& operator=(const NoThreads&) = delete;

private:
    pthread_attr_t usual_{};
};

struct Told {
    std::uint64_t number = 0;
    reload::ConfigurationRead read;
};

Told read(const std::string& path, bool without_threads) {
    Told told;
    loop::Loop loop;
    ConfigReader reader(loop, path, [&](std::uint64_t number, reload::ConfigurationRead read) {
        told = {number, std::move(read)};
        loop.stop();
    });
    if (without_threads) {
        const NoThreads none;
        reader.read(7);
    } else {
        reader.read(7);
    }
    loop.run();
    return told;
}

void a_file_that_is_not_there_is_complained_about(void** /*state*/) {
    const TemporaryFolder folder;
    const Told told = read(folder.file("missing"), false);
    assert_int_equal(told.number, 7);
    assert_null(told.read.config.get());
    assert_false(told.read.complaints.empty());
}

void without_a_thread_to_read_it_there_is_a_complaint(void** /*state*/) {
    const TemporaryFolder folder;
    const Told told = read(folder.file("missing"), true);
    assert_int_equal(told.number, 7);
    assert_null(told.read.config.get());
    assert_int_equal(told.read.complaints.size(), 1);
    assert_non_null(std::strstr(told.read.complaints.front().c_str(), "at present"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_is_not_there_is_complained_about),
        cmocka_unit_test(without_a_thread_to_read_it_there_is_a_complaint),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
