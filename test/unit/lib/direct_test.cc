// test/unit/lib/direct_test.cc - our client library against our server over the direct channel,
// both in this process: who is let in, what is told of the end, and that nobody sleeps for ever.
#include "ipc/direct_greeting.h"
#include "ipc/direct_server.h"
#include "ipc/local_protocol.h"
#include "loop/timer.h"
#include "wire/cpg_batch.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <deque>
#include <functional>
#include <mutex>
#include <poll.h>
#include <qb/qbipcc.h>
#include <random>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

extern "C" {
#include "client/dispatch.h"
}

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

using namespace baton;

namespace {

// Numbers of what a client asks: an answer, or so many events and no answer; or messages that are
// records of events.
constexpr std::uint32_t kAnswer = 1;
constexpr std::uint32_t kEvents = 2;
constexpr std::uint32_t kRecords = 3;
constexpr std::uint32_t kRecordsId = 19;

struct Server final : ipc::ServerUser {
    explicit Server(ipc::Channel channel = ipc::Channel::direct)
        : Server([channel](Server& self) {
              return ipc::make_server(self.loop, self.name, channel, self, [](const LogLine&) {});
          }) {}
    using Make = std::function<std::unique_ptr<ipc::Server>(Server& self)>;
    explicit Server(const Make& make)
        : name("baton-direct-" + std::to_string(getpid())), owned(make(*this)), server(*owned),
          tick(loop, [this] { on_tick(); }) {
        listening = server.listen().has_value();
    }
    int may_connect(uid_t, gid_t) override { return refusal; }
    void connected(ClientId client, const ipc::Credentials& credentials) override {
        last = client;
        ++come;
        process = credentials.process;
        direct = server.counts(client).direct;
        takes_records = server.takes_records(client);
    }
    void request(ClientId client, Bytes message) override {
        ++requests;
        on_request();
        if (message.size() < 24) return server.disconnect(client);
        if (ipc::get_u32(message, 0) == kAnswer) static_cast<void>(server.reply(client, message));
        const std::uint32_t kind = ipc::get_u32(message, 0);
        if (kind != kEvents && kind != kRecords) return;
        waiting.push_back({kind, ipc::get_u32(message, 16), ipc::get_u32(message, 20)});
        send_waiting(client);
    }
    bool multicasts(ClientId, const cpg::MulticastRun& run) override {
        ++runs;
        wire::CpgRecords records(run.records);
        while (const auto data = records.next()) {
            const auto* text = reinterpret_cast<const char*>(data->data());
            said.push_back((run.safe ? "safe " : "") + std::string(text, data->size()));
        }
        return true;
    }
    ipc::Sent send_event(ClientId client, std::uint32_t length) {
        std::vector<std::byte> head;
        ipc::begin_message(head, 5, 32 + length, ipc::CsError::ok);
        ipc::put_u32(head, 24, sent);
        if (length >= 4) ipc::put_u32(head, 28 + length, sent);
        return server.event(client, head);
    }
    // All with the same head, so they become one event as long as none was shown.
    ipc::Sent send_record(ClientId client, std::uint32_t length) {
        std::vector<std::byte> head;
        ipc::begin_message(head, kRecordsId, 32, ipc::CsError::ok);
        std::vector<std::byte> data(8 + length);
        ipc::put_u32(data, 0, sent);
        ipc::put_u32(data, 4, static_cast<std::uint32_t>(data.size()));
        if (length >= 4) ipc::put_u32(data, 4 + length, sent);
        const auto front = wire::encode_record_header(data.size());
        return server.records(client, {.head = head, .number = 1, .front = front, .rest = data});
    }
    // Their ring may be full: the rest goes out in a later turn.
    void send_waiting(ClientId client) {
        while (!waiting.empty()) {
            auto& [kind, count, length] = waiting.front();
            for (; count > 0; --count) {
                const auto told =
                    kind == kEvents ? send_event(client, length) : send_record(client, length);
                full = told == ipc::Sent::full;
                if (full) return;
                ++sent;
            }
            waiting.pop_front();
        }
    }
    void disconnected(ClientId) override { ++gone; }
    // Runs `client` in a thread and the loop until it has ended and the server has noticed.
    void serve(const std::function<void()>& client) {
        if (!listening) return;
        std::thread thread([&] {
            client();
            done = true;
        });
        tick.fire_in(milliseconds{1});
        loop.run();
        thread.join();
    }
    void on_tick() {
        on_turn();
        send_waiting(last);
        if (done && gone == come && ++quiet > 3) return loop.stop();
        tick.fire_in(milliseconds{1});
    }

