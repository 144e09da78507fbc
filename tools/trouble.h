// tools/trouble.h - why the daemon could not be asked, in words that say what to do next.
#pragma once

#include "exit_codes.h"

#include <string>
#include <tl/expected.hpp>

namespace baton::tool {

struct Trouble {
    enum class Kind {
        not_running,
        connection_lost, // it was there, and is not any more
        not_permitted,
        not_answering,
        not_ready,
        refused, // it is well, and says no to this
        failed,
        unable, // it has no part in this: a file, the system bus, a program
        misused // the command was called wrongly
    } kind = Kind::failed;
    std::string detail{}; // what the texts of these kinds do not know: the error of the library
};

template <class T>
using Answer = tl::expected<T, Trouble>;

inline auto trouble(Trouble::Kind kind, std::string detail = {}) {
    return tl::make_unexpected(Trouble{kind, std::move(detail)});
}

ExitCode exit_code(Trouble::Kind kind);

// Whom we talk to, for the texts.
struct Addressee {
    std::string instance{}; // empty: the ordinary daemon
    unsigned time_limit_s = 10;
    std::string service = "batond"; // its unit and its process
};

// How this machine calls them: as Corosync's, where the daemon was put in its place.
std::string service_here();

// Two lines: what is wrong, and what to do.
std::string trouble_text(const Trouble& trouble, const Addressee& addressee);
// The same on one line, without a newline.
std::string trouble_line(const Trouble& trouble, const Addressee& addressee);
// {"schema_version": 1, "error": "not_running", "text": "...", "advice": "...", "exit_code": 1}
std::string trouble_json(const Trouble& trouble, const Addressee& addressee);

} // namespace baton::tool
