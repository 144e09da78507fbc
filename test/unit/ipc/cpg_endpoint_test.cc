// test/unit/ipc/cpg_endpoint_test.cc - what is delivered goes to each client in the form that it
// takes, in order, at once or later; what clients send as records reaches the node.
#include "ipc/cpg_endpoint.h"
#include "support/records.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;

namespace {

using Message = std::vector<std::byte>;

void add(Message& to, Bytes bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

// Clients that keep what they are told, each event, or head with records, as one.
struct Clients final : ipc::Server {
    Result<void> listen() override { return {}; }
    ipc::Sent reply(ClientId, Bytes, Bytes) override { return ipc::Sent::yes; }
    ipc::Sent event(ClientId client, Bytes head, const Pieces& tail) override {
        Message all(tail.size());
        tail.copy_to(all.data());
        return keep(client, {head, all}, 0);
    }
    [[nodiscard]] bool takes_records(ClientId client) const override {
        return of_records.contains(client);
    }
    ipc::Sent records(ClientId client, const ipc::EventRecords& records) override {
        return keep(client, {records.head, records.front, records.rest}, records.count);
    }
    ipc::Sent keep(ClientId client, std::initializer_list<Bytes> pieces, std::size_t count) {
        if (full) return ipc::Sent::full;
        Message& one = told[client].emplace_back();
        for (const Bytes piece : pieces) add(one, piece);
        records_told.push_back(count);
        return ipc::Sent::yes;
    }
    void set_reading(ipc::Reading how) override { is_reading = how; }
    [[nodiscard]] ipc::Reading reading() const override { return is_reading; }
    void disconnect(ClientId) override {}
    void disconnect_all() override {}
    [[nodiscard]] std::size_t clients() const override { return told.size(); }
    [[nodiscard]] ipc::ConnectionCounts counts(ClientId) const override { return {}; }
    void clear_counts() override {}

    std::set<ClientId> of_records;
    std::map<ClientId, std::vector<Message>> told;
    std::vector<std::size_t> records_told; // 0: an event
    bool full = false;
    ipc::Reading is_reading = ipc::Reading::on;
};

constexpr ClientId kOurs{1};
constexpr ClientId kDebians{2};

struct Bench final : ipc::Backend {
    Bench() { clients->of_records = {kOurs}; }
    void client_connected(wire::ServiceId, ClientId) override {}
    void client_request(ClientId, const ClientRequest&) override {}
    bool client_multicast(ClientId, const cpg::MulticastRequest&) override { return true; }
    bool client_multicasts(ClientId client, const cpg::MulticastRun& run) override {
        said.emplace_back(client, Message(run.records.begin(), run.records.end()));
        return !busy;
    }
    void client_disconnected(wire::ServiceId, ClientId) override {}
    [[nodiscard]] bool allows(uid_t, gid_t) const override { return true; }
    [[nodiscard]] bool serving() const override { return true; }
    [[nodiscard]] bool synchronising() const override { return false; }
    [[nodiscard]] unsigned send_queue_percent() const override { return busy ? 100 : 0; }

    cpg::Delivery message(std::size_t length, char letter) {
        const std::string text(length, letter);
        return {.audience = audience,
                .node = {3},
                .pid = 33,
                .data = pool.copy(std::as_bytes(std::span(text)))};
    }
    // Of messages of these lengths, a, b, c ...
    cpg::Delivery batch(std::initializer_list<std::size_t> lengths) {
        Message records;
        char letter = 'a';
        for (const std::size_t length : lengths)
            test::add_record(records, message(length, letter++).data.bytes());
        cpg::Delivery delivery = message(0, ' ');
        delivery.records = static_cast<std::uint32_t>(lengths.size());
        delivery.data = pool.copy(records);
        return delivery;
    }
    void deliver(std::initializer_list<cpg::Delivery> all) {
        auto list = Shared<cpg::DeliveryRun::List>::make();
        for (const cpg::Delivery& each : all) list->add(cpg::Delivery(each), {});
        endpoint.deliver(cpg::DeliveryRun(list));
    }
    // The bytes of the single event, and of a head with records.
    static Message event_of(const cpg::Delivery& delivery) {
        Message header;
        const cpg::Event event = cpg::event_of(delivery, {});
        const Bytes tail = cpg_ipc::encode(event, header);
        Message all = header;
        add(all, tail);
        return all;
    }
    Message with_head(const cpg::Delivery& delivery, Bytes records) {
        Message all;
        add(all, encoder.head_of_records(delivery).bytes);
        add(all, records);
        return all;
    }

    loop::Loop loop;
    BufferPool pool;
    Clients* clients = nullptr;
    ipc::CpgEndpoint endpoint{loop, pool,
                              [this](ipc::ServerUser&) {
                                  auto made = std::make_unique<Clients>();
                                  clients = made.get();
                                  return made;
                              },
                              *this, [](const LogLine&) {}};
    Shared<const cpg::Audience> audience = Shared<const cpg::Audience>::make(
        GroupName("group"), std::vector<ClientId>{kOurs, kDebians});
    cpg_ipc::DeliveryEncoder encoder;
    std::vector<std::pair<ClientId, Message>> said;
    bool busy = false;
};

void a_batch_goes_to_each_client_as_it_takes_it(void** /*state*/) {
    Bench bench;
    const auto batch = bench.batch({3, 0, 64});
    bench.deliver({batch});
    const std::vector<Message> ours{bench.with_head(batch, batch.data.bytes())};
    const std::vector<Message> debians{Bench::event_of(bench.message(3, 'a')),
                                       Bench::event_of(bench.message(0, 'b')),
                                       Bench::event_of(bench.message(64, 'c'))};
    const bool equal = bench.clients->told[kOurs] == ours;
    const bool equal_singles = bench.clients->told[kDebians] == debians;
    assert_true(equal);
    assert_true(equal_singles);
    assert_int_equal(bench.clients->records_told.front(), 3);
}

void a_small_message_becomes_a_record_and_a_long_one_does_not(void** /*state*/) {
    Bench bench;
    const auto small = bench.message(ipc::kRecordMax, 's');
    const auto large = bench.message(ipc::kRecordMax + 1, 'l');
    auto part = bench.message(100, 'p');
    part.part = 3;
    part.total_length = 100;
    bench.deliver({small, large, part});
    const std::vector<Message> ours{bench.with_head(small, test::record_of(small.data.bytes())),
                                    Bench::event_of(large), Bench::event_of(part)};
    const std::vector<Message> debians{Bench::event_of(small), Bench::event_of(large),
                                       Bench::event_of(part)};
    const bool equal = bench.clients->told[kOurs] == ours;
    const bool equal_singles = bench.clients->told[kDebians] == debians;
    assert_true(equal);
    assert_true(equal_singles);
}

// Each message counts, in whatever form it waits.
void what_does_not_fit_comes_later_in_order(void** /*state*/) {
    Bench bench;
    const auto batch = bench.batch({3, 8, 64});
    const auto small = bench.message(16, 's');
    const auto large = bench.message(5000, 'l');
    bench.clients->full = true;
    bench.deliver({batch, small});
    bench.deliver({large});
    const bool nothing = bench.clients->told.empty();
    const std::size_t waiting = bench.endpoint.waiting_bytes();
    bench.clients->full = false;
    bench.deliver({small}); // behind those that wait
    while (bench.endpoint.waiting_bytes() > 0) uv_run(bench.loop.raw(), UV_RUN_ONCE);
    const auto record = test::record_of(small.data.bytes());
    const std::vector<Message> ours{bench.with_head(batch, batch.data.bytes()),
                                    bench.with_head(small, record), Bench::event_of(large),
                                    bench.with_head(small, record)};
    const bool equal = bench.clients->told[kOurs] == ours;
    const std::size_t debians = bench.clients->told[kDebians].size();
    std::size_t of_records = 0;
    for (const std::size_t count : bench.clients->records_told) of_records += count;
    assert_true(nothing);
    assert_true(waiting > 10000);
    assert_true(equal);
    assert_int_equal(debians, 6);
    assert_int_equal(of_records, 5);
}

// No timer has to run for it.
void what_waits_is_tried_again_at_the_end_of_each_turn(void** /*state*/) {
    Bench bench;
    bench.clients->full = true;
    bench.deliver({bench.message(16, 'a'), bench.message(5000, 'b')});
    bench.endpoint.end_of_turn();
    const bool nothing = bench.clients->told.empty();
    bench.clients->full = false;
    bench.endpoint.end_of_turn();
    const std::vector<Message> debians{Bench::event_of(bench.message(16, 'a')),
                                       Bench::event_of(bench.message(5000, 'b'))};
    const bool equal = bench.clients->told[kDebians] == debians;
    assert_true(nothing);
    assert_true(equal);
    assert_int_equal(bench.clients->told[kOurs].size(), 2);
    assert_int_equal(bench.endpoint.waiting_bytes(), 0);
}

// It came in several frames and is not put together for anybody but the client.
void a_message_in_pieces_is_told_as_one(void** /*state*/) {
    Bench bench;
    const std::vector<Slice> rest{bench.message(3000, 'b').data, bench.message(1, 'c').data};
    auto list = Shared<cpg::DeliveryRun::List>::make();
    list->add(bench.message(16, 'a'), rest);
    list->add(bench.message(16, 's'), {});
    bench.clients->full = true; // the first waits, and the second behind it
    bench.endpoint.deliver(cpg::DeliveryRun(list));
    bench.clients->full = false;
    while (bench.endpoint.waiting_bytes() > 0) uv_run(bench.loop.raw(), UV_RUN_ONCE);
    const std::string text = std::string(16, 'a') + std::string(3000, 'b') + 'c';
    cpg::Delivery expected = bench.message(0, ' ');
    expected.data = bench.pool.copy(std::as_bytes(std::span(text)));
    for (const ClientId client : {kOurs, kDebians}) {
        const auto& told = bench.clients->told[client];
        const bool equal = told.size() == 2 && told.front() == Bench::event_of(expected);
        assert_true(equal);
    }
}

void another_audience_is_looked_at_anew(void** /*state*/) {
    Bench bench;
    bench.deliver({bench.message(10, 'x')});
    bench.audience =
        Shared<const cpg::Audience>::make(GroupName("other"), std::vector<ClientId>{kDebians});
    const auto batch = bench.batch({1, 2});
    bench.deliver({batch});
    assert_int_equal(bench.clients->told[kOurs].size(), 1);
    assert_int_equal(bench.clients->told[kDebians].size(), 3);
}

void what_comes_as_records_goes_on_as_records(void** /*state*/) {
    Bench bench;
    ipc::ServerUser& user = bench.endpoint;
    const Message records = test::record_of(Message(20));
    const bool taken = user.multicasts(kOurs, {false, records});
    const auto before = bench.clients->is_reading;
    bench.busy = true;
    static_cast<void>(user.multicasts(kOurs, {false, records}));
    const auto after = bench.clients->is_reading;
    const std::vector<std::pair<ClientId, Message>> expected{{kOurs, records}, {kOurs, records}};
    const bool equal = bench.said == expected;
    assert_true(taken);
    assert_true(equal);
    assert_true(before == ipc::Reading::on);
    assert_true(after == ipc::Reading::off);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_goes_to_each_client_as_it_takes_it),
        cmocka_unit_test(a_small_message_becomes_a_record_and_a_long_one_does_not),
        cmocka_unit_test(what_does_not_fit_comes_later_in_order),
        cmocka_unit_test(what_waits_is_tried_again_at_the_end_of_each_turn),
        cmocka_unit_test(a_message_in_pieces_is_told_as_one),
        cmocka_unit_test(another_audience_is_looked_at_anew),
        cmocka_unit_test(what_comes_as_records_goes_on_as_records),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