    loop::Loop loop;
    std::string name;
    int refusal = 0;
    ClientId last;
    int come = 0;
    int gone = 0;
    int quiet = 0;
    pid_t process = 0;
    bool direct = false;
    bool takes_records = false;
    std::atomic<int> requests = 0;
    int runs = 0;
    std::vector<std::string> said; // in records
    struct Order {
        std::uint32_t kind;
        std::uint32_t count;
        std::uint32_t length;
    };
    std::deque<Order> waiting;
    std::atomic<bool> full = false;
    std::uint32_t sent = 0;
    bool listening = false;
    std::atomic<bool> done = false;
    std::function<void()> on_turn = [] {};
    std::function<void()> on_request = [] {};
    std::unique_ptr<ipc::Server> owned;
    ipc::Server& server;
    loop::Timer tick;
};

// ---- the client

handle_table table = HANDLE_TABLE_INITIALIZER;

// What came, from the callbacks of any thread.
struct Received {
    std::mutex lock;
    std::uint32_t next = 0;
    std::uint32_t wrong = 0;
    std::atomic<std::uint32_t> count = 0;
    bool in_order = true;
    std::vector<bool> seen; // of those that are taken out of order
    std::function<void(std::uint64_t handle, const unsigned char* bytes)> in_callback;
} received;

// What a test orders, and how.
std::uint32_t ordered_kind = kEvents;
int use_events(void**) {
    ordered_kind = kEvents;
    return 0;
}
int use_records(void**) {
    ordered_kind = kRecords;
    return 0;
}

struct Event {
    unsigned char* bytes;
    std::uint32_t number;
    std::uint32_t length;
    bool is_record;
};

void note(std::uint32_t number) {
    const std::lock_guard guard(received.lock);
    if (received.in_order) {
        received.wrong += number != received.next++;
        return;
    }
    if (received.seen.size() <= number) received.seen.resize(number + 1);
    received.wrong += received.seen[number];
    received.seen[number] = true;
}

cs_error_t take(client*, unsigned char* bytes, size_t size, void* into) {
    auto* event = static_cast<Event*>(into);
    const bool records = get_u32(bytes, 0) == kRecordsId;
    *event = {bytes, get_u32(bytes, 24), static_cast<std::uint32_t>(size), records};
    if (!records) note(event->number);
    return CS_OK;
}

bool is_whole(const Event& event) {
    const bool tail = event.length < (event.is_record ? 12U : 36U) ||
                      get_u32(event.bytes, event.length - 4) == event.number;
    const bool head =
        event.is_record
            ? get_u32(event.bytes, 0) == event.number && get_u32(event.bytes, 4) == event.length
            : get_u32(event.bytes, 24) == event.number && get_u32(event.bytes, 8) == event.length;
    const bool aligned = reinterpret_cast<std::uintptr_t>(event.bytes) % 8 == 0;
    return head && tail && aligned;
}

void look_at(std::uint64_t handle, const Event& event) {
    const bool whole_before = is_whole(event);
    if (received.in_callback) received.in_callback(handle, event.bytes);
    const bool whole = whole_before && is_whole(event);
    const std::lock_guard guard(received.lock);
    received.wrong += whole ? 0 : 1;
    ++received.count;
}

cs_error_t call_back(client*, std::uint64_t handle, void* taken) {
    look_at(handle, *static_cast<Event*>(taken));
    return CS_OK;
}

void record(client*, std::uint64_t handle, void*, unsigned char* data, std::uint32_t length) {
    note(get_u32(data, 0));
    look_at(handle, {data, get_u32(data, 0), length, true});
}

cs_error_t dispatch(std::uint64_t handle, cs_dispatch_flags_t types) {
    static const event_handler handler{take, call_back, nullptr, record};
    Event event{};
    return client_dispatch(&table, handle, types, &handler, &event);
}

cs_error_t open(const Server& server, std::uint64_t& handle) {
    received.next = 0;
    received.wrong = 0;
    received.count = 0;
    received.in_order = true;
    received.seen.clear();
    received.in_callback = nullptr;
    client* made = client_new(sizeof(client));
    const cs_error_t error = client_connect(made, server.name.c_str(), DIRECT_OR_OVER_LIBQB);
    return error == CS_OK ? client_publish(&table, made, &handle) : error;
}

bool is_direct(std::uint64_t handle) {
    client* found = client_get(&table, handle);
    const bool direct = found != nullptr && found->connection.direct != nullptr;
    if (found != nullptr) client_put(found);
    return direct;
}

cs_error_t ask(std::uint64_t handle, std::size_t length = 24) {
    std::vector<unsigned char> request(length);
    std::vector<unsigned char> response(length);
    put_header(request.data(), length, kAnswer, length);
    put_u32(request.data(), 16, CS_OK);
    const auto error =
        client_request(&table, handle, request.data(), length, response.data(), length);
    return error == CS_OK && request != response ? CS_ERR_MESSAGE_ERROR : error;
}

// A message without an answer.
cs_error_t order_events(std::uint64_t handle, std::uint32_t count, std::uint32_t length = 0) {
    std::array<unsigned char, 24> request{};
    put_header(request.data(), request.size(), ordered_kind, request.size());
    put_u32(request.data(), 16, count);
    put_u32(request.data(), 20, length);
    iovec piece{request.data(), request.size()};
    client* found = client_get(&table, handle);
    const cs_error_t error = connection_send(&found->connection, &piece, 1);
    client_put(found);
    return error;
}

bool is_readable(std::uint64_t handle, int milliseconds) {
    pollfd watched{.fd = -1, .events = POLLIN, .revents = 0};
    client_fd_get(&table, handle, &watched.fd);
    return poll(&watched, 1, milliseconds) == 1;
}

constexpr int kLong = 20000; // milliseconds; what takes longer does not come

// ---- who is let in

void a_request_is_answered(void** /*state*/) {
    Server server;
    std::array<cs_error_t, 3> error{};
    bool direct = false;
    server.serve([&] {
        std::uint64_t handle = 0;
        error[0] = open(server, handle);
        direct = is_direct(handle);
        error[1] = ask(handle);
        error[2] = ask(handle, 9248);
        client_finalize(&table, handle);
    });
    assert_true(server.listening);
    assert_true(direct);
    assert_true(server.direct);
    for (const cs_error_t each : error) assert_int_equal(each, CS_OK);
    assert_int_equal(server.process, getpid());
    assert_int_equal(server.gone, 1);
}

void open_and_ask_over_libqb(Server& server, bool& direct, cs_error_t& error) {
    server.serve([&] {
        std::uint64_t handle = 0;
        error = open(server, handle);
        if (error != CS_OK) return;
        direct = is_direct(handle);
        error = ask(handle);
        client_finalize(&table, handle);
    });
}

void a_daemon_without_the_channel_is_reached_over_libqb(void** /*state*/) {
    for (const auto channel : {ipc::Channel::shared_memory, ipc::Channel::socket}) {
        Server server(channel);
        bool direct = true;
        cs_error_t error = CS_ERR_LIBRARY;
        open_and_ask_over_libqb(server, direct, error);
        assert_int_equal(error, CS_OK);
        assert_false(direct);
    }
}

void a_client_of_libqb_is_served_beside(void** /*state*/) {
    Server server;
    ssize_t got = 0;
    server.serve([&] {
        auto* connection = qb_ipcc_connect(server.name.c_str(), 8192);
        if (connection == nullptr) return;
        qb_ipc_response_header header{};
        header.id = kAnswer;
        header.size = sizeof header;
        got = qb_ipcc_sendv_recv(connection, std::array{iovec{&header, sizeof header}}.data(), 1,
                                 &header, sizeof header, kLong);
        qb_ipcc_disconnect(connection);
    });
    assert_int_equal(got, sizeof(qb_ipc_response_header));
    assert_int_equal(server.gone, 1);
}

void a_refused_client_learns_why_and_does_not_ask_elsewhere(void** /*state*/) {
    for (const auto& [refusal, expected] :
         {std::pair{-EACCES, CS_ERR_ACCESS}, {-EAGAIN, CS_ERR_TRY_AGAIN}}) {
        Server server;
        server.refusal = refusal;
        cs_error_t error = CS_OK;
        server.serve([&] {
            std::uint64_t handle = 0;
            error = open(server, handle);
        });
        assert_int_equal(error, expected);
        assert_int_equal(server.come, 0);
    }
}

sockaddr_un address_of(const Server& server) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string name = ipc::DirectServer::socket_name(server.name);
    std::memcpy(address.sun_path + 1, name.data(), name.size());
    return address;
}

