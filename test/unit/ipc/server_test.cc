// test/unit/ipc/server_test.cc - libqb's own client against our server, both in this process.
#include "ipc/event_queue.h"
#include "ipc/server.h"
#include "loop/timer.h"
#include "unit/cmocka.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <qb/qbipcc.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace baton;

namespace {

struct Server final : ipc::ServerUser {
    explicit Server(ipc::Channel channel = ipc::Channel::shared_memory)
        : name("baton-test-" + std::to_string(getpid())),
          owned(ipc::make_server(loop, name, channel, *this, [](LogLine) {})), server(*owned),
          tick(loop, [this] { on_tick(); }) {
        listening = server.listen().has_value();
    }
    int may_connect(uid_t, gid_t) override { return refusal; }
    void connected(ClientId client, const ipc::Credentials& credentials) override {
        clients.push_back(client);
        user = credentials.user;
    }
    void request(ClientId client, Bytes message) override {
        lengths.push_back(message.size());
        before_reply(client);
        server.reply(client, message); // an echo
        on_request(client);
    }
    void disconnected(ClientId) override { ++gone; }
    // Runs `client` in a thread and the loop until it has ended and the server has noticed.
    // Without a socket it returns at once: the server of a test that failed may still be there.
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
        if (done && gone == static_cast<int>(clients.size()) && ++quiet > 3) return loop.stop();
        tick.fire_in(milliseconds{1});
    }

    loop::Loop loop;
    std::string name;
    int refusal = 0;
    std::vector<ClientId> clients;
    std::vector<std::size_t> lengths;
    uid_t user = 12345;
    int gone = 0;
    int quiet = 0;
    bool listening = false;
    std::atomic<bool> done = false;
    std::function<void()> on_turn = [] {};
    std::function<void(ClientId)> before_reply = [](ClientId) {};
    std::function<void(ClientId)> on_request = [](ClientId) {};
    std::unique_ptr<ipc::Server> owned;
    ipc::Server& server;
    loop::Timer tick;
};

struct Message {
    qb_ipc_response_header header{};
    char text[4096]{};
};

// What a request came back as: its size, or the error.
ssize_t ask(qb_ipcc_connection_t* connection, std::int32_t claimed, std::size_t true_size,
            Message& answer) {
    Message request;
    request.header.id = 7;
    request.header.size = claimed;
    std::strcpy(request.text, "text");
    const ssize_t sent = qb_ipcc_send(connection, &request, true_size);
    return sent < 0 ? sent : qb_ipcc_recv(connection, &answer, sizeof answer, 20000);
}

void echo(ipc::Channel channel) {
    Server server(channel);
    ssize_t got = 0;
    Message answer;
    server.serve([&] {
        auto* connection = qb_ipcc_connect(server.name.c_str(), 8192);
        if (connection == nullptr) return;
        got = ask(connection, 100, 100, answer);
        qb_ipcc_disconnect(connection);
    });
    assert_true(server.listening);
    assert_int_equal(got, 100);
    assert_string_equal(answer.text, "text");
    assert_int_equal(server.clients.size(), 1);
    assert_int_equal(server.gone, 1);
    assert_int_equal(server.user, getuid());
}

void a_request_is_answered_through_shared_memory(void** /*state*/) {
    echo(ipc::Channel::shared_memory);
}

void a_request_is_answered_through_sockets(void** /*state*/) { echo(ipc::Channel::socket); }

void a_request_is_as_long_as_it_is_whatever_it_claims(void** /*state*/) {
    Server server;
    server.serve([&] {
        auto* connection = qb_ipcc_connect(server.name.c_str(), 8192);
        if (connection == nullptr) return;
        for (const std::int32_t claimed : {0, 16, 5000, -1, 0x7FFFFFFF}) {
            Message answer;
            ask(connection, claimed, 64, answer);
        }
        qb_ipcc_disconnect(connection);
    });
    assert_int_equal(server.lengths.size(), 5);
    bool all_true = true;
    for (const std::size_t length : server.lengths) all_true = all_true && length == 64;
    assert_true(all_true);
}

