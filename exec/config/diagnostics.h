// exec/config/diagnostics.h - what is wrong or doubtful in a configuration, all of it, with places.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace baton::config {

struct Place {
    std::string file;
    std::size_t line = 0; // from 1; 0: the file as a whole
    friend bool operator==(const Place&, const Place&) = default;
};

enum class Severity { warning, error };

// The text between quotes, cut if it is long, without bytes that could upset a terminal.
std::string quoted(std::string_view text);

// The exit codes of the daemon for a configuration that it refuses.
constexpr int kExitGood = 0;
constexpr int kExitLogging = 7;
constexpr int kExitConfiguration = 8;
constexpr int kExitStateDirectory = 16;

struct Diagnostic {
    Severity severity = Severity::error;
    Place place;
    std::string what;    // what is wrong
    std::string instead; // what to write instead; empty if `what` says it all
    int exit_code = kExitConfiguration;

    // "FILE:LINE: error: WHAT; INSTEAD"
    [[nodiscard]] std::string text() const;
};

class Diagnostics {
public:
    void error(Place place, std::string what, std::string instead = {},
               int exit_code = kExitConfiguration);
    void warning(Place place, std::string what, std::string instead = {});

    // The first thousand of them; errors stay before warnings. The counts count all.
    [[nodiscard]] const std::vector<Diagnostic>& all() const { return all_; }
    [[nodiscard]] std::size_t errors() const { return errors_; }
    [[nodiscard]] std::size_t warnings() const { return warnings_; }
    [[nodiscard]] bool good() const { return errors_ == 0; }
    // 0 if good; else the code of the error that was met first, however they are sorted.
    [[nodiscard]] int exit_code() const { return exit_code_; }
    // In the order of files and lines, as a reader corrects them.
    void sort();

private:
    void keep(Diagnostic diagnostic);

    std::vector<Diagnostic> all_;
    std::size_t warnings_ = 0;
    std::size_t errors_ = 0;
    int exit_code_ = kExitGood;
};

} // namespace baton::config
