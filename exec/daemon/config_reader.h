// exec/daemon/config_reader.h - reads and checks the configuration files beside the loop: names are
// looked up, and a name server may be silent for long.
#pragma once

#include "loop/handle.h"
#include "loop/loop.h"
#include "services/reload/messages.h"

#include <functional>
#include <memory>
#include <string>

namespace baton {

class ConfigReader {
public:
    using Done = std::function<void(std::uint64_t number, reload::ConfigurationRead read)>;
    // `done` is told from the loop.
    ConfigReader(loop::Loop& loop, std::string path, Done done);
    ~ConfigReader(); // what is still being read is forgotten
    ConfigReader(const ConfigReader&) = delete;
    ConfigReader& operator=(const ConfigReader&) = delete;

    // From now on: what was begun earlier is not what is told. The last number counts.
    void read(std::uint64_t number);

private:
    struct Shared;
    void begin();
    void finished();

    const std::string path_;
    const Done done_;
    loop::LoopHandle<uv_async_t> wake_;
    std::shared_ptr<Shared> shared_; // with the thread that reads
    std::uint64_t number_ = 0;
    bool running_ = false;
    bool again_ = false; // wanted after it had begun
};

// Reads the files, asks the machine, makes every check. Blocks.
reload::ConfigurationRead read_configuration(const std::string& path);

} // namespace baton