// A request of 20 bytes takes 7 words of the ring, whose size is no multiple of that: within seven
// laps one begins at every word, the last two of the ring included.
void no_request_is_lost_where_the_ring_begins_anew(void** /*state*/) {
    constexpr int kCount = 300000;
    Server server;
    int sent = 0;
    server.serve([&] {
        auto* connection = qb_ipcc_connect(server.name.c_str(), 8192);
        if (connection == nullptr) return;
        Message request;
        request.header.size = 20;
        for (int refused = 0; sent < kCount && refused < 20000;) {
            if (qb_ipcc_send(connection, &request, 20) == 20) {
                ++sent;
                continue;
            }
            usleep(500); // the ring is full
            ++refused;
        }
        qb_ipcc_disconnect(connection);
    });
    int wrong = 0;
    for (const std::size_t length : server.lengths) wrong += length != 20;
    const std::size_t arrived = server.lengths.size();
    assert_int_equal(sent, kCount);
    assert_int_equal(arrived, kCount);
    assert_int_equal(wrong, 0);
}

// A client looks for what its request led to as soon as it has the answer.
void events_are_told_of_before_the_answer_that_comes_behind_them(void** /*state*/) {
    constexpr int kEvents = 300; // more than are owed at once
    Server server;
    const Message event{.header = {.id = 9, .size = 64, .error = 0}};
    const Bytes bytes(reinterpret_cast<const std::byte*>(&event), 64);
    server.before_reply = [&](ClientId client) {
        for (int i = 0; i < kEvents; ++i) server.server.event(client, bytes);
    };
    int told = -1;
    int taken = 0;
    server.serve([&] {
        auto* connection = qb_ipcc_connect(server.name.c_str(), 8192);
        if (connection == nullptr) return;
        Message answer;
        std::int32_t descriptor = -1;
        qb_ipcc_fd_get(connection, &descriptor);
        ask(connection, 64, 64, answer);
        ioctl(descriptor, FIONREAD, &told);
        while (qb_ipcc_event_recv(connection, &answer, sizeof answer, 0) == 64) ++taken;
        qb_ipcc_disconnect(connection);
    });
    assert_int_equal(told, kEvents);
    assert_int_equal(taken, kEvents);
}

void events_are_told_of_when_the_turn_ends(void** /*state*/) {
    constexpr int kEvents = 10;
    Server server;
    const Message event{.header = {.id = 9, .size = 64, .error = 0}};
    const Bytes bytes(reinterpret_cast<const std::byte*>(&event), 64);
    server.on_request = [&](ClientId client) {
        for (int i = 0; i < kEvents; ++i) server.server.event(client, bytes);
    };
    int taken = 0;
    server.serve([&] {
        auto* connection = qb_ipcc_connect(server.name.c_str(), 8192);
        if (connection == nullptr) return;
        Message answer;
        ask(connection, 64, 64, answer);
        while (taken < kEvents &&
               qb_ipcc_event_recv(connection, &answer, sizeof answer, 20000) == 64)
            ++taken;
        qb_ipcc_disconnect(connection);
    });
    assert_int_equal(taken, kEvents);
}

void a_refused_client_learns_why(void** /*state*/) {
    Server server;
    server.refusal = -EACCES;
    int error = 0;
    server.serve([&] {
        auto* connection = qb_ipcc_connect(server.name.c_str(), 8192);
        error = errno;
        if (connection != nullptr) qb_ipcc_disconnect(connection);
    });
    assert_int_equal(error, EACCES);
    assert_int_equal(server.clients.size(), 0);
}

void no_request_is_read_while_reading_is_off(void** /*state*/) {
    Server server;
    server.server.set_reading(ipc::Reading::off);
    std::size_t read_while_off = 99;
    int turns = 0;
    server.on_turn = [&] {
        if (++turns != 100) return;
        read_while_off = server.lengths.size();
        server.server.set_reading(ipc::Reading::on);
    };
    ssize_t got = 0;
    server.serve([&] {
        auto* connection = qb_ipcc_connect(server.name.c_str(), 8192);
        if (connection == nullptr) return;
        Message answer;
        got = ask(connection, 64, 64, answer);
        qb_ipcc_disconnect(connection);
    });
    assert_int_equal(read_while_off, 0);
    assert_int_equal(got, 64);
}

