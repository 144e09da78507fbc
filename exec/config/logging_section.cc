// exec/config/logging_section.cc - where log lines go. Errors here have an exit code of their own.
#include "config/directives.h"
#include "config/sections.h"
#include "config/value.h"
#include "config/value_checks.h"

#include <optional>

namespace baton::config {
namespace {

constexpr std::size_t kSubsystemsMax = 32;
constexpr std::size_t kSubsystemNameMax = 63;
constexpr std::string_view kFacilities =
    "auth authpriv cron daemon ftp kern lpr mail news syslog user uucp local0 local1 local2 local3 "
    "local4 local5 local6 local7";
constexpr std::string_view kPriorities = "alert crit debug emerg err error info notice warning";

std::optional<Priority> read_priority(std::string_view text) {
    std::string word;
    for (const char letter : text)
        word += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    if (word == "emerg") return Priority::emerg;
    if (word == "alert") return Priority::alert;
    if (word == "crit") return Priority::crit;
    if (word == "err" || word == "error") return Priority::error;
    if (word == "warning") return Priority::warning;
    if (word == "notice") return Priority::notice;
    if (word == "info") return Priority::info;
    if (word == "debug") return Priority::debug;
    return std::nullopt;
}

class Builder {
public:
    Builder(const Lookup& lookup, Diagnostics& diagnostics)
        : lookup_(lookup), diagnostics_(diagnostics) {}

    Logging build() {
        Logging logging;
        read_targets("logging", "logging", logging.targets);
        logging.syslog_facility = facility();
        logging.timestamp = timestamp();
        read_switch("logging", "logging", "fileline", logging.fileline);
        read_switch("logging", "logging", "function_name", logging.function_name);
        read_switch("logging", "logging", "blackbox", logging.blackbox);
        for (const std::string& name : lookup_.reading().subsystems) add_subsystem(logging, name);
        return logging;
    }

private:
    void refuse(const Setting& setting, std::string what, std::string_view words) {
        diagnostics_.error(
            setting.place, std::move(what) + ": " + quoted(setting.text) + " is not known",
            advice_for(setting.text, "write one of: " + std::string(words)), kExitLogging);
    }

    void read_switch(const std::string& prefix, std::string_view section, std::string_view name,
                     bool& value) {
        const Setting* setting = lookup_.find(prefix + '.' + std::string(name));
        const Directive* directive = find_directive(section, name);
        if (setting == nullptr || directive == nullptr) return;
        if (check_truth(*directive, *setting, diagnostics_, kExitLogging))
            value = effective_truth(directive->kind, setting->text);
    }

    void read_priority_key(const std::string& key, Priority& value) {
        const Setting* setting = lookup_.find(key);
        if (setting == nullptr) return;
        if (const auto priority = read_priority(setting->text))
            value = *priority;
        else
            refuse(*setting, "priority", kPriorities);
    }

    void read_debug(const std::string& key, DebugMode& value) {
        const Setting* setting = lookup_.find(key);
        if (setting == nullptr) return;
        const auto truth = read_truth(Kind::truth_on_off, setting->text);
        if (setting->text == "trace")
            value = DebugMode::trace;
        else if (truth)
            value = *truth ? DebugMode::on : DebugMode::off;
        else
            return refuse(*setting, "debug", "off on trace");
        if (truth && !is_one_of("on off", setting->text))
            diagnostics_.warning(setting->place,
                                 "debug: " + quoted(setting->text) + " is refused by Corosync",
                                 "write one of: off on trace");
    }

    void read_targets(const std::string& prefix, std::string_view section, LogTargets& targets) {
        read_switch(prefix, section, "to_stderr", targets.to_stderr);
        read_switch(prefix, section, "to_syslog", targets.to_syslog);
        read_switch(prefix, section, "to_file", targets.to_logfile);
        read_switch(prefix, section, "to_logfile", targets.to_logfile);
        targets.logfile = lookup_.text(prefix + ".logfile", targets.logfile);
        read_priority_key(prefix + ".syslog_level", targets.syslog_priority);
        read_priority_key(prefix + ".syslog_priority", targets.syslog_priority);
        read_priority_key(prefix + ".logfile_priority", targets.logfile_priority);
        read_debug(prefix + ".debug", targets.debug);
        if (!targets.to_logfile || !targets.logfile.empty()) return;
        diagnostics_.warning(lookup_.place(prefix + ".to_logfile"),
                             "to_logfile without a logfile has no effect",
                             "write 'logfile: PATH' as well");
        targets.to_logfile = false;
    }

    std::string facility() {
        const Setting* setting = lookup_.find("logging.syslog_facility");
        if (setting == nullptr) return "daemon";
        if (!is_one_of(kFacilities, setting->text))
            refuse(*setting, "syslog_facility", kFacilities);
        return setting->text;
    }

    Timestamp timestamp() {
        const Setting* setting = lookup_.find("logging.timestamp");
        if (setting == nullptr || setting->text == "hires") return Timestamp::milliseconds;
        const auto truth = read_truth(Kind::truth_on_off, setting->text);
        if (!truth) {
            refuse(*setting, "timestamp", "off on hires");
            return Timestamp::milliseconds;
        }
        if (!is_one_of("on off", setting->text))
            diagnostics_.warning(setting->place,
                                 "timestamp: " + quoted(setting->text) + " is refused by Corosync",
                                 "write one of: off on hires");
        return *truth ? Timestamp::seconds : Timestamp::off;
    }

    void add_subsystem(Logging& logging, const std::string& name) {
        const std::string prefix = "logging.logger_subsys." + name;
        const Place place = lookup_.place(prefix + ".subsys");
        if (name.size() > kSubsystemNameMax)
            return diagnostics_.error(place, "subsys: " + quoted(name) + " is too long",
                                      "a name has at most 63 characters", kExitLogging);
        if (logging.subsystems.size() == kSubsystemsMax)
            return diagnostics_.error(place, "there are more than 32 logger_subsys sections",
                                      "remove some", kExitLogging);
        LogSubsystem subsystem{name, logging.targets};
        read_targets(prefix, "logging.logger_subsys", subsystem.targets);
        logging.subsystems.push_back(std::move(subsystem));
    }

    const Lookup& lookup_;
    Diagnostics& diagnostics_;
};

} // namespace

Logging build_logging(const Lookup& lookup, Diagnostics& diagnostics) {
    return Builder(lookup, diagnostics).build();
}

} // namespace baton::config