void another_version_is_refused_politely(void** /*state*/) {
    Server server;
    std::array<std::byte, 64> answer{};
    ssize_t got = 0;
    server.serve([&] {
        const int end = socket(AF_UNIX, SOCK_STREAM, 0);
        const sockaddr_un address = address_of(server);
        std::array<std::byte, 24> request{};
        ipc::put_u32(request, 0, 0xFFFFFFFF);
        ipc::put_u32(request, 8, 24);
        ipc::put_u32(request, 16, ipc::kDirectVersion + 1);
        if (connect(end, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
            send(end, request.data(), request.size(), 0) == 24)
            got = recv(end, answer.data(), answer.size(), 0);
        close(end);
    });
    assert_int_equal(got, 40);
    assert_int_equal(static_cast<int>(ipc::get_u32(answer, 16)), -EPROTONOSUPPORT);
    assert_int_equal(ipc::get_u32(answer, 24), ipc::kDirectVersion);
}

// What a client says that it knows, and what it is told.
void features_are_those_that_both_sides_know(void** /*state*/) {
    const std::array<std::pair<std::uint32_t, std::uint32_t>, 3> said_and_told{
        {{0, 0}, {ipc::kDirectRecords, ipc::kDirectRecords}, {0xFFFFFFFF, ipc::kDirectFeatures}}};
    for (const auto& [said, told] : said_and_told) {
        Server server;
        std::array<std::byte, 64> answer{};
        ssize_t got = 0;
        server.serve([&, features = said] {
            const int end = socket(AF_UNIX, SOCK_STREAM, 0);
            const sockaddr_un address = address_of(server);
            std::array<std::byte, 24> request{};
            ipc::put_u32(request, 0, 0xFFFFFFFF);
            ipc::put_u32(request, 8, 24);
            ipc::put_u32(request, 16, ipc::kDirectVersion);
            ipc::put_u32(request, 20, features);
            if (connect(end, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                send(end, request.data(), request.size(), 0) == 24)
                got = recv(end, answer.data(), answer.size(), 0);
            close(end);
        });
        assert_int_equal(got, 40);
        assert_int_equal(ipc::get_u32(answer, 20), told);
        assert_int_equal(server.takes_records, told != 0);
    }
}

void a_daemon_without_records_is_spoken_to_without(void** /*state*/) {
    Server server([](Server& self) {
        return std::make_unique<ipc::DirectServer>(
            self.loop, self.name, self, [](const LogLine&) {}, 0);
    });
    bool direct = false;
    bool records = true;
    cs_error_t answer = CS_ERR_LIBRARY;
    server.serve([&] {
        std::uint64_t handle = 0;
        if (open(server, handle) != CS_OK) return;
        direct = is_direct(handle);
        client* found = client_get(&table, handle);
        records = connection_takes_records(&found->connection);
        client_put(found);
        answer = ask(handle);
        order_events(handle, 10, 100);
        while (received.count < 10) dispatch(handle, CS_DISPATCH_ONE);
        client_finalize(&table, handle);
    });
    assert_true(direct);
    assert_false(records);
    assert_int_equal(answer, CS_OK);
    assert_int_equal(received.wrong, 0);
}

// Somebody listens under the name who speaks something else, or nothing.
void who_answers_nonsense_is_left_for_libqb(void** /*state*/) {
    for (const std::size_t length : {std::size_t{0}, std::size_t{7}, std::size_t{40}}) {
        Server server(ipc::Channel::shared_memory);
        const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
        const sockaddr_un address = address_of(server);
        static_cast<void>(
            bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address));
        listen(listener, 1);
        std::thread other([&] {
            const int end = accept(listener, nullptr, nullptr);
            const std::vector<char> bytes(length, 'x');
            send(end, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            close(end);
        });
        bool direct = true;
        cs_error_t error = CS_ERR_LIBRARY;
        open_and_ask_over_libqb(server, direct, error);
        other.join();
        close(listener);
        assert_int_equal(error, CS_OK);
        assert_false(direct);
    }
}

// Somebody holds the name, and lets all wait.
void who_takes_nobody_in_holds_nobody_up(void** /*state*/) {
    Server server(ipc::Channel::shared_memory);
    const sockaddr_un address = address_of(server);
    const auto plug = [&](auto call) {
        const int end = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        const bool good =
            call(end, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
        return std::pair(end, good);
    };
    const auto [listener, bound] = plug(bind);
    listen(listener, 0);
    const auto [first, first_in] = plug(connect);
    const auto [second, second_in] = plug(connect);
    bool direct = true;
    cs_error_t error = CS_ERR_LIBRARY;
    open_and_ask_over_libqb(server, direct, error);
    for (const int each : {listener, first, second}) close(each);
    assert_true(bound && first_in && !second_in);
    assert_int_equal(error, CS_OK);
    assert_false(direct);
}

// ---- flow

void what_was_sent_before_the_end_is_read(void** /*state*/) {
    Server server;
    server.server.set_reading(ipc::Reading::off);
    int sent = 0;
    std::atomic<bool> ended = false;
    server.on_turn = [&] {
        if (ended && server.quiet == 0 && server.come == 1)
            server.server.set_reading(ipc::Reading::on);
    };
    server.serve([&] {
        std::uint64_t handle = 0;
        if (open(server, handle) != CS_OK) return;
        for (; sent < 500 && order_events(handle, 0) == CS_OK; ++sent) {}
        client_finalize(&table, handle);
        ended = true;
    });
    assert_int_equal(sent, 500);
    assert_int_equal(server.requests, 500);
    assert_int_equal(server.gone, 1);
}

void a_hang_up_is_noticed_while_reading_is_off(void** /*state*/) {
    Server server;
    server.server.set_reading(ipc::Reading::off);
    server.serve([&] {
        std::uint64_t handle = 0;
        if (open(server, handle) == CS_OK) client_finalize(&table, handle);
    });
    assert_int_equal(server.gone, 1);
}

void a_sender_is_told_to_try_again_when_nothing_is_read(void** /*state*/) {
    Server server;
    server.server.set_reading(ipc::Reading::off);
    constexpr int kMany = 200000;
    int sent = 0;
    cs_error_t error = CS_OK;
    std::atomic<bool> full = false;
    server.on_turn = [&] {
        if (full) server.server.set_reading(ipc::Reading::on);
    };
    std::array<cs_error_t, 2> after{};
    server.serve([&] {
        std::uint64_t handle = 0;
        if (open(server, handle) != CS_OK) return;
        for (; sent < kMany && error == CS_OK; sent += error == CS_OK)
            error = order_events(handle, 0);
        full = true;
        after[0] = ask(handle);
        after[1] = order_events(handle, 0);
        client_finalize(&table, handle);
    });
    assert_int_equal(error, CS_ERR_TRY_AGAIN);
    assert_true(sent > 10000 && sent < kMany);
    assert_int_equal(after[0], CS_OK);
    assert_int_equal(after[1], CS_OK);
    assert_int_equal(server.requests, sent + 2);
}

void who_wants_an_answer_to_a_message_is_told_to_try_again(void** /*state*/) {
    Server server;
    server.on_request = [&] {
        if (server.requests == 1) server.server.set_reading(ipc::Reading::off);
    };
    cs_error_t error = CS_OK;
    std::atomic<bool> on = false;
    server.on_turn = [&] {
        if (on) server.server.set_reading(ipc::Reading::on);
    };
    cs_error_t after = CS_ERR_LIBRARY;
    server.serve([&] {
        std::uint64_t handle = 0;
        if (open(server, handle) != CS_OK) return;
        ask(handle);
        std::array<unsigned char, 24> request{};
        put_header(request.data(), request.size(), kAnswer, request.size());
        put_u32(request.data(), 16, CS_OK);
        iovec piece{request.data(), request.size()};
        client* found = client_get(&table, handle);
        error = connection_send_confirmed(&found->connection, &piece, 1);
        on = true;
        for (after = CS_ERR_TRY_AGAIN; after == CS_ERR_TRY_AGAIN;)
            after = connection_send_confirmed(&found->connection, &piece, 1);
        client_put(found);
        client_finalize(&table, handle);
    });
    assert_int_equal(error, CS_ERR_TRY_AGAIN);
    assert_int_equal(after, CS_OK);
}

void the_end_of_the_daemon_is_told_everywhere(void** /*state*/) {
    Server server;
    server.on_request = [&] {
        if (server.requests == 1) server.server.disconnect(server.last);
    };
    std::array<cs_error_t, 4> error{};
    bool readable = false;
    server.serve([&] {
        std::uint64_t handle = 0;
        if (open(server, handle) != CS_OK) return;
        error[0] = order_events(handle, 0);
        readable = is_readable(handle, kLong);
        error[0] = dispatch(handle, CS_DISPATCH_ONE);
        error[1] = dispatch(handle, CS_DISPATCH_ALL);
        error[2] = ask(handle);
        usleep(30000);
        error[3] = order_events(handle, 0);
        client_finalize(&table, handle);
    });
    assert_true(readable);
    for (const cs_error_t each : error) assert_int_equal(each, CS_ERR_LIBRARY);
}

void events_before_the_end_are_delivered(void** /*state*/) {
    Server server;
    server.on_request = [&] {
        if (server.requests == 1) server.server.disconnect(server.last);
    };
    cs_error_t error = CS_OK;
    server.serve([&] {
        std::uint64_t handle = 0;
        if (open(server, handle) != CS_OK) return;
        order_events(handle, 100, 8);
        is_readable(handle, kLong);
        error = dispatch(handle, CS_DISPATCH_BLOCKING);
        client_finalize(&table, handle);
    });
    assert_int_equal(error, CS_ERR_LIBRARY);
    assert_int_equal(received.count, 100);
    assert_int_equal(received.wrong, 0);
}

cs_error_t send_record(std::uint64_t handle, bool safe, std::string text) {
    const std::size_t cut = text.size() / 3;
    const std::array<iovec, 3> pieces{iovec{text.data(), cut}, iovec{nullptr, 0},
                                      iovec{text.data() + cut, text.size() - cut}};
    client* found = client_get(&table, handle);
    const cs_error_t error =
        connection_send_record(&found->connection, safe, pieces.data(), pieces.size(), text.size());
    client_put(found);
    return error;
}

void records_are_read_many_at_once_and_in_order(void** /*state*/) {
    Server server;
    server.server.set_reading(ipc::Reading::off);
    std::vector<std::string> said;
    std::atomic<bool> ready = false;
    server.on_turn = [&] {
        if (ready) server.server.set_reading(ipc::Reading::on);
    };
    cs_error_t error = CS_OK;
    server.serve([&] {
        std::uint64_t handle = 0;
        if (open(server, handle) != CS_OK) return;
        for (std::size_t i = 0; i < 300; ++i) {
            const bool safe = i / 100 == 1;
            const std::string text = std::to_string(i) + std::string(i % 70, 'x');
            said.push_back((safe ? "safe " : "") + text);
            error = std::max(error, send_record(handle, safe, text));
        }
        said.push_back(std::string(DIRECT_RECORD_MAX, 'y'));
        error = std::max(error, send_record(handle, false, said.back()));
        ready = true;
        error = std::max(error, ask(handle)); // what comes behind them is read behind them
        client_finalize(&table, handle);
    });
    const bool equal = server.said == said;
    assert_int_equal(error, CS_OK);
    assert_true(equal);
    assert_in_range(server.runs, 3, 10);
}

// ---- dispatching

void a_callback_may_dispatch_the_records_behind_its_own(void** /*state*/) {
    Server server;
    std::array<cs_error_t, 3> error{};
    std::uint32_t within = 0;
    bool readable = true;
    server.serve([&] {
        std::uint64_t handle = 0;
        if (open(server, handle) != CS_OK) return;
        received.in_callback = [&](std::uint64_t same, const unsigned char*) {
            received.in_callback = nullptr;
            error[0] = dispatch(same, CS_DISPATCH_ONE);
            error[1] = dispatch(same, CS_DISPATCH_ONE);
            within = received.count;
        };
        order_events(handle, 10, 100);
        is_readable(handle, kLong);
        error[2] = dispatch(handle, CS_DISPATCH_ALL);
        readable = is_readable(handle, 0);
        client_finalize(&table, handle);
    });
    for (const cs_error_t each : error) assert_int_equal(each, CS_OK);
    assert_int_equal(within, 2);
    assert_int_equal(received.count, 10);
    assert_int_equal(received.wrong, 0);
    assert_false(readable);
}

// Of the same event, also by threads: each is taken once.
void threads_share_the_records_of_an_event(void** /*state*/) {
    Server server;
    constexpr std::uint32_t kCount = 20000;
    server.serve([&] {
        std::uint64_t handle = 0;
        if (open(server, handle) != CS_OK) return;
        received.in_order = false;
        std::vector<std::thread> threads;
        threads.reserve(4);
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&, i] {
                while (received.count < kCount)
                    dispatch(handle, i % 2 == 0 ? CS_DISPATCH_ONE_NONBLOCKING : CS_DISPATCH_ALL);
            });
        for (std::uint32_t i = 0; i < kCount / 100; ++i)
            while (order_events(handle, 100, 16) == CS_ERR_TRY_AGAIN) usleep(100);
        for (std::thread& each : threads) each.join();
        client_finalize(&table, handle);
    });
    assert_int_equal(received.count, kCount);
    assert_int_equal(received.wrong, 0);
}

void the_descriptor_is_readable_as_long_as_events_are_left(void** /*state*/) {
    Server server;
    constexpr std::uint32_t kCount = 50;
    std::uint32_t readable = 0;
    bool afterwards = true;
    server.serve([&] {
        std::uint64_t handle = 0;
        if (open(server, handle) != CS_OK) return;
        order_events(handle, kCount, 100);
        for (std::uint32_t i = 0; i < kCount; ++i) {
            readable += is_readable(handle, kLong);
            dispatch(handle, CS_DISPATCH_ONE);
        }
        afterwards = is_readable(handle, 0);
        client_finalize(&table, handle);
    });
    assert_int_equal(readable, kCount);
    assert_int_equal(received.count, kCount);
    assert_false(afterwards);
}

// More than the ring holds comes within one callback, whose own event stays as it was.
void a_callback_may_dispatch_for_ever(void** /*state*/) {
    Server server;
    constexpr std::uint32_t kInner = 200;
    constexpr std::uint32_t kLength = 100000;
    server.serve([&] {
        std::uint64_t handle = 0;
        if (open(server, handle) != CS_OK) return;
        received.in_callback = [&](std::uint64_t same, const unsigned char*) {
            received.in_callback = nullptr;
            while (received.count < kInner) {
                order_events(same, 1, kLength);
                dispatch(same, CS_DISPATCH_ONE);
            }
        };
        order_events(handle, 1, kLength);
        dispatch(handle, CS_DISPATCH_ONE);
        client_finalize(&table, handle);
    });
    assert_int_equal(received.count, kInner + 1);
    assert_int_equal(received.wrong, 0);
}

// However much comes while it is.
void an_event_in_use_is_not_written_over(void** /*state*/) {
    Server server;
    bool filled = false;
    server.serve([&] {
        std::uint64_t handle = 0;
        if (open(server, handle) != CS_OK) return;
        received.in_callback = [&](std::uint64_t same, const unsigned char*) {
            received.in_callback = nullptr;
            dispatch(same, CS_DISPATCH_ONE); // what was taken last is not what is in use
            order_events(same, 6000, 1000);
            for (int i = 0; !server.full && i < kLong; ++i) usleep(1000);
            filled = server.full;
        };
        order_events(handle, 2, 1000);
        dispatch(handle, CS_DISPATCH_ONE);
        while (received.count < 6002) dispatch(handle, CS_DISPATCH_ONE);
        client_finalize(&table, handle);
    });
    assert_true(filled);
    assert_int_equal(received.wrong, 0);
}

void a_callback_may_finalize(void** /*state*/) {
    Server server;
    cs_error_t error = CS_OK;
    server.serve([&] {
        std::uint64_t handle = 0;
        if (open(server, handle) != CS_OK) return;
        received.in_callback = [](std::uint64_t same, const unsigned char*) {
            client_finalize(&table, same);
        };
        order_events(handle, 10, 1000);
        is_readable(handle, kLong);
        error = dispatch(handle, CS_DISPATCH_ALL);
    });
    assert_int_equal(error, CS_ERR_BAD_HANDLE);
    assert_int_equal(received.count, 1);
    assert_int_equal(server.gone, 1);
}

void threads_share_the_events_and_one_may_be_slow(void** /*state*/) {
    Server server;
    constexpr std::uint32_t kRounds = 400;
    constexpr std::uint32_t kEach = 25;
    server.serve([&] {
        std::uint64_t handle = 0;
        if (open(server, handle) != CS_OK) return;
        std::atomic<std::uint32_t> turn = 0;
        received.in_order = ordered_kind == kEvents;
        received.in_callback = [&](std::uint64_t, const unsigned char*) {
            if (++turn % 1000 == 0) usleep(5000);
        };
        std::vector<std::thread> threads;
        threads.reserve(3);
        for (int i = 0; i < 3; ++i)
            threads.emplace_back([&] { dispatch(handle, CS_DISPATCH_BLOCKING); });
        for (std::uint32_t round = 0; round < kRounds; ++round)
            while (order_events(handle, kEach, 3000) == CS_ERR_TRY_AGAIN) usleep(100);
        while (received.count < kRounds * kEach) usleep(1000);
        client_finalize(&table, handle);
        for (std::thread& each : threads) each.join();
    });
    assert_int_equal(received.count, kRounds * kEach);
    assert_int_equal(received.wrong, 0);
}

// ---- nobody sleeps for ever

struct Stress {
    explicit Stress(std::uint64_t opened, unsigned seed) : handle(opened), random(seed) {}

    std::uint32_t under(std::uint32_t limit) {
        return static_cast<std::uint32_t>(random() % limit);
    }
    void ask_for_more() {
        const std::uint32_t count = under(40);
        if (random() % 8 == 0) {
            wrong += ask(handle) != CS_OK;
        } else if (order_events(handle, count, under(200)) == CS_OK) {
            ordered += count;
        }
    }
    // One that waits is only good for what is certain to come.
    void dispatch_somehow() {
        const std::uint32_t before = received.count;
        const bool due = before < ordered;
        switch (random() % 4) {
        case 0:
            if (!due) break;
            lost += !is_readable(handle, kLong);
            wrong += dispatch(handle, CS_DISPATCH_ONE) != CS_OK;
            wrong += received.count != before + 1;
            break;
        case 1:
            if (!due) break;
            wrong += dispatch(handle, CS_DISPATCH_ONE) != CS_OK; // sleeps within
            break;
        case 2: {
            const bool readable = is_readable(handle, 0);
            const cs_error_t error = dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING);
            wrong += readable && error != CS_OK;
            wrong += error != CS_OK && error != CS_ERR_TRY_AGAIN;
            break;
        }
        default:
            if (due && random() % 2 == 0) lost += !is_readable(handle, kLong);
            wrong += dispatch(handle, CS_DISPATCH_ALL) != CS_OK;
            if (received.count == ordered) wrong += is_readable(handle, 0);
        }
    }
    void nap() {
        if (random() % 50 == 0) usleep(under(300));
    }
    void finish() {
        while (received.count < ordered && lost == 0) {
            lost += !is_readable(handle, kLong);
            dispatch(handle, CS_DISPATCH_ALL);
        }
    }

    std::uint64_t handle;
    std::mt19937 random;
    std::uint32_t ordered = 0;
    int wrong = 0;
    int lost = 0;
};

