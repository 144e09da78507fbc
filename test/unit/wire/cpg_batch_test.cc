// test/unit/wire/cpg_batch_test.cc - batches of multicasts: what is read back, what is refused.
#include "base/random.h"
#include "support/datagram.h"
#include "support/records.h"
#include "wire/cpg_batch.h"
#include "wire/service.h"

#include <array>
#include <string>

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::ByteVector;
using test::ExactCopy;

void add(ByteVector& to, Bytes bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

ByteVector batch_of(const std::string& group, const std::vector<ByteVector>& messages) {
    ByteVector bytes;
    add(bytes, wire::encode_header(wire::CpgBatch{.group = group,
                                                  .pid = 4711,
                                                  .source_handle = 0x1122334455667788U,
                                                  .records = {}})
                   .used());
    for (const ByteVector& message : messages) test::add_record(bytes, message);
    return bytes;
}

ByteVector letters(std::size_t count) { return ByteVector(count, std::byte{'x'}); }

std::vector<ByteVector> read(Bytes records) {
    std::vector<ByteVector> all;
    wire::CpgRecords reader(records);
    while (const auto data = reader.next()) all.emplace_back(data->begin(), data->end());
    return all;
}

void what_was_put_in_comes_out(void**) {
    const std::vector<ByteVector> messages{letters(1), {}, letters(8), letters(1000), letters(63)};
    for (const std::size_t length : {0U, 1U, 7U, 8U, 127U, 128U}) {
        const std::string group(length, 'g');
        const ByteVector bytes = batch_of(group, messages);
        const ExactCopy exact(bytes);
        const auto batch = wire::decode_cpg_batch(exact.bytes());
        assert_true(batch.has_value());
        assert_true(batch->group == group);
        assert_int_equal(batch->pid, 4711);
        assert_true(batch->source_handle == 0x1122334455667788U);
        assert_true(read(batch->records) == messages);
        assert_int_equal(batch->count, messages.size());
    }
}

// Clients get the data where it lies.
void each_message_begins_at_a_multiple_of_8(void**) {
    const ByteVector bytes = batch_of("group", {letters(1), letters(13), letters(5)});
    const auto batch = wire::decode_cpg_batch(bytes);
    wire::CpgRecords reader(batch->records);
    while (const auto data = reader.next()) assert_int_equal((data->data() - bytes.data()) % 8, 0);
}

void a_batch_without_a_message_is_refused(void**) {
    assert_false(wire::decode_cpg_batch(batch_of("g", {})).has_value());
}

void a_batch_that_is_cut_anywhere_but_between_messages_is_refused(void**) {
    const ByteVector whole = batch_of("group", {letters(20), letters(3), letters(9)});
    const std::size_t third = whole.size() - 24;
    const std::size_t second = third - 16;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const ExactCopy exact(Bytes(whole).first(size));
        const bool taken = wire::decode_cpg_batch(exact.bytes()).has_value();
        assert_true(taken == (size == second || size == third));
    }
}

void a_name_that_is_too_long_is_refused(void**) {
    ByteVector bytes = batch_of(std::string(128, 'g'), {letters(200)});
    bytes[20] = std::byte{129};
    assert_false(wire::decode_cpg_batch(bytes).has_value());
}

void another_service_or_function_is_refused(void**) {
    ByteVector bytes = batch_of("group", {letters(2)});
    bytes[0] = std::byte{1};
    assert_false(wire::decode_cpg_batch(bytes).has_value());
    bytes[0] = std::byte{0};
    bytes[2] = std::byte{2};
    assert_false(wire::decode_cpg_batch(bytes).has_value());
}

void as_many_records_are_taken_as_end_within_the_room(void**) {
    ByteVector records;
    for (const std::size_t length : {3U, 8U, 0U, 9U}) test::add_record(records, letters(length));
    constexpr std::array<std::size_t, 5> kEnds{0, 16, 32, 40, 64};
    for (std::size_t room = 0; room <= 80; ++room) {
        std::size_t count = 0;
        while (count < 4 && kEnds[count + 1] <= room) ++count;
        const auto within = wire::cpg_records_within(records, room);
        assert_int_equal(within.count, count);
        assert_int_equal(within.bytes, kEnds[count]);
    }
    records[40 + 3] = std::byte{0xff}; // the last one is said to be very long
    const auto within = wire::cpg_records_within(records, records.size());
    assert_int_equal(within.count, 3);
    assert_int_equal(within.bytes, 40);
}

// Whatever is taken can be walked to its end, within its bytes.
void spoilt_batches_are_refused_or_read_within_their_bytes(void**) {
    const ByteVector whole = batch_of("group", {letters(20), letters(3), letters(9)});
    Random random(5);
    std::size_t taken = 0;
    for (int i = 0; i < 20000; ++i) {
        ByteVector spoilt = whole;
        for (int change = 0; change < 2; ++change)
            spoilt[random.below(spoilt.size())] = static_cast<std::byte>(random.below(256));
        const ExactCopy exact(spoilt);
        const auto batch = wire::decode_cpg_batch(exact.bytes());
        if (!batch) continue;
        ++taken;
        assert_true(batch->count > 0);
        assert_int_equal(read(batch->records).size(), batch->count);
    }
    assert_in_range(taken, 1, 19999);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_in_comes_out),
        cmocka_unit_test(each_message_begins_at_a_multiple_of_8),
        cmocka_unit_test(a_batch_without_a_message_is_refused),
        cmocka_unit_test(a_batch_that_is_cut_anywhere_but_between_messages_is_refused),
        cmocka_unit_test(a_name_that_is_too_long_is_refused),
        cmocka_unit_test(another_service_or_function_is_refused),
        cmocka_unit_test(as_many_records_are_taken_as_end_within_the_room),
        cmocka_unit_test(spoilt_batches_are_refused_or_read_within_their_bytes),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
