// test/unit/transport/knet/memory_test.cc - pages that go back, and what is read from them then.
#include "transport/knet/memory.h"

#include "transport/knet/handle.h"
#include "wire/totem.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <fstream>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "unit/cmocka.h" // last: its fail() is a macro

using namespace baton;
using namespace baton::transport::knet;

namespace {

constexpr std::size_t kPage = 4096;
constexpr std::byte kTable{0xff};
constexpr std::byte kOther{7};

// Fresh pages, all present and filled with one value.
class Pages {
public:
    explicit Pages(std::size_t count, std::byte value)
        : all_(static_cast<std::byte*>(mmap(nullptr, count * kPage, PROT_READ | PROT_WRITE,
                                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)),
               count * kPage) {
        std::ranges::fill(all_, std::byte{1});
        std::ranges::fill(all_, value);
    }
    Pages(const Pages&) = delete;
    Pages& operator=(const Pages&) = delete;
    ~Pages() { munmap(all_.data(), all_.size()); }

    [[nodiscard]] std::span<std::byte> all() const { return all_; }
    [[nodiscard]] std::byte& at(std::size_t page, std::size_t offset = 0) const {
        return all_[page * kPage + offset];
    }
    [[nodiscard]] bool present(std::size_t page) const {
        unsigned char bits = 0;
        return mincore(&at(page), kPage, &bits) == 0 && (bits & 1U) != 0;
    }
    [[nodiscard]] std::vector<std::byte> copy() const { return {all_.begin(), all_.end()}; }
    [[nodiscard]] bool reads(const std::vector<std::byte>& content) const {
        return std::ranges::equal(all_, content);
    }

private:
    std::span<std::byte> all_;
};

std::size_t resident_pages() {
    std::size_t size = 0;
    std::size_t resident = 0;
    std::ifstream("/proc/self/statm") >> size >> resident;
    return resident;
}

void pages_of_zeros_go_back_and_read_as_zeros(void**) {
    const Pages pages(8, std::byte{});
    const bool before = pages.present(5);
    const auto given = give_back(pages.all(), true);
    const bool after = pages.present(5);
    const bool zeros = pages.reads(std::vector<std::byte>(8 * kPage));
    assert_true(before);
    assert_false(after);
    assert_int_equal(given.zero, 8 * kPage);
    assert_true(zeros);
}

void a_page_with_one_byte_of_content_stays(void**) {
    const Pages pages(5, std::byte{});
    pages.at(1, 0) = kOther;
    pages.at(3, kPage - 1) = kOther;
    const auto content = pages.copy();
    const auto given = give_back(pages.all(), true);
    const bool kept = pages.present(1) && pages.present(3);
    assert_int_equal(given.zero, 3 * kPage);
    assert_true(kept);
    assert_true(pages.reads(content));
}

void what_is_written_after_that_is_read(void**) {
    const Pages pages(3, std::byte{});
    give_back(pages.all(), true);
    pages.at(1, 9) = kOther;
    auto expected = std::vector<std::byte>(3 * kPage);
    expected[kPage + 9] = kOther;
    assert_true(pages.reads(expected));
}

void absent_pages_stay_absent(void**) {
    const Pages pages(4, std::byte{});
    give_back(pages.all(), true);
    const auto again = give_back(pages.all(), true);
    assert_int_equal(again.zero, 0);
    assert_false(pages.present(0));
}

void locked_pages_go_back_and_stay_locked(void**) {
    const Pages pages(4, std::byte{});
    const int locked = mlock2(pages.all().data(), pages.all().size(), MLOCK_ONFAULT);
    const auto given = give_back(pages.all(), true);
    const int plainly = madvise(pages.all().data(), pages.all().size(), MADV_DONTNEED);
    if (locked != 0) skip(); // not allowed here
    assert_int_equal(given.zero, 4 * kPage);
    assert_int_equal(plainly, -1); // that is refused for locked ones
}

// Where the kernel gives huge pages they are 2 MB here.
void parts_of_huge_pages_go_back(void**) {
    const Pages pages(3072, std::byte{});
    give_back(pages.all(), false);
    madvise(pages.all().data(), pages.all().size(), MADV_HUGEPAGE);
    std::ranges::fill(pages.all(), std::byte{});
    for (std::size_t page = 0; page < 3072; page += 64) pages.at(page) = kOther;
    const auto content = pages.copy();
    const std::size_t before = resident_pages();
    const auto given = give_back(pages.all(), true);
    const std::size_t after = resident_pages();
    assert_int_equal(given.zero, (3072 - 48) * kPage);
    assert_true(after + 2900 < before);
    assert_true(pages.reads(content));
}

void equal_pages_share_memory_and_read_the_same(void**) {
    const Pages pages(8191, kTable);
    const auto content = pages.copy();
    const std::size_t before = resident_pages();
    const auto given = give_back(pages.all(), true);
    const std::size_t after = resident_pages();
    assert_int_equal(given.equal, 8191 * kPage);
    assert_true(after + 8000 < before);
    assert_true(pages.reads(content));
}

// The pages 64 apart are the same one of the file.
void equal_pages_are_written_one_by_one(void**) {
    const Pages pages(2048, kTable);
    auto content = pages.copy();
    give_back(pages.all(), true);
    for (const std::size_t page : {0U, 5U, 69U, 2047U}) {
        pages.at(page, page) = kOther;
        content[page * kPage + page] = kOther;
    }
    assert_true(pages.reads(content));
}

void pages_of_content_between_equal_ones_are_not_touched(void**) {
    const Pages pages(4000, kTable);
    pages.at(1500, 1) = kOther;
    pages.at(2600, kPage - 1) = kOther; // 1099 equal ones before it, and 1399 after
    const auto content = pages.copy();
    const auto given = give_back(pages.all(), true);
    assert_int_equal(given.equal, 3998 * kPage);
    assert_true(pages.reads(content));
}

void a_short_run_of_equal_pages_stays(void**) {
    const Pages pages(1023, kTable);
    const auto given = give_back(pages.all(), true);
    assert_int_equal(given.equal, 0);
}

void equal_pages_stay_if_they_are_to(void**) {
    const Pages pages(2048, kTable);
    const auto given = give_back(pages.all(), false);
    assert_true(given == GivenBack{});
}

void folded_pages_are_not_folded_again(void**) {
    const Pages pages(2048, kTable);
    give_back(pages.all(), true);
    pages.at(1000) = kOther;
    const auto content = pages.copy();
    give_back(pages.all(), true);
    assert_true(pages.reads(content));
}

// On a machine that is busy enough a thread may not stop in time; then it is tried again. False:
// the memory is that of a sanitizer or of valgrind, and no other reason is good.
bool give_back_now(GivenBack* given = nullptr) {
    for (;;) {
        const auto result = give_back_unused_memory();
        if (result && given != nullptr) *given = *result;
        if (result) return true;
        if (result.error().what.ends_with(" watches the memory")) return false;
        assert_string_equal(result.error().what.c_str(), "a thread does not stop");
    }
}

// A thread that sets pages to zeros and back all the time finds what it wrote.
class Writer {
public:
    Writer() : thread_([this] { run(); }) {}
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer() { stop(); }
    bool stop() {
        end_ = true;
        if (thread_.joinable()) thread_.join();
        return good_;
    }

private:
    void run() {
        const Pages pages(64, std::byte{});
        const auto each = [&](auto&& visit) {
            for (std::size_t page = 0; page < 64; ++page) visit(pages.at(page, page));
            std::atomic_signal_fence(std::memory_order_seq_cst); // it goes to memory
        };
        while (!end_) {
            each([](std::byte& place) { place = kOther; });
            each([&](std::byte& place) { good_ = good_ && place == kOther; });
            each([](std::byte& place) { place = {}; });
        }
    }