void clients_are_told_not_to_send_while_reading_is_off(void** /*state*/) {
    Server server;
    server.on_request = [&](ClientId) { server.server.set_reading(ipc::Reading::off); };
    ssize_t sent = 0;
    server.serve([&] {
        auto* connection = qb_ipcc_connect(server.name.c_str(), 8192);
        if (connection == nullptr) return;
        Message answer;
        ask(connection, 64, 64, answer);          // by now the server knows the client
        qb_ipcc_fc_enable_max_set(connection, 2); // as for a multicast: do not wait
        usleep(20000);
        sent = qb_ipcc_send(connection, &answer, 64);
        qb_ipcc_disconnect(connection);
    });
    assert_int_equal(sent, -EAGAIN);
}

void a_hang_up_is_noticed_while_reading_is_off(void** /*state*/) {
    Server server;
    server.server.set_reading(ipc::Reading::off);
    server.serve([&] {
        auto* connection = qb_ipcc_connect(server.name.c_str(), 8192);
        if (connection != nullptr) qb_ipcc_disconnect(connection);
    });
    assert_int_equal(server.clients.size(), 1);
    assert_int_equal(server.gone, 1);
}

void the_server_can_end_a_connection(void** /*state*/) {
    Server server;
    server.on_request = [&](ClientId client) { server.server.disconnect(client); };
    ssize_t second = 0;
    server.serve([&] {
        auto* connection = qb_ipcc_connect(server.name.c_str(), 8192);
        if (connection == nullptr) return;
        Message answer;
        ask(connection, 64, 64, answer);
        usleep(50000);
        second = ask(connection, 64, 64, answer);
        qb_ipcc_disconnect(connection);
    });
    assert_int_equal(server.gone, 1);
    assert_true(second < 0);
}

// The folders of shared memory that this process has made for its clients.
long folders() {
    const std::string own = "qb-" + std::to_string(getpid()) + "-";
    return std::ranges::count_if(
        std::filesystem::directory_iterator("/dev/shm"),
        [&](const auto& entry) { return entry.path().filename().string().starts_with(own); });
}

// The ring could not wait until all of it is done.
void what_many_clients_leave_is_given_back_later(void** /*state*/) {
    constexpr int kCount = 20;
    Server server;
    std::atomic<bool> ended = false;
    long right_after = 0;
    server.on_turn = [&] {
        if (ended || server.clients.size() < kCount) return;
        server.server.disconnect_all();
        right_after = folders();
        ended = true;
    };
    server.serve([&] {
        std::vector<qb_ipcc_connection_t*> all;
        for (int i = 0; i < kCount; ++i) all.push_back(qb_ipcc_connect(server.name.c_str(), 8192));
        for (int i = 0; i < 10000 && !ended; ++i) usleep(1000);
        for (auto* connection : all)
            if (connection != nullptr) qb_ipcc_disconnect(connection);
    });
    const long at_the_end = folders();
    assert_int_equal(server.gone, kCount);
    assert_int_equal(right_after, kCount);
    assert_int_equal(at_the_end, 0);
}

void events_for_a_slow_client_wait_and_stay_in_order(void** /*state*/) {
    constexpr int kEvents = 3000; // of 1 KiB: three times what a ring takes
    Server server;
    BufferPool pool;
    ipc::EventQueue queue(server.loop, pool, server.server, [](LogLine) {});
    server.on_request = [&](ClientId client) {
        std::vector<std::byte> event(1024);
        for (std::int32_t number = 0; number < kEvents; ++number) {
            const qb_ipc_response_header header{number, 1024, 0};
            std::memcpy(event.data(), &header, sizeof header);
            queue.send(client, Bytes(event).first(100), Bytes(event).subspan(100));
        }
    };
    int in_order = 0;
    std::size_t waited = 0;
    server.on_turn = [&] { waited = std::max(waited, queue.waiting_bytes()); };
    server.serve([&] {
        auto* connection = qb_ipcc_connect(server.name.c_str(), 8192);
        if (connection == nullptr) return;
        Message answer;
        ask(connection, 64, 64, answer);
        usleep(50000); // does not read for a while
        for (int number = 0; number < kEvents; ++number)
            if (qb_ipcc_event_recv(connection, &answer, sizeof answer, 2000) == 1024 &&
                answer.header.id == number)
                ++in_order;
        qb_ipcc_disconnect(connection);
    });
    assert_int_equal(in_order, kEvents);
    assert_true(waited > 1000000);
    assert_int_equal(queue.waiting_bytes(), 0);
}

