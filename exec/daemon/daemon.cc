// exec/daemon/daemon.cc - one line for each service and signal; what is said and when.
#include "daemon/daemon.h"

#include "config/encryption.h"
#include "daemon/in_effect.h"
#include "daemon/local_node.h"
#include "daemon/machine.h"
#include "daemon/membership_text.h"
#include "daemon/reload_report.h"
#include "daemon/ring_setup.h"
#include "daemon/status_report.h"
#include "loop/clock.h"
#include "node/config_keys.h"
#include "transport/knet/knet.h"
#include "transport/udp_multicast.h"
#include "transport/udpu.h"

#include <algorithm>
#include <csignal>
#include <fmt/format.h>
#include <random>
#include <unistd.h>

namespace baton {

namespace {

std::optional<config::Encryption> encryption_at_start(const config::Config& config) {
    if (config.totem.transport != config::Transport::knet) return std::nullopt;
    return config::encryption_of(config.totem);
}

RingDriver::Settings settings_of(const config::Config& config, const ExpectedVotesFile& votes) {
    std::random_device random;
    return {.node = {.ring = ring_config(config),
                     .keys = all_keys(config),
                     .stored_expected_votes = votes.load(),
                     .encryption = encryption_at_start(config)},
            .downcheck = milliseconds{config.timing.downcheck_ms},
            .random_seed = (std::uint64_t{random()} << 32U) | random()};
}

ipc::Channel channel_of(const config::Config& config) {
    return config.system.ipc_type == config::IpcType::socket ? ipc::Channel::socket
                                                             : ipc::Channel::shared_memory;
}

RingDriver::MakeTransport maker(const config::Config& config, loop::Loop& loop, BufferPool& pool) {
    return [&](transport::Events events) -> std::unique_ptr<transport::Transport> {
        if (config.totem.transport == config::Transport::udp)
            return std::make_unique<transport::UdpMulticast>(loop, pool, udp_config(config),
                                                             std::move(events));
        if (config.totem.transport == config::Transport::knet)
            return std::make_unique<transport::Knet>(loop, pool, knet_config(config),
                                                     std::move(events));
        return std::make_unique<transport::Udpu>(loop, pool, udp_config(config), std::move(events));
    };
}

double seconds(Duration time) { return std::chrono::duration<double>(time).count(); }

} // namespace

Daemon::Daemon(std::shared_ptr<const config::Config> config, Surroundings surroundings,
               LogWriter& log)
    : config_(std::move(config)), surroundings_(std::move(surroundings)), log_(log),
      started_(loop::now()), manager_(loop_),
      outside_(
          [this] {
              return DaemonOutside::Network{*config_, driver_.node().status().members,
                                            driver_.transport()};
          },
          [this](const transport::Network& fresh) { return driver_.refusals(fresh); },
          [this](const Outside::Statistic& take) {
              services_.statistics(take);
              driver_.stall_history().statistics(take);
              driver_.transport().statistics([&](std::string key, transport::Number number) {
                  std::visit([&](auto value) { take(std::move(key), cmap::Value::of(value)); },
                             number);
              });
          }),
      expected_votes_(surroundings_.state_folder, surroundings_.prefix()),
      driver_(loop_, pool_, settings_of(*config_, expected_votes_),
              RingIdFile(surroundings_.state_folder, surroundings_.prefix(), config_->local()->id),
              maker(*config_, loop_, pool_), outside_, *this),
      services_(loop_, pool_,
                {.prefix = surroundings_.prefix(),
                 .channel = channel_of(*config_),
                 .votequorum = config_->quorum.provider == "corosync_votequorum"},
                driver_, [this](LogLine line) { log_.write(std::move(line)); }),
      status_(loop_, surroundings_.prefix() + "baton", channel_of(*config_), status_backend(),
              [this](LogLine line) { log_.write(std::move(line)); }),
      reader_(loop_, surroundings_.configuration,
              [this](std::uint64_t number, reload::ConfigurationRead read) {
                  driver_.configuration_read(number, std::move(read));
              }),
      late_names_(
          loop_, look_up_names,
          [this](const config::Resolution& answers) { return take_addresses(answers); },
          LateNames::Pace{}),
      watchdog_(loop_, [this](LogLine line) { log_.write(std::move(line)); }),
      patience_(loop_, [this] { leave_when_done(); }),
      unused_(loop_, [this] { give_back_unused(); }),
      spin_(loop::processors(), [this] { return running_.count(); }), slice_(loop::ask_for_slice),
      end_of_turn_(loop_, [this] { return end_of_turn(); }) {
    loop_.note_arrivals(spin_.possible());
    for (const int number : {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2})
        signals_.emplace_back(loop_, number, [this](int arrived) { on_signal(arrived); });
}

Daemon::~Daemon() = default;

// ---- life

// What the ring does is recorded from its first step on, or the daemon does not start.
bool Daemon::open_trace() {
    if (surroundings_.trace_file.empty()) return true;
    auto trace = TraceFile::open(surroundings_.trace_file, config_->local()->id,
                                 [this](LogLine line) { log_.write(std::move(line)); });
    if (!trace) {
        on_fatal(ExitCode::logging, trace.error().what);
        return false;
    }
    trace_ = std::move(*trace);
    trace_->count_by(*config_, expected_votes_.load());
    driver_.trace(*trace_);
    return true;
}

bool Daemon::start() {
    if (!open_trace()) return false;
    if (auto listening = services_.listen().and_then([&] { return status_.listen(); });
        !listening) {
        on_fatal(ExitCode::fatal, listening.error().what);
        return false;
    }
    if (auto started = driver_.start(); !started) {
        on_fatal(started.error().code, started.error().what);
        return false;
    }
    seek_names({});
    give_back_unused();
    return true;
}

void Daemon::give_back_unused() {
    pool_.give_back_unused();
    unused_.fire_in(kUnused);
}

ExitCode Daemon::run() {
    show_status("starting");
    if (start()) loop_.run();
    return exit_code_;
}

void Daemon::let_clients_run() {
    if (!slice_.busy()) courtesy_.after_you();
}

bool Daemon::end_of_turn() {
    const bool more = driver_.end_of_turn();
    services_.end_of_turn();
    slice_.turn(loop_.turn_began());
    if (ordered_ && !stopping_) stop(ordered_->why, static_cast<ExitCode>(ordered_->exit_code));
    if (stopping_) leave_when_done();
    return more || (spin_.possible() && spin_.look_again(loop::now(), loop_.take_arrival()));
}

void Daemon::on_signal(int number) {
    switch (number) {
    case SIGHUP:
        log(LogLevel::notice, "SIGHUP: all members are asked to reload their configuration");
        return driver_.reload({}, false);
    case SIGUSR1:
        return log(LogLevel::info, "SIGUSR1 is ignored");
    case SIGUSR2:
        return log_state();
    default:
        return stop("Node was shut down by a signal");
    }
}

// Local clients first, so that their groups hear that they left; then the ring.
void Daemon::stop(const std::string& why, ExitCode code) {
    if (stopping_) return;
    if (exit_code_ == ExitCode::good) exit_code_ = code;
    log(LogLevel::notice, why);
    manager_.stopping();
    driver_.prepare_to_leave();
    services_.shut_down();
    stopping_ = true;
    patience_.fire_in(kPatience);
}

void Daemon::leave_when_done() {
    const NodeStatus& status = driver_.node().status();
    const bool said = status.send_queue_frames == 0 && status.synchronised;
    if (!said && patience_.deadline()) return;
    patience_.stop();
    driver_.leave();
    watchdog_.disarm();
    show_status("left the ring");
    loop_.stop();
}

void Daemon::on_fatal(ExitCode code, const std::string& what) {
    log(LogLevel::error, what);
    show_status(what);
    if (exit_code_ == ExitCode::good) exit_code_ = code;
    loop_.stop();
}

// ---- what the ring says

void Daemon::on_reply(ClientId client, const ClientReply& reply) { services_.reply(client, reply); }

void Daemon::on_event(ClientId client, const ClientEvent& event) { services_.event(client, event); }

void Daemon::on_command(Command& command) {
    std::visit([this](const auto& each) { perform(each); }, command);
}

// Stopping makes steps of the node, and this is within one.
void Daemon::perform(const ShutDown& order) {
    if (!ordered_) ordered_ = order;
}

// Nobody is told, the ring neither: the others find out by themselves.
void Daemon::perform(const Die& order) {
    driver_.abandon();
    on_fatal(static_cast<ExitCode>(order.exit_code), order.why);
}

// A node that cannot keep what it must not forget does not start; one that runs goes on.
void Daemon::perform(const StoreExpectedVotes& order) {
    const auto stored = expected_votes_.store(order.votes);
    if (stored) return;
    if (!driver_.node().serving()) return perform(Die{stored.error().what, 20});
    log(LogLevel::error, "the expected votes were not stored: " + stored.error().what);
}

void Daemon::perform(const ReopenLogs& order) {
    const auto opened = log_.reopen();
    if (!opened) log(LogLevel::error, opened.error().what);
    const CsError error = opened ? CsError::ok : CsError::library;
    on_reply(order.client, cfg::Reply{cfg::StatusReply{cfg::ReplyTo::reopen_logs, error}});
}

void Daemon::perform(const ClearStatistics& order) {
    using What = ClearStatistics::What;
    if (order.what == What::ipc || order.what == What::all) services_.clear_statistics();
    if (order.what == What::knet || order.what == What::all) driver_.clear_link_statistics();
    if (order.what == What::schedmiss || order.what == What::all) driver_.clear_stall_history();
}

// The map has it already, and the ring its timers.
void Daemon::perform(const ApplyConfiguration& order) {
    const auto told = config::unresolved(*config_);
    use(in_effect(*config_, *order.config));
    set_up_log(config_->logging);
    seek_names(told);
    watchdog_.try_again();
}

void Daemon::perform(const ApplyLogging& order) {
    set_up_log(order.logging);
    config::Config changed = *config_;
    changed.logging = order.logging;
    use(std::move(changed)); // libknet has a level of its own
}

void Daemon::perform(const ApplyKnetOptions& order) {
    config::Config changed = *config_;
    take_knet_options(changed, order.totem);
    use(std::move(changed));
}

void Daemon::use(config::Config config) {
    config_ = std::make_shared<const config::Config>(std::move(config));
    driver_.set_network(network_of(*config_));
}

void Daemon::perform(const UseNewKey&) {
    if (const auto used = driver_.use_new_key(); !used)
        log(LogLevel::error, "this node goes on with the old encryption, and the others will not "
                             "hear it when they forget that: " +
                                 used.error().what + "; restart it");
}

// Who is about to leave does not arm one: not every device can be disarmed again.
void Daemon::perform(const KeepWatchdog& order) {
    if (!stopping_) watchdog_.keep(order);
}

void Daemon::perform(const ApplyTiming& order) {
    auto changed = std::make_shared<config::Config>(*config_);
    changed->timing = order.timing;
    config_ = std::move(changed);
    driver_.set_timing(milliseconds{order.timing.downcheck_ms},
                       milliseconds{order.timing.token_ms});
}

void Daemon::perform(const ReloadDecided& order) {
    status_.reloaded(order.client, reload_report(order.report));
}

// ---- names that resolve later

// `told`: what has been said to be unresolved before.
void Daemon::seek_names(const std::vector<config::Unresolved>& told) {
    LateNames::Names names;
    for (const config::Unresolved& each : config::unresolved(*config_)) {
        names.push_back(each.name);
        if (std::ranges::find(told, each) == told.end())
            log(LogLevel::warning,
                fmt::format("'{}' (ring{}_addr of node {}) does not resolve; it is looked up again "
                            "until it does, and its link is added then",
                            each.name, each.link, each.node.value));
    }
    doubted_addresses_.clear();
    late_names_.seek(std::move(names));
}

LateNames::Names Daemon::take_addresses(const config::Resolution& answers) {
    config::Config changed = *config_;
    config::Diagnostics doubts;
    config::resolve_late(changed, answers, doubts);
    for (const config::Diagnostic& each : doubts.all())
        if (doubted_addresses_.size() < kDoubtsMax && doubted_addresses_.insert(each.text()).second)
            log(LogLevel::error, each.text());
    const auto missing = config::unresolved(changed);
    for (const config::Unresolved& each : config::unresolved(*config_))
        if (std::ranges::find(missing, each) == missing.end())
            log(LogLevel::info, fmt::format("'{}' (ring{}_addr of node {}) resolves now", each.name,
                                            each.link, each.node.value));
    if (missing.size() < config::unresolved(*config_).size()) use(std::move(changed));
    LateNames::Names names;
    for (const config::Unresolved& each : missing) names.push_back(each.name);
    return names;
}

void Daemon::set_up_log(const config::Logging& logging) {
    if (const auto done = log_.configure(logging); !done)
        log(LogLevel::error, done.error().what + "; the log goes where it went before");
}

void Daemon::perform(const DumpFlightData&) {
    const auto file = log_.recorder().dump(surroundings_.state_folder);
    if (file)
        log(LogLevel::info, "the flight recorder was written to " + *file);
    else
        log(LogLevel::error, "the flight recorder was not written: " + file.error().what);
}

// Whatever made it necessary may keep everything else from being done: not even the log waits.
void Daemon::perform(const EndMachine& order) {
    const char* what = order.power_off ? "switched off" : "restarted";
    log(LogLevel::error, fmt::format("this machine is {} now", what));
    log(LogLevel::error, fmt::format("this machine was not {}: {}; batond needs CAP_SYS_BOOT", what,
                                     end_machine(order.power_off)));
}

void Daemon::on_membership(const MembershipChanged&) {
    const NodeStatus& status = driver_.node().status();
    log(LogLevel::notice, describe_change(status, config_->timing.token_ms));
    if (!stopping_) show_status(describe_members(status) + ", synchronising");
}

void Daemon::on_synchronised(const Synchronised&) {
    log(LogLevel::notice, "Completed service synchronization, ready to provide service.");
    std::string text = describe_members(driver_.node().status());
    for (const std::string& warning : warnings()) text += "; " + warning;
    if (!stopping_) show_status(std::move(text));
    manager_.ready();
}

// ---- what an operator asks

ipc::StatusEndpoint::Backend Daemon::status_backend() {
    return {
        .allows = [this](uid_t user, gid_t group) { return services_.allows(user, group); },
        .report = [this] { return report(); },
        .reload = [this](ClientId client, bool check_only) { driver_.reload(client, check_only); }};
}

std::vector<std::string> Daemon::warnings() const {
    std::vector<std::string> all = surroundings_.warnings;
    for (std::string& each : driver_.transport().warnings()) all.push_back(std::move(each));
    if (const std::string& change = driver_.node().status().key_change; !change.empty())
        all.push_back(change);
    for (const config::Unresolved& each : config::unresolved(*config_))
        all.push_back(fmt::format("'{}' (ring{}_addr of node {}) does not resolve: this link is "
                                  "not there",
                                  each.name, each.link, each.node.value));
    return all;
}

std::string Daemon::report() const {
    const NodeStatus& status = driver_.node().status();
    const TimePoint now = loop::now();
    const double unix_now =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    return status_report({.config = *config_,
                          .node = status,
                          .network = driver_.transport().counters(),
                          .trains = driver_.transport().trains(),
                          .instance = surroundings_.instance,
                          .interface_up = driver_.transport().up(),
                          .send_queue_percent = driver_.node().send_queue_percent(),
                          .cpg_clients = services_.clients(wire::ServiceId::cpg),
                          .waiting_bytes = services_.waiting_bytes(),
                          .stalls = driver_.stalls(),
                          .uptime_s = seconds(now - started_),
                          .last_change_unix = unix_now - seconds(now - status.last_change.when),
                          .warnings = warnings()});
}

void Daemon::log_state() {
    const NodeStatus& status = driver_.node().status();
    log(LogLevel::notice,
        fmt::format("state {}: {}; {}", ring::name_of(status.state), describe_members(status),
                    status.synchronised ? "synchronised" : "synchronising"));
    log(LogLevel::notice,
        fmt::format(
            "clients {}, send queue {} %, delivered {}, sent {}, token every {} us",
            services_.clients(wire::ServiceId::cpg), driver_.node().send_queue_percent(),
            status.messages_delivered, status.messages_sent,
            std::chrono::duration_cast<std::chrono::microseconds>(status.token_rotation).count()));
}

} // namespace baton
