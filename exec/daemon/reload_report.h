// exec/daemon/reload_report.h - what came of a reload as a JSON text, for "baton reload".
//
// {
//   "schema_version": 1,
//   "check_only": false,
//   "two_phase": true,    all nodes or none; false: each for itself, and only our own part is known
//   "applied": false,
//   "why": "the membership changed before all had answered; nothing was changed",   or ""
//   "nodes": [{"id": 1, "name": "a",
//              "result": "ok",          or refused, no answer, not a Baton
//              "old_version": 4, "new_version": 5, "hash": "00d1f2...",
//              "complaints": ["corosync.conf:4: error: ..."],     of an ok one: warnings
//              "needs_restart": ["totem.netmtu"]}]                keys that differ and stay
// }
#pragma once

#include "services/reload/messages.h"

#include <string>

namespace baton {

std::string reload_report(const reload::Report& report);

} // namespace baton
