// exec/daemon/config_reader.cc - a thread for each reading, which may outlive us.
#include "daemon/config_reader.h"

#include "base/assert.h"
#include "daemon/config_files.h"
#include "node/config_keys.h"

#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace baton {

struct ConfigReader::Shared {
    // From any thread.
    void tell(reload::ConfigurationRead result) {
        const std::lock_guard lock(mutex);
        if (wake == nullptr) return;
        read = std::move(result);
        uv_async_send(wake);
    }

    std::mutex mutex;
    uv_async_t* wake = nullptr; // none: nobody waits any more
    std::optional<reload::ConfigurationRead> read;
};

ConfigReader::ConfigReader(loop::Loop& loop, std::string path, Done done)
    : path_(std::move(path)), done_(std::move(done)), wake_(new uv_async_t),
      shared_(std::make_shared<Shared>()) {
    ASSERT(uv_async_init(loop.raw(), wake_.get(), [](uv_async_t* handle) {
               static_cast<ConfigReader*>(handle->data)->finished();
           }) == 0);
    wake_->data = this;
    shared_->wake = wake_.get();
}

ConfigReader::~ConfigReader() {
    const std::lock_guard lock(shared_->mutex);
    shared_->wake = nullptr;
}

void ConfigReader::read(std::uint64_t number) {
    number_ = number;
    again_ = running_;
    if (!running_) begin();
}

// It is not waited for, and so it knows nothing of us but what it shares.
void ConfigReader::begin() {
    running_ = true;
    try {
        std::thread([path = path_, shared = shared_] {
            shared->tell(read_configuration(path));
        }).detach();
    } catch (const std::system_error& error) { // no more threads, or no memory for one
        reload::ConfigurationRead nothing;
        nothing.complaints.push_back(path_ + " cannot be read at present: " + error.what());
        shared_->tell(std::move(nothing));
    }
}

void ConfigReader::finished() {
    std::optional<reload::ConfigurationRead> read;
    {
        const std::lock_guard lock(shared_->mutex);
        read = std::exchange(shared_->read, std::nullopt);
    }
    if (!read) return;
    running_ = false;
    if (std::exchange(again_, false)) return begin();
    done_(number_, std::move(*read));
}

reload::ConfigurationRead read_configuration(const std::string& path) {
    LoadedConfiguration loaded = load_configuration(path);
    reload::ConfigurationRead read;
    read.digest = loaded.digest;
    const bool good = loaded.diagnostics.good();
    for (const config::Diagnostic& each : loaded.diagnostics.all())
        if (good || each.severity == config::Severity::error)
            read.complaints.push_back(each.text());
    if (!good) return read;
    read.config = std::make_shared<const config::Config>(std::move(loaded.config));
    read.keys = all_keys(*read.config);
    return read;
}

} // namespace baton