void a_client_that_takes_nothing_is_cut_off(void** /*state*/) {
    Server server;
    BufferPool pool;
    int lines = 0;
    std::size_t most = 0;
    ipc::EventQueue queue(server.loop, pool, server.server, [&](LogLine) { ++lines; });
    const std::vector<std::byte> event(1000000);
    server.on_turn = [&] {
        most = std::max(most, queue.waiting_bytes());
        for (const ClientId client : server.clients) queue.send(client, event, {});
    };
    ssize_t answered = 1;
    server.serve([&] {
        auto* connection = qb_ipcc_connect(server.name.c_str(), 8192);
        if (connection == nullptr) return;
        Message answer;
        for (int time = 0; time < 1000 && answered > 0; ++time) {
            usleep(10000);
            answered = ask(connection, 64, 64, answer);
        }
        qb_ipcc_disconnect(connection);
    });
    for (const ClientId client : server.clients) queue.forget(client);
    assert_int_equal(lines, 1);
    assert_true(answered < 0);
    assert_true(most > ipc::EventQueue::kWaitingMax / 2);
    assert_true(most < ipc::EventQueue::kAllWaitingMax);
    assert_int_equal(queue.waiting_bytes(), 0);
    assert_int_equal(pool.outstanding(), 0);
}

void all_clients_together_have_a_limit_too(void** /*state*/) {
    Server server;
    BufferPool pool;
    int lines = 0;
    ipc::EventQueue queue(server.loop, pool, server.server, [&](LogLine) { ++lines; });
    std::size_t most = 0;
    std::atomic<bool> flooded = false;
    server.on_request = [&](ClientId client) {
        const std::vector<std::byte> event(1000000);
        for (int number = 0; number < 600; ++number) { // in no time at all
            queue.send(client, event, {});
            most = std::max(most, queue.waiting_bytes());
        }
        flooded = true;
    };
    server.serve([&] {
        auto* connection = qb_ipcc_connect(server.name.c_str(), 8192);
        if (connection == nullptr) return;
        Message answer;
        ask(connection, 64, 64, answer);
        while (!flooded) usleep(1000); // a client that is gone has nothing waiting
        qb_ipcc_disconnect(connection);
    });
    assert_int_equal(lines, 1);
    assert_true(most <= ipc::EventQueue::kAllWaitingMax);
    assert_int_equal(queue.waiting_bytes(), 0);
}

void while_one_each_is_read_every_client_gets_its_turn(void** /*state*/) {
    Server server;
    server.server.set_reading(ipc::Reading::one_each);
    ssize_t got = 0;
    server.serve([&] {
        auto* connection = qb_ipcc_connect(server.name.c_str(), 8192);
        if (connection == nullptr) return;
        Message answer;
        for (int time = 0; time < 20; ++time) got += ask(connection, 64, 64, answer);
        qb_ipcc_disconnect(connection);
    });
    assert_int_equal(got, 20 * 64);
}

const std::vector<std::byte>& some_event() {
    static const std::vector<std::byte> event = [] {
        std::vector<std::byte> bytes(64);
        const qb_ipc_response_header header{1, 64, 0};
        std::memcpy(bytes.data(), &header, sizeof header);
        return bytes;
    }();
    return event;
}

// The kernel tells of such an end as an error, once.
void a_client_that_dies_with_unread_bytes_on_both_sides_is_gone(void** /*state*/) {
    Server server;
    std::atomic<bool> told = false;
    std::atomic<bool> left = false;
    int patience = 3000;
    server.on_request = [&](ClientId client) {
        if (told) return;
        server.server.event(client, some_event());
        told = true;
        for (int time = 0; time < 5000 && !left; ++time) usleep(1000);
    };
    server.on_turn = [&] {
        if (left && --patience < 0) server.loop.stop();
    };
    server.serve([&] {
        auto* connection = qb_ipcc_connect(server.name.c_str(), 8192);
        if (connection == nullptr) return;
        Message request;
        request.header.size = 64;
        qb_ipcc_send(connection, &request, 64);
        for (int time = 0; time < 5000 && !told; ++time) usleep(1000);
        qb_ipcc_send(connection, &request, 64);
        qb_ipcc_disconnect(connection);
        left = true;
    });
    assert_int_equal(server.lengths.size(), 2);
    assert_int_equal(server.gone, 1);
}

