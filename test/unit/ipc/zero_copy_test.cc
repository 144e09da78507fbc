// test/unit/ipc/zero_copy_test.cc - files of clients: whose, where, how long, and what is in them.
#include "ipc/zero_copy.h"

#include "unit/cmocka.h"

#include <cstring>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace baton;
using ipc::CsError;

namespace {

// A file as a client makes it: 16 bytes of its own, then a multicast request.
struct ClientFile {
    explicit ClientFile(std::size_t size, const std::string& folder = "/dev/shm/")
        : path(folder + "baton-test-" + std::to_string(getpid())) {
        descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
        good = descriptor >= 0 && ftruncate(descriptor, static_cast<off_t>(size)) == 0;
    }
    ~ClientFile() {
        if (descriptor >= 0) close(descriptor);
        unlink(path.c_str());
    }
    ClientFile(const ClientFile&) = delete;
    ClientFile& operator=(const ClientFile&) = delete;

    void put(off_t offset, const void* bytes, std::size_t size) {
        good = pwrite(descriptor, bytes, size, offset) == static_cast<ssize_t>(size) && good;
    }
    void put_message(const std::string& data, std::uint32_t length) {
        const std::int32_t id = 2;
        put(16, &id, sizeof id);
        put(48, &length, sizeof length);
        put(56, data.data(), data.size());
    }
    [[nodiscard]] std::uint64_t address() const {
        std::uint64_t value = 0;
        return pread(descriptor, &value, sizeof value, 8) == sizeof value ? value : 0;
    }
    [[nodiscard]] bool has_name() const { return access(path.c_str(), F_OK) == 0; }

