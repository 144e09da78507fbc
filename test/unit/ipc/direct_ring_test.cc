// test/unit/ipc/direct_ring_test.cc - a ring gives what was put into it, and nothing that the other
// side writes into the shared words leads anywhere else.
#include "ipc/direct_ring.h"
#include "ipc/local_protocol.h"
#include "wire/cpg_batch.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <fcntl.h>
#include <latch>
#include <memory>
#include <random>
#include <string_view>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

using namespace baton;
using ipc::DirectOutcome;

namespace {

struct Ring {
    explicit Ring(ipc::DirectRingIndex which = ipc::kRequests)
        : index(which), memory(std::move(*ipc::DirectMemory::create())), reader(memory, which),
          writer(memory, which) {}

    std::uint64_t& word(std::size_t offset) const {
        return *reinterpret_cast<std::uint64_t*>(memory.words(index) + offset);
    }
    std::uint32_t& length_of_first() const {
        return *reinterpret_cast<std::uint32_t*>(memory.ring(index));
    }
    void put(std::size_t length) {
        const std::vector<std::byte> bytes(length);
        if (writer.write(bytes, {}) == DirectOutcome::done) static_cast<void>(writer.show());
    }
    DirectOutcome read(Bytes& message) { return reader.read({room.get(), kRoom}, message); }
    DirectOutcome read() {
        Bytes message;
        return read(message);
    }

    static constexpr std::size_t kRoom = ipc::kMessageMax;
    ipc::DirectRingIndex index;
    ipc::DirectMemory memory;
    ipc::DirectReader reader;
    ipc::DirectWriter writer;
    std::unique_ptr<std::byte[]> room = std::make_unique<std::byte[]>(kRoom);
};

// A message of this number: its length and bytes follow from it.
std::vector<std::byte> message_of(std::uint32_t number) {
    std::mt19937 random(number);
    const std::size_t length = random() % 40 == 0 ? random() % 300000 : random() % 300;
    std::vector<std::byte> bytes(length, static_cast<std::byte>(number));
    if (length >= 4) std::memcpy(bytes.data() + length - 4, &number, 4);
    return bytes;
}

bool equal(Bytes one, Bytes other) {
    return one.size() == other.size() &&
           (one.empty() || std::memcmp(one.data(), other.data(), one.size()) == 0);
}

void a_message_in_pieces_comes_out_in_one(void** /*state*/) {
    Ring ring;
    BufferPool pool;
    const auto text = [](std::string_view part) { return std::as_bytes(std::span(part)); };
    const std::array rest{pool.copy(text("-")), Slice{}, pool.copy(text("third"))};
    const auto written = ring.writer.write(text("first-"), {text("second"), rest});
    static_cast<void>(ring.writer.show());
    Bytes message;
    const auto outcome = ring.read(message);
    const bool same = equal(message, text("first-second-third"));
    assert_true(written == DirectOutcome::done && outcome == DirectOutcome::done);
    assert_true(same);
}

void messages_come_out_as_they_went_in_for_many_laps(void** /*state*/) {
    Ring ring;
    std::mt19937 random(1);
    std::uint32_t written = 0;
    std::uint32_t read = 0;
    bool good = true;
    std::size_t refused = 0;
    while (read < 20000 && good) {
        for (std::size_t count = random() % 40; count > 0; --count) {
            const auto bytes = message_of(written);
            const std::size_t cut = bytes.empty() ? 0 : random() % bytes.size();
            const Bytes all = bytes;
            const auto outcome = ring.writer.write(all.first(cut), all.subspan(cut));
            refused += outcome == DirectOutcome::not_now;
            if (outcome != DirectOutcome::done) break;
            ++written;
        }
        static_cast<void>(ring.writer.show());
        Bytes message;
        for (std::size_t count = random() % 40; count > 0; --count) {
            if (ring.read(message) != DirectOutcome::done) break;
            good = good && equal(message, message_of(read++));
        }
        if (random() % 4 != 0) ring.reader.give_back();
    }
    assert_true(good);
    assert_true(refused > 0);
    assert_true(written - read < 10000);
}

// ---- records

// As a client library writes one; `kind` and `stated` may lie.
struct Records {
    void put(std::uint32_t kind, std::size_t length, std::size_t stated) {
        std::byte* at = ring.memory.ring(ipc::kRequests) + place % size;
        const auto said = static_cast<std::uint32_t>(stated);
        std::memcpy(at, &said, sizeof said);
        std::memcpy(at + 4, &kind, sizeof kind);
        std::memset(at + 8, 'r', length);
        place += 8 + (length + 7) / 8 * 8;
        ring.word(0) = place;
    }
    void put(std::uint32_t kind, std::size_t length) { put(kind, length, length); }
    DirectOutcome read(ipc::DirectRun& run, std::size_t most = SIZE_MAX) {
        return ring.reader.read_run({ring.room.get(), Ring::kRoom}, most, run);
    }