// A loop that waits until it can tell such a client something would wait at full speed.
void a_client_that_closes_its_ears_is_cut_off(void** /*state*/) {
    Server server;
    std::atomic<bool> cut = false;
    server.on_request = [&](ClientId client) { server.server.event(client, some_event()); };
    server.on_turn = [&] { cut = server.gone > 0; };
    bool cut_in_time = false;
    server.serve([&] {
        auto* connection = qb_ipcc_connect(server.name.c_str(), 8192);
        if (connection == nullptr) return;
        int descriptor = -1;
        qb_ipcc_fd_get(connection, &descriptor);
        shutdown(descriptor, SHUT_RD);
        Message request;
        request.header.size = 64;
        qb_ipcc_send(connection, &request, 64);
        for (int time = 0; time < 3000 && !cut; ++time) usleep(1000);
        cut_in_time = cut;
        qb_ipcc_disconnect(connection);
    });
    assert_true(cut_in_time);
    assert_int_equal(server.lengths.size(), 1);
}

int connect_in_silence(const std::string& name) {
    const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path + 1, sizeof address.sun_path - 1);
    if (connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return made;
    close(made);
    return -1;
}

// Here both ends of each connection count.
void who_says_nothing_leaves_descriptors_to_others(void** /*state*/) {
    constexpr rlim_t kLimit = 200;
    constexpr std::size_t kSilent = 90;
    Server server;
    rlimit usual{};
    getrlimit(RLIMIT_NOFILE, &usual);
    const rlimit few{.rlim_cur = kLimit, .rlim_max = usual.rlim_max};
    setrlimit(RLIMIT_NOFILE, &few);
    int next = -1;
    std::size_t connected = 0;
    server.serve([&] {
        std::vector<int> silent;
        for (std::size_t i = 0; i < kSilent; ++i)
            if (const int made = connect_in_silence(server.name); made >= 0) silent.push_back(made);
        connected = silent.size();
        usleep(500000); // for the server to let them in
        next = dup(silent.empty() ? 0 : silent.front());
        close(next);
        for (const int each : silent) close(each);
    });
    setrlimit(RLIMIT_NOFILE, &usual);
    assert_int_equal(connected, kSilent);
    assert_true(next > static_cast<int>(kSilent));
    assert_true(next < static_cast<int>(kLimit - 30));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_answered_through_shared_memory),
        cmocka_unit_test(a_request_is_answered_through_sockets),
        cmocka_unit_test(a_request_is_as_long_as_it_is_whatever_it_claims),
        cmocka_unit_test(no_request_is_lost_where_the_ring_begins_anew),
        cmocka_unit_test(events_are_told_of_before_the_answer_that_comes_behind_them),
        cmocka_unit_test(events_are_told_of_when_the_turn_ends),
        cmocka_unit_test(a_refused_client_learns_why),
        cmocka_unit_test(no_request_is_read_while_reading_is_off),
        cmocka_unit_test(clients_are_told_not_to_send_while_reading_is_off),
        cmocka_unit_test(a_hang_up_is_noticed_while_reading_is_off),
        cmocka_unit_test(the_server_can_end_a_connection),
        cmocka_unit_test(what_many_clients_leave_is_given_back_later),
        cmocka_unit_test(events_for_a_slow_client_wait_and_stay_in_order),
        cmocka_unit_test(a_client_that_takes_nothing_is_cut_off),
        cmocka_unit_test(all_clients_together_have_a_limit_too),
        cmocka_unit_test(while_one_each_is_read_every_client_gets_its_turn),
        cmocka_unit_test(a_client_that_dies_with_unread_bytes_on_both_sides_is_gone),
        cmocka_unit_test(a_client_that_closes_its_ears_is_cut_off),
        cmocka_unit_test(who_says_nothing_leaves_descriptors_to_others),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