    std::string path;
    int descriptor = -1;
    bool good = false;
};

constexpr ClientId kClient{1};
const uid_t kUser = getuid();

void a_file_is_taken_over_and_its_name_is_gone(void** /*state*/) {
    ClientFile file(4096);
    ipc::ZeroCopyFiles files;
    const auto address = files.alloc(kClient, kUser, {4096, file.path});
    assert_true(file.good);
    assert_true(address.has_value());
    assert_true(*address != 0);
    assert_true(file.address() == *address);
    assert_false(file.has_name());
}

void the_message_in_it_is_read(void** /*state*/) {
    ClientFile file(4096);
    ipc::ZeroCopyFiles files;
    const auto address = files.alloc(kClient, kUser, {4096, file.path});
    file.put_message("hello", 5);
    const auto message = files.read(kClient, address.value_or(0));
    assert_true(message.has_value());
    assert_int_equal(message->data.size(), 5);
    assert_memory_equal(message->data.data(), "hello", 5);
    assert_true(message->zero_copy);
}

CsError read_error(std::size_t size, std::uint32_t length) {
    ClientFile file(size);
    ipc::ZeroCopyFiles files;
    const auto address = files.alloc(kClient, kUser, {size, file.path});
    file.put_message("", length);
    const auto message = files.read(kClient, address.value_or(0));
    return message ? CsError::ok : message.error().error;
}

void a_length_above_the_file_is_refused(void** /*state*/) {
    assert_true(read_error(4096, 4096 - 56) == CsError::ok);
    assert_true(read_error(4096, 4096 - 55) == CsError::invalid_param);
    assert_true(read_error(4096, 0xFFFFFFFF) == CsError::invalid_param);
}

void a_message_that_no_client_could_take_is_too_big(void** /*state*/) {
    assert_true(read_error(2 << 20, cpg::kMessageMax + 1) == CsError::too_big);
}

void a_file_that_is_cut_short_afterwards_is_refused(void** /*state*/) {
    ClientFile file(4096);
    ipc::ZeroCopyFiles files;
    const auto address = files.alloc(kClient, kUser, {4096, file.path});
    file.put_message("hello", 2000);
    const bool cut = ftruncate(file.descriptor, 1000) == 0;
    const auto message = files.read(kClient, address.value_or(0));
    assert_true(cut);
    assert_false(message.has_value());
}

void the_number_of_another_client_means_nothing(void** /*state*/) {
    ClientFile file(4096);
    ipc::ZeroCopyFiles files;
    const auto address = files.alloc(kClient, kUser, {4096, file.path});
    file.put_message("hello", 5);
    assert_false(files.read({2}, address.value_or(0)).has_value());
    assert_false(files.free({2}, address.value_or(0)));
}

void a_freed_file_cannot_be_read(void** /*state*/) {
    ClientFile file(4096);
    ipc::ZeroCopyFiles files;
    const auto address = files.alloc(kClient, kUser, {4096, file.path});
    const bool freed = files.free(kClient, address.value_or(0));
    assert_true(freed);
    assert_false(files.read(kClient, address.value_or(0)).has_value());
    assert_false(files.free(kClient, address.value_or(0)));
}

bool is_taken(const std::string& path, std::uint64_t size, uid_t user = kUser) {
    ipc::ZeroCopyFiles files;
    return files.alloc(kClient, user, {size, path}).has_value();
}

void files_elsewhere_are_refused(void** /*state*/) {
    ClientFile file(4096, "/tmp/");
    assert_true(file.good);
    assert_false(is_taken(file.path, 4096));
    assert_false(is_taken("/dev/shm/../../tmp/" + file.path.substr(5), 4096));
    assert_true(file.has_name());
}

void a_symbolic_link_is_refused(void** /*state*/) {
    ClientFile file(4096, "/tmp/");
    const std::string link = "/dev/shm/baton-link-" + std::to_string(getpid());
    const bool made = symlink(file.path.c_str(), link.c_str()) == 0;
    const bool taken = is_taken(link, 4096);
    unlink(link.c_str());
    assert_true(made);
    assert_false(taken);
}

void a_file_of_somebody_else_is_refused(void** /*state*/) {
    ClientFile file(4096);
    assert_false(is_taken(file.path, 4096, kUser + 1));
    assert_true(file.has_name());
}

void a_second_name_is_refused(void** /*state*/) {
    ClientFile file(4096);
    const std::string other = file.path + "-2";
    const bool made = link(file.path.c_str(), other.c_str()) == 0;
    const bool taken = is_taken(file.path, 4096);
    unlink(other.c_str());
    assert_true(made);
    assert_false(taken);
}

void what_is_no_file_is_refused(void** /*state*/) {
    const std::string pipe = "/dev/shm/baton-pipe-" + std::to_string(getpid());
    const bool made = mkfifo(pipe.c_str(), 0600) == 0;
    const bool taken = is_taken(pipe, 4096);
    unlink(pipe.c_str());
    assert_true(made);
    assert_false(taken);
    assert_false(is_taken("/dev/shm/", 4096));
}

void senseless_sizes_are_refused(void** /*state*/) {
    ClientFile file(4096);
    assert_false(is_taken(file.path, 0));
    assert_false(is_taken(file.path, 55));
    assert_false(is_taken(file.path, ipc::ZeroCopyFiles::kSizeMax + 1));
    assert_false(is_taken(file.path, UINT64_MAX));
}

void a_client_cannot_have_any_number_of_files(void** /*state*/) {
    ipc::ZeroCopyFiles files;
    std::size_t taken = 0;
    for (std::size_t number = 0; number < 2 * ipc::ZeroCopyFiles::kFilesMax; ++number) {
        ClientFile file(4096);
        if (files.alloc(kClient, kUser, {4096, file.path})) ++taken;
    }
    assert_int_equal(taken, ipc::ZeroCopyFiles::kFilesMax);
}

void the_last_descriptors_are_not_for_files(void** /*state*/) {
    ClientFile file(4096);
    ipc::ZeroCopyFiles files;
    rlimit usual{};
    getrlimit(RLIMIT_NOFILE, &usual);
    const rlimit few{.rlim_cur = 40, .rlim_max = usual.rlim_max};
    setrlimit(RLIMIT_NOFILE, &few);
    const auto refused = files.alloc(kClient, kUser, {4096, file.path});
    setrlimit(RLIMIT_NOFILE, &usual);
    const auto taken = files.alloc(kClient, kUser, {4096, file.path});
    assert_true(file.good);
    assert_false(refused.has_value());
    assert_true(taken.has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_last_descriptors_are_not_for_files),
        cmocka_unit_test(a_file_is_taken_over_and_its_name_is_gone),
        cmocka_unit_test(the_message_in_it_is_read),
        cmocka_unit_test(a_length_above_the_file_is_refused),
        cmocka_unit_test(a_message_that_no_client_could_take_is_too_big),
        cmocka_unit_test(a_file_that_is_cut_short_afterwards_is_refused),
        cmocka_unit_test(the_number_of_another_client_means_nothing),
        cmocka_unit_test(a_freed_file_cannot_be_read),
        cmocka_unit_test(files_elsewhere_are_refused),
        cmocka_unit_test(a_symbolic_link_is_refused),
        cmocka_unit_test(a_file_of_somebody_else_is_refused),
        cmocka_unit_test(a_second_name_is_refused),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(senseless_sizes_are_refused),
        cmocka_unit_test(a_client_cannot_have_any_number_of_files),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