    std::atomic<bool> end_{false};
    bool good_ = true;
    std::thread thread_; // last: it uses the others
};

void no_write_of_another_thread_is_lost(void**) {
    std::array<Writer, 3> writers;
    bool done = true;
    for (int round = 0; round < 1000 && done; ++round) done = give_back_now();
    const auto good = std::ranges::count_if(writers, &Writer::stop);
    assert_int_equal(good, writers.size());
}

std::vector<std::byte> message_to(NodeId target) {
    std::vector<std::byte> bits(wire::kMulticastHeaderSize);
    wire::Multicast multicast;
    multicast.sender = {1};
    multicast.target = target;
    wire::write_multicast_header(multicast, std::span(bits).first<wire::kMulticastHeaderSize>());
    return bits;
}

bool comes_back(const Handle& handle, const std::vector<std::byte>& message) {
    if (send(handle.data(), message.data(), message.size(), 0) < 0) return false;
    pollfd arrived{handle.data(), POLLIN, 0};
    std::vector<std::byte> got(message.size() + 1);
    return poll(&arrived, 1, 60'000) == 1 &&
           recv(handle.data(), got.data(), got.size(), 0) == std::ssize(message) &&
           std::equal(message.begin(), message.end(), got.begin());
}

// libknet sends to its own node over a link of no network.
bool add_own_link(knet_handle_t handle) {
    sockaddr_storage address{};
    address.ss_family = AF_INET;
    return knet_host_add(handle, 1) == 0 &&
           knet_link_set_config(handle, 1, 0, KNET_TRANSPORT_LOOPBACK, &address, &address, 0) ==
               0 &&
           knet_link_set_enable(handle, 1, 0, 1) == 0 && knet_handle_setfwd(handle, 1) == 0;
}

void a_handle_works_before_and_after(void**) {
    const auto handle = Handle::open({1}, true);
    GivenBack given;
    const bool done = give_back_now(&given);
    const bool added = handle && add_own_link(handle->get());
    const bool before = added && comes_back(*handle, message_to({1}));
    give_back_now();
    const bool after = added && comes_back(*handle, message_to({1}));
    assert_true(added);
    assert_true(before);
    assert_true(after);
    if (!done) return;
    assert_true(given.zero > std::size_t{10} << 20U);
    assert_int_equal(prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0), 1); // or it would come again
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(pages_of_zeros_go_back_and_read_as_zeros),
        cmocka_unit_test(a_page_with_one_byte_of_content_stays),
        cmocka_unit_test(what_is_written_after_that_is_read),
        cmocka_unit_test(absent_pages_stay_absent),
        cmocka_unit_test(locked_pages_go_back_and_stay_locked),
        cmocka_unit_test(parts_of_huge_pages_go_back),
        cmocka_unit_test(equal_pages_share_memory_and_read_the_same),
        cmocka_unit_test(equal_pages_are_written_one_by_one),
        cmocka_unit_test(pages_of_content_between_equal_ones_are_not_touched),
        cmocka_unit_test(a_short_run_of_equal_pages_stays),
        cmocka_unit_test(equal_pages_stay_if_they_are_to),
        cmocka_unit_test(folded_pages_are_not_folded_again),
        cmocka_unit_test(no_write_of_another_thread_is_lost),
        cmocka_unit_test(a_handle_works_before_and_after),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
