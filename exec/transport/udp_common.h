// exec/transport/udp_common.h - what udp and udpu share: the interface check, sending, counting.
#pragma once

#include "base/time.h"
#include "loop/loop.h"
#include "transport/interface_watch.h"
#include "transport/receiver.h"
#include "transport/send_batch.h"
#include "transport/transport.h"
#include "transport/udp_config.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace baton::transport {

class UdpCommon : public Transport {
public:
    Result<bool> check_interface() final;
    void multicast(const Slice& frame) final;
    void unicast(NodeId to, const Slice& frame) final;
    void flush() final;
    void set_network(const Network& network) final;
    [[nodiscard]] const Counters& counters() const final { return counters_; }
    [[nodiscard]] std::vector<std::string> warnings() const final;
    [[nodiscard]] std::optional<TrainUse> trains() const final;

protected:
    UdpCommon(loop::Loop& loop, BufferPool& pool, UdpConfig config, Events events);

    // Opens and watches the sockets; all or nothing.
    virtual Result<void> open(const FoundInterface& on) = 0;
    virtual void close() = 0;
    [[nodiscard]] virtual int sending_socket() const = 0;

    // Buffers, drop counter, trains for a fresh socket that receives (or sends, or both).
    void set_up(UdpSocket& socket, bool receives, bool sends);
    void hand_up(std::vector<Slice>& datagrams);
    void log(LogLevel level, std::string text);

    loop::Loop& loop_;
    UdpConfig config_;
    IpAddress own_;
    std::map<NodeId, SocketAddress> addresses_; // of the peers, this node too
    std::vector<SocketAddress> targets_;        // of a multicast
    Counters counters_;
    Receiver receiver_;
    std::vector<Slice> received_; // scratch of the readers

private:
    void fill_addresses();
    virtual void peers_changed() = 0; // config_ is new
    void report_send_error(int number);
    void report_refused_trains();

    Events events_;
    InterfaceWatch interface_;
    SendBatch batch_;
    BufferSizes got_buffers_;
    bool receives_trains_ = false;
    std::string told_; // of refused trains, last
    TimePoint errors_logged_{};
    std::uint64_t errors_since_ = 0;
};

} // namespace baton::transport
