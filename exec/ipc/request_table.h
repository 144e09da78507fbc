// exec/ipc/request_table.h - the requests of a service, by id: how long each is, and who reads it.
// Here is what holds for all of them: nobody reads behind the end of what a client wrote.
#pragma once

#include "ipc/local_protocol.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace baton::ipc {

inline auto refuse(std::string_view why, CsError error = CsError::invalid_param) {
    return tl::make_unexpected(Refusal{error, true, why});
}

template <class Request>
struct KnownRequest {
    std::size_t size;  // the least a message may have
    bool flow_control; // refused while the ring cannot take a message
    Decoded<Request> (*decode)(Bytes message);
};

template <class Request, std::size_t Count>
class RequestTable {
public:
    using Known = KnownRequest<Request>;
    // Not explicit: a table is written as a list of lists.
    constexpr RequestTable(const Known (&known)[Count]) {
        for (std::size_t id = 0; id < Count; ++id) known_[id] = known[id];
    }

    [[nodiscard]] constexpr bool flow_control(std::int32_t id) const {
        return is_known(id) && known_[static_cast<std::size_t>(id)].flow_control;
    }
    [[nodiscard]] Decoded<Request> decode(Bytes message) const {
        const auto header = read_request_header(message);
        if (!header) return refuse("a request shorter than its header");
        if (!is_known(header->id)) return refuse("a request with an unknown id");
        if (header->size < 0 || static_cast<std::size_t>(header->size) != message.size())
            return refuse("a request whose size is not its own");
        if (message.size() > kMessageMax) return refuse("a request that is too long");
        const Known& known = known_[static_cast<std::size_t>(header->id)];
        if (message.size() < known.size) return refuse("a request shorter than its kind");
        return known.decode(message);
    }

private:
    static constexpr bool is_known(std::int32_t id) {
        return id >= 0 && static_cast<std::size_t>(id) < Count;
    }
    std::array<Known, Count> known_{};
};

} // namespace baton::ipc
