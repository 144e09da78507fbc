// exec/daemon/flight_recorder.h - the last log lines of all levels, in memory, for afterwards.
//
// A ring of libqb, written to a file when an operator asks and when the process crashes; libqb's
// tool qb-blackbox prints it. One per process, as libqb has it. Any thread may record.
#pragma once

#include "base/log.h"
#include "base/result.h"

#include <cstddef>
#include <string>

namespace baton {

class FlightRecorder {
public:
    static constexpr std::size_t kSize = std::size_t{1} << 20U; // bytes; filled little by little
    static constexpr std::size_t kFilesKept = 5;

    FlightRecorder() = default;
    ~FlightRecorder();
    FlightRecorder(const FlightRecorder&) = delete;
    FlightRecorder& operator=(const FlightRecorder&) = delete;

    // Nothing is recorded until it is switched on.
    void switch_on(bool on);
    [[nodiscard]] bool is_on() const { return on_; }
    void record(const LogLine& line);

    // Writes fdata-TIME-PID into `folder`, lets the link "fdata" there lead to it, and removes all
    // but the newest kFilesKept. Gives the file's name.
    [[nodiscard]] Result<std::string> dump(const std::string& folder);
    // The same into `folder` when the process dies of SIGSEGV, SIGABRT, SIGBUS, SIGILL or SIGFPE.
    static void dump_on_crash(const std::string& folder);

private:
    bool on_ = false;
    bool made_ = false;
};

} // namespace baton
