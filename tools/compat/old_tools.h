// tools/compat/old_tools.h - the programs behind Corosync's names. Each takes the command line and
// returns the exit code that the tool of that name has.
#pragma once

namespace baton::tool::compat {

int cfgtool(int count, char** arguments);
int quorumtool(int count, char** arguments);
int cmapctl(int count, char** arguments);
int cpgtool(int count, char** arguments);
int keygen(int count, char** arguments);
int notifyd(int count, char** arguments);

} // namespace baton::tool::compat