// The descriptor is readable when it should be, and only then, whatever the two sides do when.
void no_wake_up_is_lost_in_a_million_events(void** /*state*/) {
    constexpr std::uint32_t kCount = 1000000;
    Server server;
    int wrong = -1;
    int lost = -1;
    server.serve([&] {
        std::uint64_t handle = 0;
        if (open(server, handle) != CS_OK) return;
        Stress stress(handle, 7);
        while (stress.ordered < kCount && stress.lost == 0 && stress.wrong == 0) {
            if (stress.ordered - received.count < 20000) stress.ask_for_more();
            stress.dispatch_somehow();
            stress.nap();
        }
        stress.finish();
        wrong = stress.wrong;
        lost = stress.lost;
        client_finalize(&table, handle);
    });
    assert_int_equal(lost, 0);
    assert_int_equal(wrong, 0);
    assert_int_equal(received.wrong, 0);
    assert_true(received.count >= kCount);
}

// A daemon that does nothing but write, now and then with a pause of some nanoseconds, so that the
// two sides meet at every step of falling asleep and waking.
class Writer {
public:
    explicit Writer(std::uint32_t events) : count_(events) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const std::string name = ipc::DirectServer::socket_name(service);
        std::memcpy(address.sun_path + 1, name.data(), name.size());
        static_cast<void>(
            bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address));
        listen(listener_, 1);
        thread_ = std::thread([this] { run(); });
    }
    ~Writer() {
        thread_.join();
        close(listener_);
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    const std::string service = "baton-writer-" + std::to_string(getpid());

private:
    static constexpr std::uint64_t kRoom = 16; // of an event in the ring
    [[nodiscard]] std::uint64_t read() const {
        std::byte* word = memory_.words(ipc::kEvents) + ipc::kDirectReadAt;
        return std::atomic_ref(*reinterpret_cast<std::uint64_t*>(word)).load();
    }
    // Asked now and then while it waits.
    bool ended(int end) {
        if (++looks_ % 64 != 0) return false;
        std::this_thread::yield();
        pollfd peer{.fd = end, .events = POLLRDHUP, .revents = 0};
        return poll(&peer, 1, 0) == 1;
    }
    void run() {
        const int end = accept(listener_, nullptr, nullptr);
        std::array<std::byte, 24> greeting{};
        if (recv(end, greeting.data(), greeting.size(), MSG_WAITALL) != 24) return;
        ipc::DirectWriter writer(memory_, ipc::kEvents);
        std::atomic_ref(*writer.sleeper()).store(1); // it begins asleep
        ipc::send_direct_welcome(end, memory_.descriptor(), 0);
        std::mt19937 random(5);
        bool gone = false;
        for (std::uint32_t i = 0; i < count_ && !gone;) {
            const bool written =
                writer.write(std::as_bytes(std::span(&i, 1)), {}) == ipc::DirectOutcome::done;
            i += written ? 1 : 0;
            if (writer.show()) send(end, "", 1, MSG_NOSIGNAL);
            // Often it waits until all is read: then nothing that comes later makes up for a
            // wake-up that was lost.
            const bool waits = !written || random() % 2 == 0;
            while (waits && !gone && read() != i * kRoom) gone = ended(end);
            for (std::size_t pause = random() % 256; pause > 0; --pause)
                std::atomic_signal_fence(std::memory_order_seq_cst);
        }
        char byte = 0;
        recv(end, &byte, 1, 0); // until the client is gone
        close(end);
    }

    std::uint32_t count_;
    std::uint32_t looks_ = 0;
    int listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ipc::DirectMemory memory_ = std::move(*ipc::DirectMemory::create());
    std::thread thread_;
};

