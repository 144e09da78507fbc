// exec/transport/knet/handle.h - one libknet instance: its threads, its data socket, its log.
//
// libknet works in threads of its own. What they have for us comes through two descriptors: whole
// Totem messages through the data socket, in both directions, and log records through a pipe. The
// one callback that runs in a thread of libknet, the filter, looks at nothing but the message.
#pragma once

#include "base/buffer.h"
#include "base/result.h"
#include "loop/descriptor.h"
#include "transport/knet/config.h"
#include "transport/knet/library.h"

#include <string>
#include <utility>

namespace baton::transport::knet {

class Handle {
public:
    // An error: libknet does not start. `small_buffers_will_do` as in KnetConfig.
    static Result<Handle> open(NodeId self, bool small_buffers_will_do);
    Handle() = default;
    Handle(Handle&& other) noexcept
        : handle_(std::exchange(other.handle_, nullptr)), data_(std::exchange(other.data_, -1)),
          log_out_(std::move(other.log_out_)), log_in_(std::move(other.log_in_)) {}
    Handle& operator=(Handle&& other) noexcept;
    ~Handle(); // what is on its way to the network leaves; hosts and links go with it

    [[nodiscard]] knet_handle_t get() const { return handle_; }
    [[nodiscard]] int data() const { return data_; } // libknet's; non-blocking
    [[nodiscard]] int log() const { return log_out_.number(); }
    explicit operator bool() const { return handle_ != nullptr; }

    // A failed call of libknet, with errno as it left it: not always set, and 0 says nothing.
    static Error error(const std::string& doing);

private:
    knet_handle_t handle_ = nullptr;
    int data_ = -1;
    loop::Descriptor log_out_; // we read
    loop::Descriptor log_in_;  // libknet writes; goes after the handle
};

// Where a message goes, by its Totem header (libknet's filter contract). For tests.
struct Destination {
    enum class To : std::uint8_t { nowhere, one, all } to = To::nowhere;
    knet_node_id_t node = 0;
};
Destination destination_of(Bytes message);

} // namespace baton::transport::knet
