// exec/daemon/log_writer.h - where log lines go: standard error, a file, syslog or the journal.
// All writing is done by one thread: a slow disk or a full pipe must not hold up the ring.
#pragma once

#include "base/result.h"
#include "config/config.h"
#include "daemon/flight_recorder.h"
#include "daemon/log_fold.h"
#include "daemon/log_format.h"
#include "loop/descriptor.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

namespace baton {

class LogWriter {
public:
    LogWriter() = default; // all lines from info on to standard error, at once
    ~LogWriter();          // writes what waits
    LogWriter(const LogWriter&) = delete;
    LogWriter& operator=(const LogWriter&) = delete;

    // What holds from now on; opens the files. If that fails, all stays as it was; the error is one
    // of the logging configuration. From one thread at a time.
    Result<void> configure(const config::Logging& logging);
    // The file may have been moved away: opens it by its name again.
    Result<void> reopen() { return configure(setup()->logging); }
    // From now on a thread writes, and the flight recorder runs if it is to. After fork() and
    // before real time is asked for.
    void start_thread();
    // From any thread. Never waits; if too much waits already the line is counted and dropped.
    void write(LogLine line);
    // Standard error is closed, or leads nowhere.
    void no_stderr() { use_stderr_ = false; }
    // Has the lines of all levels, whatever the targets take.
    FlightRecorder& recorder() { return recorder_; }

private:
    struct Stamped {
        LogLine line;
        WallTime when;
    };
    struct Setup {
        config::Logging logging;
        int facility = 0;
        bool stderr_is_journal = false; // a line for syslog would be there twice
        std::string host{};
        // By their paths; closed when the last line that needs them is written.
        std::map<std::string, loop::Descriptor> files{};
    };
    [[nodiscard]] std::shared_ptr<const Setup> setup() const;
    static Result<void> open_file(Setup& setup, const std::string& path);
    void run();
    void take(Stamped stamped);
    void put_out(const LogLine& line, WallTime when);
    void to_syslog(const LogLine& line, WallTime when);
    [[nodiscard]] bool wanted(const LogLine& line) const;

    static constexpr std::size_t kWaitingMax = 4096;

    bool use_stderr_ = true;
    int syslog_ = -1;
    LogFold fold_;
    FlightRecorder recorder_;

    // The thread that writes keeps a setup for as long as a line takes; nobody waits for that.
    mutable std::mutex setup_mutex_;
    std::shared_ptr<const Setup> setup_ = std::make_shared<const Setup>();

    std::thread thread_;
    std::mutex mutex_; // of what follows
    std::condition_variable arrived_;
    std::deque<Stamped> waiting_;
    std::uint64_t dropped_ = 0;
    bool ending_ = false;
};

} // namespace baton