void reader_and_writer_never_miss_each_other(void** /*state*/) {
    constexpr std::uint32_t kCount = 100000;
    std::uint32_t next = 0;
    int lost = 0;
    int readable_in_vain = 0;
    int wrong = 0;
    Writer writer(kCount);
    direct* channel = nullptr;
    const int opened = direct_open(writer.service.c_str(), &channel);
    if (opened == 0) {
        pollfd watched{.fd = direct_descriptor(channel), .events = POLLIN, .revents = 0};
        for (std::uint32_t step = 0; next < kCount && lost + readable_in_vain + wrong == 0;
             ++step) {
            const bool waits = step % 5 != 0; // or looks without being asked to
            if (waits) lost += poll(&watched, 1, kLong) != 1;
            // One or all, as dispatch does it.
            const std::uint32_t most = step % 3 == 0 ? 1 : kCount;
            for (std::uint32_t taken = 0; taken < most; ++taken) {
                direct_event event{};
                const int error = direct_take(channel, &event);
                readable_in_vain += waits && error != 0 && taken == 0;
                if (error != 0) break;
                wrong += event.length != 4 || get_u32(event.bytes, 0) != next++;
                direct_give_back(channel, &event);
            }
            direct_settle(channel);
        }
        direct_close(channel);
    }
    assert_int_equal(opened, 0);
    assert_int_equal(lost, 0);
    assert_int_equal(readable_in_vain, 0);
    assert_int_equal(wrong, 0);
}

