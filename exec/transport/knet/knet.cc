// exec/transport/knet/knet.cc - the parts put together, and what libknet has to say.
#include "transport/knet/knet.h"

#include "loop/clock.h"
#include "transport/interface_check.h"
#include "transport/knet/abilities.h"
#include "transport/knet/memory.h"
#include "transport/knet/statistics.h"
#include "transport/knet/trial.h"

#include <cerrno>
#include <cstring>
#include <set>
#include <unistd.h>
#include <utility>

namespace baton::transport {

namespace {

// Far more than libknet needs for all that can wait.
constexpr milliseconds kLastWords{500};
// libknet's threads say what they do before they do it: then it is done.
constexpr auto kSettled = std::chrono::milliseconds{100};

LogLevel level_of(std::uint8_t level) {
    switch (level) {
    case KNET_LOG_ERR:
        return LogLevel::error;
    case KNET_LOG_WARN:
        return LogLevel::warning;
    case KNET_LOG_INFO:
        return LogLevel::info;
    default:
        return LogLevel::debug;
    }
}

} // namespace

Knet::Knet(loop::Loop& loop, BufferPool& pool, KnetConfig config, Events events)
    : loop_(loop), config_(std::move(config)), events_(std::move(events)),
      receiver_(pool, counters_), look_again_(loop, [this] { look_at_links(); }) {}

void Knet::log(LogLevel level, std::string text) {
    events_.log({level, LogPart::knet, std::move(text)});
}

// ---- start and change

Result<bool> Knet::check_interface() {
    if (up()) {
        tell_what_is_due();
        look_at_links();
        return true;
    }
    if (auto opened = open(); !opened) {
        on_log_record(); // why, in libknet's words
        look_again_.stop();
        log_watch_.reset();
        data_watch_.reset();
        small_packets_.reset();
        ciphers_.reset();
        hosts_.reset();
        handle_ = {};
        applied_.reset(); // the next one has nothing of it
        tells_debug_.reset();
        return tl::make_unexpected(opened.error());
    }
    return true;
}

// Links and keys are there before a packet is let in or out.
Result<void> Knet::open() {
    auto handle = knet::Handle::open(config_.self, config_.small_buffers_will_do);
    if (!handle) return tl::make_unexpected(handle.error());
    handle_ = std::move(*handle);
    hosts_ = std::make_unique<knet::Hosts>(handle_.get());
    ciphers_ = std::make_unique<knet::Ciphers>(handle_.get());
    small_packets_ =
        std::make_unique<knet::SmallPackets>(loop_, handle_.get(), [this] { return config_.mtu; });
    set_log_level();
    if (auto encrypted = ciphers_->start(config_.encryption); !encrypted)
        return failure(Error::Kind::system,
                       knet::trouble(encrypted.error(), first_error_of_libknet()));
    if (const auto failures = apply(config_); !failures.empty())
        return failure(Error::Kind::system, failures.front());
    if (config_.dscp && knet::can_set_dscp() && !knet::set_dscp(handle_.get(), *config_.dscp))
        return tl::make_unexpected(knet::Handle::error("cannot set ip_dscp"));
    if (auto watching = start_watching(); !watching) return watching;
    give_back_memory();
    if (knet_handle_setfwd(handle_.get(), 1) != 0)
        return tl::make_unexpected(knet::Handle::error("cannot begin to forward"));
    config_.encryption.key = {}; // libknet has it
    return {};
}

void Knet::give_back_memory() {
    const auto given = knet::give_back_unused_memory();
    log(LogLevel::debug, !given
                             ? "no memory was given back: " + given.error().what
                             : "memory given back: zero_kb=" + std::to_string(given->zero / 1024) +
                                   " equal_kb=" + std::to_string(given->equal / 1024));
}

Result<void> Knet::start_watching() {
    data_watch_ = std::make_unique<loop::Watch>(loop_, handle_.data(),
                                                [this](int events) { on_data(events); });
    log_watch_ =
        std::make_unique<loop::Watch>(loop_, handle_.log(), [this](int) { on_log_record(); });
    if (!data_watch_->start(UV_READABLE) || !log_watch_->start(UV_READABLE))
        return failure(Error::Kind::system, "the loop cannot watch libknet's sockets");
    return {};
}

// Everything but keys. One line for each thing that failed.
std::vector<std::string> Knet::apply(const KnetConfig& wanted) {
    std::vector<std::string> failures;
    const auto must = [&](int result, const char* doing) {
        if (result != 0) failures.push_back(knet::Handle::error(doing).what);
    };
    const auto changes = [&](auto field, const auto& its) {
        return !applied_ || *applied_.*field != its;
    };
    knet_handle_t handle = handle_.get();
    if (changes(&Applied::only_listed_sources, wanted.only_listed_sources))
        must(knet_handle_enable_access_lists(handle, wanted.only_listed_sources ? 1 : 0),
             "cannot set the access lists");
    if (changes(&Applied::pmtud_interval_s, wanted.pmtud_interval_s))
        must(knet_handle_pmtud_setfreq(handle, wanted.pmtud_interval_s),
             "cannot set knet_pmtud_interval");
    if (changes(&Applied::mtu, wanted.mtu))
        must(knet_handle_pmtud_set(handle, wanted.mtu), "cannot set knet_mtu");
    if (changes(&Applied::compression, wanted.compression))
        if (auto done = knet::compress(handle, wanted.compression); !done)
            failures.push_back(knet::trouble(done.error(), first_error_of_libknet()));
    if (failures.empty())
        applied_ = Applied{.only_listed_sources = wanted.only_listed_sources,
                           .pmtud_interval_s = wanted.pmtud_interval_s,
                           .mtu = wanted.mtu,
                           .compression = wanted.compression};
    for (std::string& each : hosts_->set(wanted.peers, wanted.mode))
        failures.push_back(std::move(each));
    return failures;
}

void Knet::set_network(const Network& network) {
    const auto* wanted = std::get_if<KnetConfig>(&network);
    if (wanted == nullptr) return; // the transport itself changes at a start only
    config_ = *wanted;
    if (!up()) return;
    set_log_level();
    for (const std::string& each : apply(config_)) log(LogLevel::error, each);
    if (auto accepted = ciphers_->accept(config_.encryption); !accepted)
        log(LogLevel::error, accepted.error().what + "; the key in use stays");
    config_.encryption.key = {}; // libknet has it
    look_at_links();
}

// A compression cannot be tried beside the one in use: for a moment it is the one in use. Whoever
// gets a packet of that moment reads it all the same, or is about to refuse the model itself.
std::vector<std::string> Knet::refusals(const Network& network) {
    const auto* wanted = std::get_if<KnetConfig>(&network);
    if (wanted == nullptr || !up()) return {};
    std::vector<std::string> all;
    first_error_of_libknet(); // of something else
    if (const auto done = ciphers_->try_out(wanted->encryption); !done)
        all.push_back(knet::trouble(done.error(), first_error_of_libknet()));
    if (!applied_ || applied_->compression == wanted->compression) return all;
    if (const auto done = knet::compress(handle_.get(), wanted->compression); !done)
        all.push_back(knet::trouble(done.error(), first_error_of_libknet()));
    else if (!knet::compress(handle_.get(), applied_->compression))
        applied_.reset(); // to be set again, whatever comes
    return all;
}

void Knet::set_log_level() {
    if (tells_debug_ == config_.debug) return;
    tells_debug_ = config_.debug;
    for (unsigned subsystem = 0; subsystem < KNET_MAX_SUBSYSTEMS; ++subsystem) {
        // What it says of packets that it cannot read is wanted always, and what of narrow paths.
        const bool debug = config_.debug || subsystem == KNET_SUB_RX || subsystem == KNET_SUB_PMTUD;
        knet_log_set_loglevel(handle_.get(), static_cast<std::uint8_t>(subsystem),
                              debug ? KNET_LOG_DEBUG : KNET_LOG_INFO);
    }
}

Result<void> Knet::use_new_key() {
    if (!up()) return {};
    return ciphers_->use_new();
}

void Knet::forget_old_key() {
    if (up()) ciphers_->forget_other();
}

// ---- messages

void Knet::send(const Slice& frame) {
    if (up() && !outlet_.add(frame)) ++counters_.send_dropped;
}

void Knet::flush() {
    if (!up() || outlet_.empty()) return;
    if (const int number = outlet_.send(handle_.data(), counters_); number != 0)
        log(LogLevel::warning,
            std::string("knet does not take a message: ") + std::strerror(number));
    if (outlet_.empty() == watches_room_) watch_data();
}

// libknet takes them in a thread of its own, and nobody looks for room when the loop has ended.
void Knet::flush_and_end() {
    flush();
    if (!up() || outlet_.empty()) return;
    const std::size_t left = outlet_.send_all(handle_.data(), counters_, kLastWords);
    if (left > 0)
        log(LogLevel::warning, "knet did not take the last " + std::to_string(left) +
                                   " messages of this node: others may take it for failed");
}

void Knet::watch_data() {
    watches_room_ = !outlet_.empty();
    if (!data_watch_->start(watches_room_ ? UV_READABLE | UV_WRITABLE : UV_READABLE))
        log(LogLevel::error, "the loop cannot watch knet's data socket");
}

void Knet::on_data(int events) {
    if ((events & UV_WRITABLE) != 0) flush();
    if ((events & UV_READABLE) == 0) return;
    receiver_.read(
        handle_.data(), [](const SocketAddress&) { return true; }, received_);
    if (!received_.empty()) events_.received(received_);
    received_.clear();
}

void Knet::discard_received() {
    if (up()) receiver_.discard(handle_.data());
}

// ---- what libknet says

void Knet::on_log_record() {
    if (!take_records() || !hosts_ || !data_watch_) return;
    look_at_links();
    look_again_.fire_in(kSettled);
}

bool Knet::take_records() {
    constexpr int kRecordsMax = 1024; // a flood must not hold us here for ever
    bool any = false;
    knet_log_msg record{};
    for (int count = 0; count < kRecordsMax; ++count) {
        if (read(handle_.log(), &record, sizeof record) != sizeof record) break;
        take_record(record);
        any = true;
    }
    return any;
}

// Perhaps within a step of the node, which must not hear of links then: that has a moment's time.
std::string Knet::first_error_of_libknet() {
    libknet_failed_.clear();
    if (take_records()) look_again_.fire_in(kSettled);
    return std::exchange(libknet_failed_, {});
}

void Knet::take_record(const knet_log_msg& record) {
    const std::string text = knet::text_of(record);
    if (knet::Strangers::is_about(record.subsystem, text)) return stranger_came(text);
    // While a key is being changed, somebody may be a step ahead or behind.
    if (const auto why = knet::Unreadable::why(record.subsystem, text);
        why && ciphers_ && !ciphers_->changing())
        unreadable_.came(loop::now(), *why);
    if (record.subsystem == KNET_SUB_PMTUD)
        if (const auto narrow = narrow_path_.take(text)) path_is_narrow(*narrow);
    if (record.msglevel == KNET_LOG_DEBUG && !config_.debug) return;
    LogLine line{level_of(record.msglevel), LogPart::knet,
                 std::string(knet_log_get_subsystem_name(record.subsystem)) + ": " + text};
    if (line.level == LogLevel::error && libknet_failed_.empty()) libknet_failed_ = text;
    if (line.level == LogLevel::debug) return events_.log(std::move(line));
    if (auto wanted = records_.take(loop::now(), std::move(line))) events_.log(std::move(*wanted));
}

// While a key is being changed, packets under one of the two fail with the other before they pass.
void Knet::stranger_came(std::string_view record) {
    const auto from = knet::Strangers::sender(record);
    if (!from || !ciphers_ || ciphers_->changing()) return;
    if (auto line = strangers_.came(loop::now(), *from, config_.peers))
        events_.log(std::move(*line));
}

void Knet::tell_what_is_due() {
    const TimePoint now = loop::now();
    for (LogLine& line : records_.due(now)) events_.log(std::move(line));
    if (unreadable_.is_due(now))
        events_.log(unreadable_.tell(now, {.encrypts = config_.encryption.on(),
                                           .only_listed_sources = config_.only_listed_sources,
                                           .peers = peers()}));
}

void Knet::path_is_narrow(const knet::NarrowPath::Link& link) {
    log(LogLevel::warning, knet::NarrowPath::text_of(link));
    if (!small_packets_) return;
    if (const auto begun = small_packets_->begin(); !begun)
        log(LogLevel::error, begun.error().what);
}

void Knet::look_at_links() {
    if (link_watch_.changed(handle_.get(), *hosts_) && events_.links_changed)
        events_.links_changed();
}

// ---- what an operator asks

std::vector<std::string> Knet::warnings() const {
    std::vector<std::string> all;
    std::set<std::pair<std::uint8_t, IpAddress>> own;
    for (const KnetConfig::Peer& peer : config_.peers)
        for (const KnetConfig::Link& link : peer.links) own.insert({link.number, link.local});
    for (const auto& [number, address] : own)
        if (!find_interface(address))
            all.push_back("address " + address.text() + " of link " + std::to_string(number) +
                          " is not on this machine");
    return all;
}

std::vector<PeerState> Knet::peers() const {
    if (!up() || !hosts_) return {};
    return knet::peer_states(handle_.get(), *hosts_);
}

void Knet::statistics(const TakeNumber& take) const {
    if (up()) knet::take_statistics(handle_.get(), config_.self, *hosts_, take);
}

void Knet::clear_statistics() {
    if (up()) knet_handle_clear_stats(handle_.get(), KNET_CLEARSTATS_HANDLE_AND_LINK);
}

} // namespace baton::transport
