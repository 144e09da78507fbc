// tools/trouble.cc - the words for each kind of trouble.
#include "trouble.h"

#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <system_error>

namespace baton::tool {

namespace {

using Kind = Trouble::Kind;

struct Words {
    const char* name; // in JSON
    std::string what;
    std::string advice;
};

std::string named(const Addressee& addressee) {
    return addressee.instance.empty() ? "the daemon"
                                      : fmt::format("the daemon '{}'", addressee.instance);
}

std::string start_advice(const Addressee& addressee) {
    if (addressee.instance.empty())
        return fmt::format("start it: systemctl start {0}; why it stopped: journalctl -u {0}",
                           addressee.service);
    return fmt::format("start it: batond -c FILE, with \"instance: {}\" in its section system; "
                       "without --instance and BATON_INSTANCE the ordinary daemon is asked",
                       addressee.instance);
}

Words words_for(const Trouble& trouble, const Addressee& addressee) {
    const std::string daemon = named(addressee);
    switch (trouble.kind) {
    case Kind::not_running:
        return {"not_running", daemon + " is not running", start_advice(addressee)};
    case Kind::connection_lost:
        return {"connection_lost", daemon + " has ended while it was being used",
                fmt::format("look at its log: journalctl -u {}; is it back: baton status",
                            addressee.service)};
    case Kind::not_permitted:
        return {"not_permitted", daemon + " does not permit this user to use it",
                "run this as root, or name the user in the configuration: uidgid { uid: NAME }"};
    case Kind::not_answering:
        return {"not_answering",
                fmt::format("{} has not answered for {} s", daemon, addressee.time_limit_s),
                "it is stopped or stuck; its state (T is stopped): ps -o pid,stat,wchan,cmd -C " +
                    addressee.service};
    case Kind::not_ready:
        return {"not_ready", daemon + " is still starting, or forms a membership",
                "try again in a moment; how far it is: baton status"};
    case Kind::refused:
        return {"refused", "not done", "what is possible: man baton"};
    case Kind::unable:
        return {"unable", "not done",
                "this is not a matter of the daemon; what is needed: man baton"};
    case Kind::misused:
        return {"usage", "wrong usage", "how it is called: baton --help"};
    case Kind::failed:
        break;
    }
    return {"failed", daemon + " could not be used",
            fmt::format("look at its log: journalctl -u {}; how it is: baton status",
                        addressee.service)};
}

std::string what_happened(const Words& words, const Trouble& trouble) {
    return trouble.detail.empty() ? words.what : words.what + ": " + trouble.detail;
}

// Written by baton-replace-corosync. A link is only a second name of our own unit.
constexpr const char* kUnitInCorosyncsPlace = "/etc/systemd/system/corosync.service";

} // namespace

std::string service_here() {
    std::error_code unknown;
    const auto status = std::filesystem::symlink_status(kUnitInCorosyncsPlace, unknown);
    return std::filesystem::is_regular_file(status) ? "corosync" : "batond";
}

ExitCode exit_code(Trouble::Kind kind) {
    switch (kind) {
    case Kind::not_running:
    case Kind::connection_lost:
        return ExitCode::not_reachable;
    case Kind::not_permitted:
        return ExitCode::not_permitted;
    case Kind::not_answering:
        return ExitCode::not_answering;
    case Kind::not_ready:
        return ExitCode::not_ready;
    case Kind::misused:
        return ExitCode::usage;
    case Kind::refused:
    case Kind::unable:
    case Kind::failed:
        break;
    }
    return ExitCode::failed;
}

std::string trouble_text(const Trouble& trouble, const Addressee& addressee) {
    const Words words = words_for(trouble, addressee);
    return fmt::format("baton: {}\n       {}\n", what_happened(words, trouble), words.advice);
}

std::string trouble_line(const Trouble& trouble, const Addressee& addressee) {
    const Words words = words_for(trouble, addressee);
    return fmt::format("{}; {}", what_happened(words, trouble), words.advice);
}

std::string trouble_json(const Trouble& trouble, const Addressee& addressee) {
    const Words words = words_for(trouble, addressee);
    const nlohmann::ordered_json json = {{"schema_version", 1},
                                         {"error", words.name},
                                         {"text", what_happened(words, trouble)},
                                         {"advice", words.advice},
                                         {"exit_code", static_cast<int>(exit_code(trouble.kind))}};
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

} // namespace baton::tool