// The same towards the daemon: it sleeps when it finds nothing, and a message always wakes it.
void no_request_is_left_lying(void** /*state*/) {
    constexpr int kCount = 200000;
    Server server;
    int late = 0;
    server.serve([&] {
        std::uint64_t handle = 0;
        if (open(server, handle) != CS_OK) return;
        std::mt19937 random(3);
        for (int sent = 0; sent < kCount && late == 0;) {
            for (std::size_t i = random() % 30; i > 0; --i)
                sent += order_events(handle, 0) == CS_OK;
            if (random() % 20 != 0) continue;
            for (int i = 0; server.requests < sent && i < kLong; ++i) usleep(1000);
            late += server.requests < sent;
            usleep(static_cast<useconds_t>(random() % 200));
        }
        client_finalize(&table, handle);
    });
    assert_int_equal(late, 0);
    assert_true(server.requests >= kCount);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_answered),
        cmocka_unit_test(a_daemon_without_the_channel_is_reached_over_libqb),
        cmocka_unit_test(a_client_of_libqb_is_served_beside),
        cmocka_unit_test(a_refused_client_learns_why_and_does_not_ask_elsewhere),
        cmocka_unit_test(another_version_is_refused_politely),
        cmocka_unit_test(features_are_those_that_both_sides_know),
        cmocka_unit_test(a_daemon_without_records_is_spoken_to_without),
        cmocka_unit_test(who_answers_nonsense_is_left_for_libqb),
        cmocka_unit_test(who_takes_nobody_in_holds_nobody_up),
        cmocka_unit_test(what_was_sent_before_the_end_is_read),
        cmocka_unit_test(a_hang_up_is_noticed_while_reading_is_off),
        cmocka_unit_test(a_sender_is_told_to_try_again_when_nothing_is_read),
        cmocka_unit_test(who_wants_an_answer_to_a_message_is_told_to_try_again),
        cmocka_unit_test(the_end_of_the_daemon_is_told_everywhere),
        cmocka_unit_test(records_are_read_many_at_once_and_in_order),
        cmocka_unit_test(events_before_the_end_are_delivered),
        cmocka_unit_test_setup_teardown(events_before_the_end_are_delivered, use_records,
                                        use_events),
        cmocka_unit_test(the_descriptor_is_readable_as_long_as_events_are_left),
        cmocka_unit_test_setup_teardown(the_descriptor_is_readable_as_long_as_events_are_left,
                                        use_records, use_events),
        cmocka_unit_test_setup_teardown(a_callback_may_dispatch_the_records_behind_its_own,
                                        use_records, use_events),
        cmocka_unit_test_setup_teardown(threads_share_the_records_of_an_event, use_records,
                                        use_events),
        cmocka_unit_test(a_callback_may_dispatch_for_ever),
        cmocka_unit_test_setup_teardown(a_callback_may_dispatch_for_ever, use_records, use_events),
        cmocka_unit_test(an_event_in_use_is_not_written_over),
        cmocka_unit_test_setup_teardown(an_event_in_use_is_not_written_over, use_records,
                                        use_events),
        cmocka_unit_test(a_callback_may_finalize),
        cmocka_unit_test_setup_teardown(a_callback_may_finalize, use_records, use_events),
        cmocka_unit_test(threads_share_the_events_and_one_may_be_slow),
        cmocka_unit_test_setup_teardown(threads_share_the_events_and_one_may_be_slow, use_records,
                                        use_events),
        cmocka_unit_test(no_wake_up_is_lost_in_a_million_events),
        cmocka_unit_test_setup_teardown(no_wake_up_is_lost_in_a_million_events, use_records,
                                        use_events),
        cmocka_unit_test(reader_and_writer_never_miss_each_other),
        cmocka_unit_test(no_request_is_left_lying),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
