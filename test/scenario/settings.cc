// test/scenario/settings.cc - see settings.h.
#include "scenario/settings.h"

#include "scenario/arguments.h"

namespace baton::scenario {

namespace {

using ring::RingConfig;

const std::map<std::string, Duration RingConfig::*>& durations() {
    static const std::map<std::string, Duration RingConfig::*> keys{
        {"token_warning", &RingConfig::token_warning},
        {"token_retransmit", &RingConfig::token_retransmit},
        {"hold", &RingConfig::hold},
        {"join", &RingConfig::join},
        {"send_join", &RingConfig::send_join},
        {"consensus", &RingConfig::consensus},
        {"merge", &RingConfig::merge},
        {"max_network_delay", &RingConfig::max_network_delay},
    };
    return keys;
}

const std::map<std::string, std::uint32_t RingConfig::*>& numbers() {
    static const std::map<std::string, std::uint32_t RingConfig::*> keys{
        {"fail_recv_const", &RingConfig::fail_recv_const},
        {"seqno_unchanged_const", &RingConfig::seqno_unchanged_const},
        {"miss_count_const", &RingConfig::miss_count_const},
        {"heartbeat_failures_allowed", &RingConfig::heartbeat_failures_allowed},
        {"window_size", &RingConfig::window_size},
        {"max_messages", &RingConfig::max_messages},
    };
    return keys;
}

void set_token(RingConfig& config, Duration token) {
    constexpr int kFifths = 5; // retransmit = token / 4.2, hold = 0.8 retransmit - 10 ms
    config.token = token;
    config.token_warning = token * 3 / 4;
    config.token_retransmit = milliseconds(
        std::chrono::duration_cast<milliseconds>(token * kFifths / (4 * kFifths + 1)).count());
    config.hold = milliseconds(
        std::chrono::duration_cast<milliseconds>(config.token_retransmit * 4 / kFifths).count() -
        10);
    config.consensus = token * (kFifths + 1) / kFifths;
}

} // namespace

void set(RingConfig& config, const std::string& key, const std::string& value) {
    if (key == "token") return set_token(config, Stage::Arguments::duration_of(value));
    if (key == "net_mtu") {
        config.net_mtu = Stage::Arguments::number_of(value, "a number");
    } else if (key == "cancel_token_hold_on_retransmit") {
        config.cancel_token_hold_on_retransmit = value == "yes";
    } else if (key == "window_is_bound") {
        config.window_is_bound = value == "yes";
    } else if (key == "max_messages_is_bound") {
        config.max_messages_is_bound = value == "yes";
    } else if (const auto duration = durations().find(key); duration != durations().end()) {
        config.*duration->second = Stage::Arguments::duration_of(value);
    } else if (const auto number = numbers().find(key); number != numbers().end()) {
        config.*number->second = Stage::Arguments::number_of(value, "a number");
    } else {
        throw std::invalid_argument("unknown setting '" + key + "'");
    }
}

} // namespace baton::scenario
