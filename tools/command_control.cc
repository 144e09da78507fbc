// tools/command_control.cc - baton reload, shutdown and kill.
#include "cluster_commands.h"
#include "cluster_session.h"
#include "reload_text.h"
#include "shutdown_time.h"
#include "status_request.h"

#include <fmt/format.h>

namespace baton::tool {

namespace {

void say_done(const Context& context, const std::string& what) {
    if (context.json)
        say(json_line({{"schema_version", 1}, {"done", true}, {"text", what}}));
    else
        say(what + "\n");
}

ExitCode show(const Context& context, const std::string& json) {
    const auto result = read_reload(json);
    if (!result) return report(context, result.error());
    say(context.json ? json + "\n" : reload_text(*result));
    return went_well(*result) ? ExitCode::good : ExitCode::unhealthy;
}

// A Corosync, or a Baton that knows only the old way: every node applies what it can.
ExitCode reload_as_of_old(const Context& context, bool check_only) {
    if (check_only)
        return report(context, {Trouble::Kind::refused,
                                "it cannot check without applying; baton check checks one file"});
    const auto cfg = open_cfg();
    if (!cfg) return report(context, cfg.error());
    const cs_error_t error =
        with_tries(1, [&] { return corosync_cfg_reload_config(cfg->handle()); });
    if (error == CS_ERR_INVALID_PARAM)
        return report(context, {Trouble::Kind::refused,
                                "it refused the file of this node; what is wrong: baton check"});
    if (error != CS_OK) return report(context, trouble_of(error, "reload"));
    say_done(context, "this node has applied its file; what the others did stands in their logs");
    return ExitCode::good;
}

} // namespace

ExitCode run_reload(const Context& context, bool check_only) {
    const auto answer = request_reload(context.daemon.instance, check_only);
    // A Corosync has no service "baton"; if nothing runs at all, the old way says so.
    if (!answer && answer.error().kind != Trouble::Kind::not_running)
        return report(context, answer.error());
    if (!answer || !*answer) return reload_as_of_old(context, check_only);
    return show(context, **answer);
}

ExitCode run_shutdown(const Context& context, bool force) {
    const auto cfg = open_cfg();
    if (!cfg) return report(context, cfg.error());
    const auto flags =
        force ? COROSYNC_CFG_SHUTDOWN_FLAG_REGARDLESS : COROSYNC_CFG_SHUTDOWN_FLAG_REQUEST;
    Context patient = context;
    patient.daemon.time_limit_s += shutdown_time_s();
    limit_answers(patient);
    const cs_error_t error = with_tries(context.daemon.time_limit_s, [&] {
        return corosync_cfg_try_shutdown(cfg->handle(), flags);
    });
    if (error == CS_ERR_BUSY)
        return report(context, {Trouble::Kind::refused,
                                "a client (Pacemaker, perhaps) refused the shutdown; stop it "
                                "first, or use --force"});
    if (error == CS_ERR_EXIST)
        return report(context, {Trouble::Kind::refused, "a shutdown is under way already"});
    if (error != CS_OK) return report(context, trouble_of(error, "shut down"));
    say_done(context, "the daemon ends");
    return ExitCode::good;
}

ExitCode run_kill(const Context& context, std::uint32_t node, const std::string& reason) {
    const auto cfg = open_cfg();
    if (!cfg) return report(context, cfg.error());
    const cs_error_t error =
        with_tries(1, [&] { return corosync_cfg_kill_node(cfg->handle(), node, reason.c_str()); });
    if (error == CS_ERR_NOT_EXIST)
        return report(context,
                      {Trouble::Kind::refused, fmt::format("node {} is not a member", node)});
    if (error != CS_OK) return report(context, trouble_of(error, "kill the node"));
    say_done(context, fmt::format("node {} has been told to end", node));
    return ExitCode::good;
}

} // namespace baton::tool
