// exec/config/value_checks.h - one value against what its directive takes, with good advice.
#pragma once

#include "config/diagnostics.h"
#include "config/directives.h"
#include "config/settings.h"

#include <string>
#include <string_view>

namespace baton::config {

// Fills in type and number. False after an error: then the default holds.
bool check_value(const Directive& directive, Setting& setting, Diagnostics& diagnostics);

// What a truth value counts as.
bool effective_truth(Kind kind, std::string_view text);
// Complains of a spelling that is no truth value, or that Corosync reads differently.
bool check_truth(const Directive& directive, const Setting& setting, Diagnostics& diagnostics,
                 int exit_code = kExitConfiguration);

// Comments behind a value, quotes around it: both are part of the value, to general surprise.
void warn_of_habits(std::string_view value, const Place& place, Diagnostics& diagnostics);
// For an error in `value`: such a habit if there is one, or else `advice`.
std::string advice_for(std::string_view value, std::string advice);

} // namespace baton::config
