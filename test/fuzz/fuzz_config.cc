// test/fuzz/fuzz_config.cc - any text as configuration, and as a file of uidgid.d, up to the
// resolved value. What a machine would say about names is made up from the input.
//
// A zero byte, if there is one, ends the main file; behind it comes the other file.
#include "config/local_node.h"
#include "config/parse.h"
#include "config/resolution.h"
#include "fuzz/round_trip.h"

#include <string>

namespace {

using namespace baton;
using namespace baton::config;

IpAddress address(const char* text) { return IpAddress::from_text(text).value_or(IpAddress{}); }

// One name in three is unknown, the others have addresses of one family or of both.
Resolution made_up(const Config& config) {
    Resolution resolution;
    unsigned turn = 0;
    for (const std::string& name : names_to_look_up(config)) {
        LookedUp& found = resolution.names[name];
        ++turn;
        if (turn % 3 == 0) found.problem = "Name or service not known";
        if (turn % 3 == 1) found.addresses.push_back(address("192.0.2.11"));
        if (turn % 3 != 0 && name.size() % 2 == 0)
            found.addresses.push_back(address(turn % 2 == 0 ? "2001:db8::1" : "127.0.1.1"));
    }
    resolution.host_name = config.nodes.empty() ? "db1" : config.nodes.back().name;
    resolution.local = {{address("192.0.2.11"), "db1.example"}, {address("::1"), {}}};
    return resolution;
}

void require_sound(const Config& config, const Diagnostics& diagnostics) {
    const Timing& timing = config.timing;
    fuzz::require(timing.token_ms <= UINT32_MAX / 2 && timing.window_size > 0);
    fuzz::require(timing.max_messages > 0 && timing.token_retransmits_before_loss > 0);
    fuzz::require(config.nodes.size() <= kNodesMax + 1);
    fuzz::require(!config.local_node || config.local() != nullptr);
    fuzz::require(diagnostics.good() == (diagnostics.exit_code() == kExitGood));
    fuzz::require(diagnostics.all().size() <= diagnostics.errors() + diagnostics.warnings());
    for (const Diagnostic& each : diagnostics.all()) fuzz::require(!each.what.empty());
}

// What a good configuration promises the ring.
void require_useful(const Config& config) {
    if (config.totem.transport == Transport::knet) return;
    for (const Node& node : config.nodes) fuzz::require(node.id.value != 0);
    const Timing& timing = config.timing;
    fuzz::require(timing.token_ms > 0 && timing.token_retransmit_ms > 0);
    fuzz::require(timing.consensus_ms > 0 && timing.join_ms > 0);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string text(reinterpret_cast<const char*>(data), size);
    std::vector<SourceFile> access;
    if (const auto end = text.find('\0'); end != std::string::npos) {
        access.push_back({"uidgid", text.substr(end + 1)});
        text.resize(end);
    }
    Diagnostics diagnostics;
    Config config = parse_configuration({"corosync.conf", std::move(text)}, access, diagnostics);
    require_sound(config, diagnostics);
    const Resolution resolution = made_up(config);
    static_cast<void>(needs_reverse_names(config, resolution));
    resolve(config, resolution, diagnostics);
    diagnostics.sort();
    require_sound(config, diagnostics);
    if (diagnostics.good()) require_useful(config);
    return 0;
}
