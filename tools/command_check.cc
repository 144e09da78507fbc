// tools/command_check.cc - baton check: everything that is wrong or doubtful in a configuration.
#include "check_text.h"
#include "commands.h"
#include "daemon/config_files.h"

namespace baton::tool {

ExitCode run_check(const Context& context, const CheckOptions& options) {
    const LoadedConfiguration loaded = load_configuration(
        options.file, {.node = options.node, .for_this_machine = options.for_this_machine});
    say(context.json ? check_json(options.file, loaded.diagnostics)
                     : check_text(options.file, loaded.diagnostics));
    return static_cast<ExitCode>(loaded.diagnostics.exit_code());
}

} // namespace baton::tool
