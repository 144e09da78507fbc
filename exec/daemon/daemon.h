// exec/daemon/daemon.h - a running node: ring, local clients, signals, service manager, joined.
#pragma once

#include "daemon/config_reader.h"
#include "daemon/expected_votes_file.h"
#include "daemon/late_names.h"
#include "daemon/local_services.h"
#include "daemon/log_writer.h"
#include "daemon/outside.h"
#include "daemon/ring_driver.h"
#include "daemon/systemd.h"
#include "daemon/watchdog.h"
#include "ipc/status_endpoint.h"
#include "loop/courtesy.h"
#include "loop/processors.h"
#include "loop/signal.h"
#include "loop/slice.h"
#include "loop/spin.h"
#include "loop/turn.h"

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace baton {

struct Surroundings {
    std::string configuration; // the main file, by its whole path: it is read again at a reload
    std::string state_folder;
    std::string instance;   // prefix of sockets and files; empty: none
    std::string trace_file; // of what the ring does; empty: none
    std::vector<std::string> warnings;
    [[nodiscard]] std::string prefix() const { return instance.empty() ? "" : instance + "-"; }
};

class Daemon final : private RingUser {
public:
    Daemon(std::shared_ptr<const config::Config> config, Surroundings surroundings, LogWriter& log);
    ~Daemon() override;
    // Until a signal, an operator or an error ends it.
    ExitCode run();

private:
    // RingUser
    void on_reply(ClientId client, const ClientReply& reply) override;
    void on_event(ClientId client, const ClientEvent& event) override;
    void on_deliveries(const cpg::DeliveryRun& run) override { services_.deliver(run); }
    void show_deliveries() override { services_.show_deliveries(); }
    void let_clients_run() override;
    void on_membership(const MembershipChanged& change) override;
    void on_synchronised(const Synchronised& ring) override;
    void on_command(Command& command) override;
    void on_log(LogLine line) override { log_.write(std::move(line)); }
    void on_fatal(ExitCode code, const std::string& what) override;

    void perform(const ShutDown& order);
    void perform(const Die& order);
    void perform(const StoreExpectedVotes& order);
    void perform(const ReopenLogs& order);
    void perform(const ClearStatistics& order);
    void perform(const ReadConfiguration& order) { reader_.read(order.number); }
    void perform(const ApplyConfiguration& order);
    void perform(const ApplyLogging& order);
    void perform(const ApplyTiming& order);
    void perform(const ApplyKnetOptions& order);
    void perform(const UseNewKey& order);
    void perform(const ForgetOldKey&) { driver_.forget_old_key(); }
    void perform(const ReloadDecided& order);
    void perform(const DumpFlightData&);
    void perform(const DumpState&) { log_state(); }
    void perform(const KeepWatchdog& order);
    void perform(const EndMachine& order);
    void perform(const QuorumChanged&) {} // clients are told by the service

    void set_up_log(const config::Logging& logging);
    void use(config::Config config);
    void seek_names(const std::vector<config::Unresolved>& told);
    LateNames::Names take_addresses(const config::Resolution& answers);
    [[nodiscard]] ipc::StatusEndpoint::Backend status_backend();
    bool start();
    bool open_trace();
    void give_back_unused();
    bool end_of_turn();
    void on_signal(int number);
    void stop(const std::string& why, ExitCode code = ExitCode::good);
    void leave_when_done();
    void log_state();
    void log(LogLevel level, std::string text) {
        log_.write({level, LogPart::main, std::move(text)});
    }
    std::string report() const;
    std::vector<std::string> warnings() const;

    // How long the goodbyes of local processes may take to reach the ring.
    static constexpr milliseconds kPatience{500};
    // Memory for messages that was not needed for so long goes back to the system. What comes in
    // shorter intervals finds it where it was.
    static constexpr std::chrono::seconds kUnused{10};
    static constexpr std::size_t kDoubtsMax = 100; // said of late addresses

    std::shared_ptr<const config::Config> config_; // in effect
    Surroundings surroundings_;
    LogWriter& log_;
    TimePoint started_;
    ExitCode exit_code_ = ExitCode::good;
    bool stopping_ = false;
    std::optional<ShutDown> ordered_; // to stop, by an operator

    // In this order, as each uses what stands above it.
    BufferPool pool_;
    loop::Loop loop_;
    ServiceManager manager_;
    std::unique_ptr<TraceFile> trace_;
    DaemonOutside outside_;
    ExpectedVotesFile expected_votes_;
    RingDriver driver_;
    LocalServices services_;
    ipc::StatusEndpoint status_;
    ConfigReader reader_;
    LateNames late_names_;
    std::set<std::string> doubted_addresses_; // that a name resolved to, and could not be used
    Watchdog watchdog_;
    loop::Timer patience_;
    loop::Timer unused_;
    std::deque<loop::Signal> signals_; // which stay where they are
    loop::Running running_;
    loop::Spin spin_;
    loop::Slice slice_;
    loop::Courtesy courtesy_{loop::now, loop::offer_processor};
    loop::EndOfTurn end_of_turn_;
};

} // namespace baton
