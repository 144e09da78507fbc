// exec/transport/interface_watch.h - the interface of one address, asked for again and again.
#pragma once

#include "loop/descriptor.h"
#include "transport/interface_check.h"

#include <cstdint>
#include <optional>

namespace baton::transport {

// While an interface is there the addresses of the machine are walked only when the kernel has told
// of a change to links or addresses (rtnetlink(7)): a question costs one system call. Where the
// kernel tells nothing (no such socket), every question walks. One thread.
class InterfaceWatch {
public:
    explicit InterfaceWatch(const IpAddress& address) : address_(address) {}

    // What find_interface() would say now.
    const std::optional<FoundInterface>& find();

    [[nodiscard]] std::uint64_t walks() const { return walks_; }

private:
    bool may_have_changed();

    IpAddress address_;
    loop::Descriptor kernel_;
    std::optional<FoundInterface> last_;
    std::uint64_t walks_ = 0;
};

} // namespace baton::transport
