// tools/compat/quorumtool.cc - corosync-quorumtool: votes, members, and changing them.
#include "compat/help.h"
#include "compat/old_tool.h"
#include "compat/old_tools.h"
#include "context.h"
#include "node_name.h"
#include "quorum_query.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <getopt.h>
#include <iostream>

namespace baton::tool::compat {

namespace {

constexpr int kInquorate = 2; // exit code of the status

struct Quorumtool {
    const char* program = "";
    char action = 's';
    char order = 'a';
    QuorumStyle style{};
    NodeNameStyle names{};
    bool json = false;
    std::uint32_t node = 0; // 0: this one
    std::uint32_t votes = 0;
    OldTool tool{"corosync-quorumtool", "Cannot initialize CMAP service\n"};
};

std::string line_for(const QuorumTrouble& trouble) {
    using Call = QuorumTrouble::Call;
    const std::string error = error_name(trouble.error);
    switch (trouble.call) {
    case Call::map:
        return "Cannot initialize CMAP service\n";
    case Call::quorum:
        return "Cannot initialize QUORUM service\n";
    case Call::cfg:
        return "Cannot initialise CFG service\n";
    case Call::votequorum:
        return "Cannot initialise VOTEQUORUM service\n";
    case Call::this_node:
        return "Unable to retrieve this_node_id\n";
    case Call::get_quorate:
        return fmt::format("Unable to get cluster quorate status: {}\n", error);
    case Call::track:
        return fmt::format("Unable to start quorum status tracking: {}\n", error);
    case Call::dispatch:
        return fmt::format("Unable to dispatch quorum status: {}\n", error);
    case Call::track_votes:
        return fmt::format("Unable to start votequorum status tracking: {}\n", error);
    case Call::dispatch_votes:
        return fmt::format("Unable to dispatch votequorum status: {}\n", error);
    case Call::own_info:
        break;
    }
    return fmt::format("Unable to get node info: {}\n", error);
}

int failed(const Quorumtool& run, const QuorumTrouble& trouble) {
    return run.tool.failed(line_for(trouble), trouble.error);
}

// As ctime() writes it, without the newline.
std::string date_now() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    std::array<char, 128> text{};
    if (localtime_r(&now, &local) == nullptr) return "";
    std::strftime(text.data(), text.size(), "%a %b %e %H:%M:%S %Y", &local);
    return text.data();
}

void fill_names(const Quorumtool& run, const QuorumSession& session, QuorumView& view) {
    for (QuorumMember& member : view.members)
        member.name =
            node_name(session.map(), session.cfg(), member.node, run.names, [&](cs_error_t error) {
                std::cerr << fmt::format("Unable to get node address for nodeid {}: {}\n",
                                         member.node, error_name(error));
            });
    if (run.order == 'n') std::ranges::stable_sort(view.members, {}, &QuorumMember::name);
    if (run.order == 'i') std::ranges::stable_sort(view.members, {}, &QuorumMember::node);
}

int show(const Quorumtool& run, const QuorumSession& session, bool whole) {
    auto view = session.view(whole);
    if (!view) return failed(run, view.error());
    fill_names(run, session, *view);
    if (run.json) {
        view->rules = session.rules(*view);
        say(quorum_json(*view));
    } else
        say(whole ? quorumtool_status(*view, run.style, date_now())
                  : quorumtool_members(*view, run.style));
    return !whole || view->quorate ? EXIT_SUCCESS : kInquorate;
}

// Until a signal ends it, or the daemon does.
int monitor(const Quorumtool& run, QuorumSession& session) {
    if (!session.with_provider()) {
        static_cast<void>(show(run, session, true));
        say(run.json ? "" : "\nQuorum is not configured - cannot monitor\n");
        return EXIT_FAILURE;
    }
    if (const auto started = session.track(); !started) return failed(run, started.error());
    for (;;) {
        if (const auto changed = session.wait_for_change(); !changed)
            return failed(run, changed.error());
        if (show(run, session, true) == EXIT_FAILURE) return EXIT_FAILURE;
        if (!run.json) say("\n");
    }
}

int without_votequorum(const char* what) {
    std::cerr << "You cannot " << what << ", corosync is not using votequorum\n";
    return EXIT_FAILURE;
}

int set_votes(const Quorumtool& run, const QuorumSession& session) {
    if (!session.with_votes()) return without_votequorum("change node votes");
    const std::uint32_t node = run.node == 0 ? session.local() : run.node;
    const TimeLimit limit;
    const cs_error_t error = votequorum_setvotes(session.votequorum(), node, run.votes);
    if (error == CS_OK) return EXIT_SUCCESS;
    return run.tool.failed(fmt::format("Unable to set votes {} for nodeid: {}: {}\n", run.votes,
                                       node, error_name(error)),
                           error);
}

int set_expected(const Quorumtool& run, const QuorumSession& session) {
    if (!session.with_votes()) return without_votequorum("change expected votes");
    const TimeLimit limit;
    const cs_error_t error = votequorum_setexpected(session.votequorum(), run.votes);
    if (error == CS_OK) return EXIT_SUCCESS;
    return run.tool.failed(fmt::format("Unable to set expected votes: {}\n", error_name(error)),
                           error);
}

int unregister(const Quorumtool& run, const QuorumSession& session) {
    if (!session.with_votes()) return without_votequorum("unregister quorum device");
    TimeLimit limit;
    votequorum_info info{};
    cs_error_t error = votequorum_getinfo(session.votequorum(), session.local(), &info);
    if (error != CS_OK)
        return run.tool.failed(
            fmt::format("Unable to get quorum device info: {}\n", error_name(error)), error);
    if ((info.flags & VOTEQUORUM_INFO_QDEVICE_REGISTERED) == 0) return EXIT_SUCCESS;
    limit.renew();
    error = votequorum_qdevice_unregister(session.votequorum(), info.qdevice_name);
    if (error == CS_OK) return EXIT_SUCCESS;
    return run.tool.failed(
        fmt::format("Unable to unregister quorum device: {}\n", error_name(error)), error);
}

std::optional<std::uint32_t> number(const char* text, long long least) {
    char* end = nullptr;
    errno = 0;
    const long long value = std::strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < least || value > UINT32_MAX)
        return std::nullopt;
    return static_cast<std::uint32_t>(value);
}