    Ring ring;
    std::uint64_t place = 0;
    static constexpr std::size_t size = ipc::kDirectSizes[ipc::kRequests];
};

bool is_sound(const ipc::DirectRun& run) {
    const auto within = wire::cpg_records_within(run.bytes, run.bytes.size());
    wire::CpgRecords records(run.bytes);
    bool good = within.bytes == run.bytes.size() && within.count == run.count;
    for (std::size_t at = 0; good && at < run.bytes.size();) {
        std::array<std::uint32_t, 2> head{};
        std::memcpy(head.data(), run.bytes.data() + at, sizeof head);
        good = head[1] == 0 && head[0] <= ipc::kRecordMax;
        at += wire::cpg_record_size(head[0]);
    }
    return good;
}

void records_of_one_kind_are_read_in_one_go(void** /*state*/) {
    Records records;
    for (const std::size_t length : {5U, 0U, 64U}) records.put(ipc::kMulticast, length);
    for (const std::size_t length : {9U, 4096U}) records.put(ipc::kSafeMulticast, length);
    records.put(ipc::kRequest, 100000);
    records.put(ipc::kMulticast, 1);
    std::array<ipc::DirectRun, 4> runs{};
    std::array<bool, 4> good{};
    for (std::size_t i = 0; i < runs.size(); ++i) {
        good[i] = records.read(runs[i]) == DirectOutcome::done;
        if (runs[i].kind != ipc::kRequest) good[i] = good[i] && is_sound(runs[i]);
    }
    ipc::DirectRun none;
    const auto after = records.read(none);
    for (const bool each : good) assert_true(each);
    constexpr std::array<std::uint32_t, 4> kKinds{1, 2, 0, 1};
    constexpr std::array<std::size_t, 4> kCounts{3, 2, 1, 1};
    for (std::size_t i = 0; i < runs.size(); ++i) {
        assert_int_equal(runs[i].kind, kKinds[i]);
        assert_int_equal(runs[i].count, kCounts[i]);
    }
    assert_int_equal(runs[2].bytes.size(), 100000);
    assert_true(after == DirectOutcome::not_now);
}

void a_run_ends_where_it_is_told_to_and_where_it_is_long(void** /*state*/) {
    Records records;
    for (int i = 0; i < 1000; ++i) records.put(ipc::kMulticast, 1000);
    ipc::DirectRun run;
    const auto first = records.read(run, 3);
    const std::size_t three = run.count;
    std::size_t all = run.count;
    std::size_t longest = 0;
    bool good = first == DirectOutcome::done;
    while (good && records.read(run) == DirectOutcome::done) {
        good = is_sound(run);
        longest = std::max(longest, run.bytes.size());
        all += run.count;
    }
    assert_true(good);
    assert_int_equal(three, 3);
    assert_int_equal(all, 1000);
    assert_true(longest > ipc::DirectReader::kRunMax - 2000);
    assert_true(longest <= ipc::DirectReader::kRunMax);
}

void records_that_are_none_break_the_ring(void** /*state*/) {
    struct Lie {
        std::uint32_t kind;
        std::size_t length;
        std::size_t stated;
    };
    for (const Lie& lie : {Lie{3, 8, 8}, Lie{0xffffffff, 8, 8}, Lie{1, 4097, 4097}, Lie{1, 8, 9},
                           Lie{2, 8, 0xffffffff}, Lie{1, 8, 0xfffffff8}}) {
        Records records;
        records.put(ipc::kMulticast, 8);
        records.put(lie.kind, lie.length, lie.stated);
        ipc::DirectRun run;
        const auto good = records.read(run);
        const auto bad = records.read(run);
        const auto for_ever = records.read(run);
        assert_true(good == DirectOutcome::done);
        assert_true(bad == DirectOutcome::broken);
        assert_true(for_ever == DirectOutcome::broken);
    }
}

// Somebody writes over the heads all the time; what is read is sound, or the ring is broken.
void records_that_change_while_they_are_read_are_sound_or_none(void** /*state*/) {
    std::size_t sound = 0;
    bool good = true;
    for (unsigned seed = 0; seed < 60 && good; ++seed) {
        Records records;
        for (int i = 0; i < 4000; ++i) records.put(ipc::kMulticast, 64);
        std::atomic<bool> done = false;
        std::thread scribbler([&] {
            std::mt19937 random(seed);
            while (!done) {
                auto* head = reinterpret_cast<std::uint32_t*>(
                    records.ring.memory.ring(ipc::kRequests) + random() % 4000 * 72);
                std::atomic_ref(head[random() % 2])
                    .store(
                        static_cast<std::uint32_t>(random() % 2 == 0 ? random() : random() % 100),
                        std::memory_order_relaxed);
            }
        });
        ipc::DirectRun run;
        while (good && records.read(run) == DirectOutcome::done) {
            good = run.kind == ipc::kRequest || is_sound(run);
            ++sound;
        }
        done = true;
        scribbler.join();
    }
    assert_true(good);
    assert_true(sound > 0);
}

// What the reader finds: length, where the records begin, and all bytes.
void records_are_added_until_they_are_shown(void** /*state*/) {
    Ring ring(ipc::kEvents);
    const std::array<std::byte, 16> head{};
    const std::vector<std::byte> front(8, std::byte{'f'});
    const std::vector<std::byte> rest(13, std::byte{'r'});
    const auto alone = ring.writer.append_records(front, rest);
    const auto written = ring.writer.write_records(head, front, rest);
    const auto added = ring.writer.append_records({}, front);
    static_cast<void>(ring.writer.show());
    const auto late = ring.writer.append_records({}, front);
    const std::byte* at = ring.memory.ring(ipc::kEvents);
    std::array<std::uint32_t, 2> stated{};
    std::memcpy(stated.data(), at, sizeof stated);
    Bytes message;
    const auto read = ring.read(message);
    const bool equal = message.size() == 48 && message[16] == std::byte{'f'} &&
                       message[24] == std::byte{'r'} && message[36] == std::byte{'r'} &&
                       message[40] == std::byte{'f'} && message[47] == std::byte{'f'};
    assert_true(alone == DirectOutcome::not_now);
    assert_true(written == DirectOutcome::done && added == DirectOutcome::done);
    assert_true(late == DirectOutcome::not_now);
    assert_int_equal(stated[0], 48);
    assert_int_equal(stated[1], 16);
    assert_true(read == DirectOutcome::done);
    assert_true(equal);
}

void records_are_not_added_behind_another_event_nor_without_end(void** /*state*/) {
    Ring ring(ipc::kEvents);
    const std::vector<std::byte> some(1000);
    static_cast<void>(ring.writer.write_records(some, {}, some));
    static_cast<void>(ring.writer.write(some, {}));
    const auto behind = ring.writer.append_records({}, some);
    static_cast<void>(ring.writer.write_records(some, {}, some));
    std::size_t length = 2000;
    for (; ring.writer.append_records({}, some) == DirectOutcome::done; length += 1000) {}
    assert_true(behind == DirectOutcome::not_now);
    assert_true(length > ipc::DirectWriter::kAppendedMax / 2);
    assert_true(length <= ipc::DirectWriter::kAppendedMax);
}

void what_is_not_shown_is_not_there(void** /*state*/) {
    Ring ring;
    const std::array<std::byte, 5> bytes{};
    const auto written = ring.writer.write(bytes, {});
    const auto before = ring.reader.look();
    static_cast<void>(ring.writer.show());
    const auto after = ring.reader.look();
    assert_true(written == DirectOutcome::done);
    assert_true(before == DirectOutcome::not_now);
    assert_true(after == DirectOutcome::done);
}

void a_ring_takes_the_longest_message_at_any_place(void** /*state*/) {
    Ring ring;
    bool good = true;
    for (std::size_t i = 0; i < 200; ++i) {
        ring.put(ipc::kMessageMax - i % 9);
        Bytes message;
        good = good && ring.read(message) == DirectOutcome::done &&
               message.size() == ipc::kMessageMax - i % 9;
        ring.reader.give_back();
        ring.put(i * 8);
        good = good && ring.read() == DirectOutcome::done;
        ring.reader.give_back();
    }
    assert_true(good);
}

void a_sleeper_is_woken_once(void** /*state*/) {
    Ring ring;
    const std::array<std::byte, 5> bytes{};
    const auto put = [&] {
        static_cast<void>(ring.writer.write(bytes, {}));
        return ring.writer.show();
    };
    const bool awake = put();
    const bool sleeps_before_it_has_read = ring.reader.fall_asleep();
    static_cast<void>(ring.read());
    const bool sleeps = ring.reader.fall_asleep();
    const std::array<bool, 2> woken{put(), put()};
    assert_false(awake);
    assert_false(sleeps_before_it_has_read);
    assert_true(sleeps);
    assert_true(woken[0]);
    assert_false(woken[1]);
}

void nobody_is_woken_for_what_was_read_already(void** /*state*/) {
    Ring ring;
    ring.put(16);
    static_cast<void>(ring.read());
    const bool sleeps = ring.reader.fall_asleep();
    const bool woken = ring.writer.show(); // a writer that was held up before it looked
    assert_true(sleeps);
    assert_false(woken);
}

void a_reader_believes_no_place_that_cannot_be(void** /*state*/) {
    int broken = 0;
    const std::array<std::uint64_t, 7> places{
        std::uint64_t{0} - 8, ipc::kDirectSizes[ipc::kRequests] + 40, 31, 33, 1, 1ULL << 63U, 8};
    for (const std::uint64_t place : places) {
        Ring ring;
        ring.put(16);
        static_cast<void>(ring.read());
        ring.word(0) = place; // 24 is what was written
        broken += ring.read() == DirectOutcome::broken && ring.read() == DirectOutcome::broken;
    }
    assert_int_equal(broken, places.size());
}

void a_reader_believes_no_length_that_cannot_be(void** /*state*/) {
    int broken = 0;
    const std::array<std::uint32_t, 6> lengths{17,         25,         ipc::kMessageMax + 1,
                                               0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFF8};
    for (const std::uint32_t length : lengths) {
        Ring ring;
        ring.put(16);
        ring.length_of_first() = length;
        broken += ring.read() == DirectOutcome::broken;
    }
    assert_int_equal(broken, lengths.size());
}

// The ring is longer than a message: what was shown may cover a length that is still too much.
void a_message_longer_than_there_is_room_for_breaks_the_ring(void** /*state*/) {
    Ring ring;
    ring.put(1000000);
    ring.put(100000);
    ring.length_of_first() = ipc::kMessageMax + 8;
    assert_true(ring.read() == DirectOutcome::broken);
}

void a_writer_believes_no_place_that_cannot_be(void** /*state*/) {
    int broken = 0;
    const std::array<std::uint64_t, 5> places{std::uint64_t{0} - 8, 1ULL << 40U, 2000001, 7,
                                              2 * ipc::kMessageMax};
    for (const std::uint64_t place : places) {
        Ring ring;
        ring.put(1000000);
        ring.word(ipc::kDirectReadAt) = place; // it has not read more than was shown
        const std::vector<std::byte> more(1000000);
        broken += ring.writer.write(more, {}) == DirectOutcome::broken &&
                  ring.writer.write({}, {}) == DirectOutcome::broken;
    }
    assert_int_equal(broken, places.size());
}

void a_writer_gives_nothing_away_that_it_got_back_before(void** /*state*/) {
    Ring ring;
    const std::vector<std::byte> much(1000000);
    ring.put(1000000);
    static_cast<void>(ring.read());
    ring.reader.give_back();
    ring.put(1000000);
    ring.word(ipc::kDirectReadAt) = 8; // further back than it was
    const auto outcome = ring.writer.write(much, {});
    assert_true(outcome == DirectOutcome::broken);
}

bool is_refused(int file, int seals_to_add) { return fcntl(file, F_ADD_SEALS, seals_to_add) != 0; }

void nobody_can_change_the_size_of_the_memory(void** /*state*/) {
    const auto memory = ipc::DirectMemory::create();
    assert_true(memory.has_value());
    const int file = memory->descriptor();
    const bool shorter = ftruncate(file, 4096) == 0;
    const bool longer = ftruncate(file, 1 << 30) == 0;
    const bool sealed = !is_refused(file, F_SEAL_WRITE);
    assert_false(shorter || longer || sealed);
}

// What a client could do from another processor: words and messages change between any two looks.
// The reader ends a round, and begins when the memory is full of nonsense: whoever gets the
// processor when, each round reads what a hostile client wrote.
void random_writes_at_every_word_break_nothing_but_the_ring(void** /*state*/) {
    constexpr unsigned kRounds = 1000;
    constexpr int kTurns = 4000;
    constexpr int kWritesBefore = 1000;
    int broken = 0;
    std::uint64_t messages = 0;
    std::uint64_t too_long = 0;
    for (unsigned seed = 0; seed < kRounds; ++seed) {
        auto requests = std::make_unique<Ring>(ipc::kRequests);
        ipc::DirectReader& reader = requests->reader;
        ipc::DirectWriter events(requests->memory, ipc::kEvents);
        std::latch nonsense(1);
        std::atomic<bool> ending = false;
        std::thread hostile([&] {
            std::mt19937_64 random(seed);
            const auto scribble = [&] {
                const bool in_words = random() % 2 == 0;
                std::byte* at = in_words
                                    ? requests->memory.words(ipc::kRequests) + random() % 512 * 8
                                    : requests->memory.ring(ipc::kRequests) + random() % 512 * 8;
                const std::uint64_t small = random() % 4096 * 8;
                const std::uint64_t large = random() % ipc::kDirectSizes[ipc::kRequests] / 8 * 8;
                const std::array<std::uint64_t, 5> values{random(), small, large, small | 1U << 31U,
                                                          64};
                std::atomic_ref(*reinterpret_cast<std::uint64_t*>(at))
                    .store(values.at(random() % values.size()), std::memory_order_relaxed);
            };
            for (int i = 0; i < kWritesBefore; ++i) scribble();
            nonsense.count_down();
            while (!ending) scribble();
        });
        nonsense.wait();
        bool sound = true;
        for (int turn = 0; turn < kTurns && sound; ++turn) {
            Bytes message;
            const auto outcome = requests->read(message);
            messages += outcome == DirectOutcome::done;
            too_long += outcome == DirectOutcome::done && message.size() > ipc::kMessageMax;
            reader.give_back();
            const std::array<std::byte, 500> bytes{};
            const bool good_writer = events.write(bytes, {}) != DirectOutcome::broken;
            static_cast<void>(events.show());
            static_cast<void>(reader.fall_asleep());
            sound = outcome != DirectOutcome::broken && good_writer;
        }
        ending = true;
        hostile.join();
        broken += !sound;
    }
    assert_true(broken > 0);
    assert_int_equal(too_long, 0);
    assert_true(messages > 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_message_in_pieces_comes_out_in_one),
        cmocka_unit_test(messages_come_out_as_they_went_in_for_many_laps),
        cmocka_unit_test(records_of_one_kind_are_read_in_one_go),
        cmocka_unit_test(a_run_ends_where_it_is_told_to_and_where_it_is_long),
        cmocka_unit_test(records_that_are_none_break_the_ring),
        cmocka_unit_test(records_that_change_while_they_are_read_are_sound_or_none),
        cmocka_unit_test(records_are_added_until_they_are_shown),
        cmocka_unit_test(records_are_not_added_behind_another_event_nor_without_end),
        cmocka_unit_test(what_is_not_shown_is_not_there),
        cmocka_unit_test(a_ring_takes_the_longest_message_at_any_place),
        cmocka_unit_test(a_sleeper_is_woken_once),
        cmocka_unit_test(nobody_is_woken_for_what_was_read_already),
        cmocka_unit_test(a_reader_believes_no_place_that_cannot_be),
        cmocka_unit_test(a_reader_believes_no_length_that_cannot_be),
        cmocka_unit_test(a_message_longer_than_there_is_room_for_breaks_the_ring),
        cmocka_unit_test(a_writer_believes_no_place_that_cannot_be),
        cmocka_unit_test(a_writer_gives_nothing_away_that_it_got_back_before),
        cmocka_unit_test(nobody_can_change_the_size_of_the_memory),
        cmocka_unit_test(random_writes_at_every_word_break_nothing_but_the_ring),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
