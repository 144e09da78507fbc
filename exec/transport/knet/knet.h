// exec/transport/knet/knet.h - several encrypted links to each node, by libknet.
//
// An address that is not on this machine yet does no harm: libknet opens its sockets all the same,
// and the links are down until it is there.
#pragma once

#include "loop/loop.h"
#include "loop/timer.h"
#include "loop/watch.h"
#include "transport/knet/ciphers.h"
#include "transport/knet/handle.h"
#include "transport/knet/hosts.h"
#include "transport/knet/narrow_path.h"
#include "transport/knet/observer.h"
#include "transport/knet/outlet.h"
#include "transport/knet/records.h"
#include "transport/knet/small_packets.h"
#include "transport/knet/strangers.h"
#include "transport/knet/unreadable.h"
#include "transport/receiver.h"
#include "transport/transport.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::transport {

class Knet final : public Transport {
public:
    Knet(loop::Loop& loop, BufferPool& pool, KnetConfig config, Events events);

    // Starts libknet at the first call. Always true then; an error: it cannot start, or a link of
    // the configuration cannot be opened.
    Result<bool> check_interface() override;
    [[nodiscard]] bool up() const override { return static_cast<bool>(handle_); }
    void multicast(const Slice& frame) override { send(frame); }
    void unicast(NodeId /*its header says so*/, const Slice& frame) override { send(frame); }
    void flush() override;
    void flush_and_end() override;
    // Nodes, links, their timers and priorities, the link mode, MTU, compression, access lists; of
    // another key see use_new_key(). What fails is logged and tried again at the next call.
    void set_network(const Network& network) override;
    std::vector<std::string> refusals(const Network& network) override;
    void discard_received() override;
    [[nodiscard]] const Counters& counters() const override { return counters_; }
    [[nodiscard]] std::vector<std::string> warnings() const override;
    [[nodiscard]] std::vector<PeerState> peers() const override;
    void statistics(const TakeNumber& take) const override;
    void clear_statistics() override;
    Result<void> use_new_key() override;
    void forget_old_key() override;

private:
    struct Applied { // what libknet has, but for links and keys
        bool only_listed_sources = false;
        std::uint32_t pmtud_interval_s = 0;
        std::uint32_t mtu = 0;
        KnetConfig::Compression compression;
    };
    Result<void> open();
    Result<void> start_watching();
    void give_back_memory();
    std::vector<std::string> apply(const KnetConfig& wanted);
    void set_log_level();
    void send(const Slice& frame);
    void on_data(int events);
    void watch_data();
    void on_log_record();
    bool take_records();
    std::string first_error_of_libknet();
    void take_record(const knet_log_msg& record);
    void stranger_came(std::string_view record);
    void tell_what_is_due();
    void path_is_narrow(const knet::NarrowPath::Link& link);
    void look_at_links();
    void log(LogLevel level, std::string text);

    loop::Loop& loop_;
    KnetConfig config_;
    Events events_;
    Counters counters_;
    Receiver receiver_;
    std::vector<Slice> received_; // scratch
    knet::Handle handle_;
    // Of the handle; they go before it.
    std::unique_ptr<knet::Hosts> hosts_;
    std::unique_ptr<knet::Ciphers> ciphers_;
    std::unique_ptr<knet::SmallPackets> small_packets_;
    knet::Outlet outlet_;
    std::unique_ptr<loop::Watch> data_watch_;
    std::unique_ptr<loop::Watch> log_watch_;
    knet::Records records_;
    knet::Strangers strangers_;
    knet::Unreadable unreadable_;
    knet::NarrowPath narrow_path_;
    knet::LinkWatch link_watch_;
    loop::Timer look_again_;
    std::optional<Applied> applied_;
    std::string libknet_failed_;      // its first error since that was asked for
    std::optional<bool> tells_debug_; // libknet does; none: as it came
    bool watches_room_ = false;       // the data socket was full
};

} // namespace baton::transport