int refuse(const char* line) {
    std::cerr << line;
    return EXIT_FAILURE;
}

int help(const Quorumtool& run, int code) {
    say(quorumtool_help(run.program));
    return code;
}

// An exit code if the run ends here.
std::optional<int> take(Quorumtool& run, int letter) {
    const std::string_view value = optarg == nullptr ? "" : optarg;
    std::optional<std::uint32_t> given;
    switch (letter) {
    case 'e':
    case 'v':
        given = number(optarg, letter == 'e' ? 1 : 0);
        if (!given)
            return refuse(letter == 'e'
                              ? "New expected votes value was not valid, try a positive number\n"
                              : "New votes value was not valid, try a positive number or zero\n");
        run.votes = *given;
        break;
    case 'n':
        given = number(optarg, 1);
        if (!given) return refuse("The nodeid was not valid, try a positive number\n");
        run.node = *given;
        return std::nullopt;
    case 'o':
        if (value != "a" && value != "n" && value != "i")
            return refuse("Invalid ordering option. valid orders are a(address), i(node ID) or "
                          "n(name)\n");
        run.order = value[0];
        return std::nullopt;
    case 'H':
        run.style.hexadecimal = true;
        return std::nullopt;
    case 'p':
        run.style.machine = true;
        return std::nullopt;
    case 'i':
        run.names.addresses = true;
        return std::nullopt;
    case 'a':
        run.names.all = true;
        return std::nullopt;
    case '?':
        return help(run, EXIT_FAILURE);
    default:
        break;
    }
    run.action = static_cast<char>(letter);
    return std::nullopt;
}

int act(const Quorumtool& run, QuorumSession& session) {
    switch (run.action) {
    case 'm':
        return monitor(run, session);
    case 'l':
        return show(run, session, false);
    case 'v':
        return set_votes(run, session);
    case 'e':
        return set_expected(run, session);
    case 'f':
        return unregister(run, session);
    default:
        return show(run, session, true);
    }
}

} // namespace

int quorumtool(int count, char** arguments) {
    Quorumtool run;
    run.program = arguments[0];
    run.json = take_json(count, arguments);
    for (int letter = 0; (letter = getopt(count, arguments, "VHaslpmfe:v:hin:o:")) != -1;)
        if (const auto code = take(run, letter)) return *code;
    if (run.action == 'h') return help(run, EXIT_SUCCESS);
    if (run.action == 'V') {
        say("corosync-quorumtool version: 3.1.7\n");
        return EXIT_SUCCESS;
    }
    auto session = QuorumSession::open();
    if (!session) return failed(run, session.error());
    return act(run, *session);
}

} // namespace baton::tool::compat
