// test/unit/daemon/ring_driver_test.cc - a node that is alone, on a disk that fails.
#include "unit/daemon/temporary_folder.h" // first: CMocka has a macro fail()

#include "daemon/ring_driver.h"
#include "loop/turn.h"
#include "support/silent_transport.h"
#include "unit/cmocka.h"

#include <filesystem>

using namespace baton;
using baton::test::SilentTransport;
using baton::test::TemporaryFolder;

namespace {

struct Witness final : RingUser {
    void on_reply(ClientId, const ClientReply&) override {}
    void on_event(ClientId, const ClientEvent&) override {}
    void on_deliveries(const cpg::DeliveryRun&) override {}
    void show_deliveries() override {}
    void let_clients_run() override {}
    void on_membership(const MembershipChanged&) override { ++memberships; }
    void on_synchronised(const Synchronised&) override { ++synchronised; }
    void on_command(Command&) override {}
    void on_log(LogLine) override {}
    void on_fatal(ExitCode code, const std::string&) override {
        ++fatal;
        exit_code = code;
    }
    int memberships = 0;
    int synchronised = 0;
    int fatal = 0;
    ExitCode exit_code = ExitCode::good;
};

RingDriver::Settings alone() {
    RingDriver::Settings settings;
    settings.node.ring.self = {1};
    settings.node.ring.token = milliseconds{100};
    settings.node.ring.token_retransmit = milliseconds{23};
    settings.node.ring.hold = milliseconds{18};
    settings.node.ring.join = milliseconds{10};
    settings.node.ring.consensus = milliseconds{120};
    settings.random_seed = 1;
    return settings;
}

// Runs a node until it is synchronised or has had to end, and a moment longer. `looked_at` is
// called when its ring ids are loaded and nothing else has happened.
Witness life_of_a_node(const TemporaryFolder& folder, std::function<void()> looked_at) {
    constexpr milliseconds kPatience{10000};
    constexpr milliseconds kMoment{200};
    loop::Loop loop;
    BufferPool pool;
    const Outside outside;
    Witness witness;
    RingDriver driver(
        loop, pool, alone(), RingIdFile(folder.path, "", {1}),
        [&](transport::Events) { return std::make_unique<SilentTransport>(looked_at); }, outside,
        witness);
    loop::Timer end(loop, [&] { loop.stop(); });
    bool decided = false;
    loop::EndOfTurn turn(loop, [&] {
        const bool more = driver.end_of_turn();
        if (!decided && witness.synchronised + witness.fatal > 0) {
            decided = true;
            end.fire_in(kMoment);
        }
        return more;
    });
    end.fire_in(kPatience);
    if (driver.start()) loop.run();
    driver.abandon();
    return witness;
}

void a_node_alone_forms_a_ring(void** /*state*/) {
    const TemporaryFolder folder;
    const Witness witness = life_of_a_node(folder, [] {});
    assert_int_equal(witness.fatal, 0);
    assert_int_equal(witness.synchronised, 1);
}

void a_ring_whose_number_cannot_be_stored_is_not_formed(void** /*state*/) {
    const TemporaryFolder folder;
    const Witness witness =
        life_of_a_node(folder, [&] { std::filesystem::remove_all(folder.path); });
    assert_int_equal(witness.fatal, 1);
    assert_int_equal(witness.exit_code, ExitCode::ring_id);
    assert_int_equal(witness.memberships, 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_node_alone_forms_a_ring),
        cmocka_unit_test(a_ring_whose_number_cannot_be_stored_is_not_formed),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
