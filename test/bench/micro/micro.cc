// test/bench/micro/micro.cc - the stations of a message one by one, and all of them together, in
// nanoseconds: `make test/bench/micro/micro`, then run it. What they are compared with is what they
// were before a change, on the same machine; what must not grow is test/bench/instructions' affair.
#include "bench/micro/cluster.h"
#include "ipc/cpg_codec.h"
#include "packing/packer.h"
#include "packing/unpacker.h"
#include "ring/message_store.h"
#include "ring/token_visit.h"
#include "wire/cpg_view.h"

#include <algorithm>
#include <array>
#include <benchmark/benchmark.h>
#include <vector>

using namespace baton;

namespace {

constexpr std::size_t kNetMtu = 1410;

void per_message(benchmark::State& state, std::size_t messages = 1) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(messages));
}

std::vector<std::byte> data_of(const benchmark::State& state) {
    return std::vector<std::byte>(static_cast<std::size_t>(state.range(0)));
}

// ---- ipc

void request_is_read(benchmark::State& state) {
    const auto request = bench::multicast_request(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(cpg_ipc::read_multicast(request));
    per_message(state);
}
BENCHMARK(request_is_read)->Arg(64);

void event_is_written(benchmark::State& state) {
    const auto audience = Shared<const cpg::Audience>::make(GroupName("benchmark"),
                                                            std::vector<ClientId>{ClientId{1}});
    BufferPool pool;
    const cpg::Delivery delivery{
        .audience = audience, .node = {1}, .pid = 7, .data = pool.copy(data_of(state))};
    cpg_ipc::DeliveryEncoder encoder;
    for (auto _ : state) benchmark::DoNotOptimize(encoder.header_of(delivery).data());
    per_message(state);
}
BENCHMARK(event_is_written)->Arg(64);

// ---- wire

std::vector<std::byte> service_message(const benchmark::State& state) {
    const auto data = data_of(state);
    const auto header = wire::encode_header(wire::CpgMulticast{
        .group = GroupName("benchmark"), .pid = 7, .source_node = {1}, .data = data});
    std::vector<std::byte> message(header.size() + data.size()); // the data is zeros
    std::copy(header.begin(), header.end(), message.begin());
    return message;
}

void cpg_message_is_read(benchmark::State& state) {
    const auto message = service_message(state);
    for (auto _ : state) benchmark::DoNotOptimize(wire::read_cpg_multicast(message));
    per_message(state);
}
BENCHMARK(cpg_message_is_read)->Arg(64);

// ---- packing

constexpr std::size_t kBurst = 100;

void submit_burst(packing::Packer& packer, Bytes message) {
    std::array<std::byte, wire::kServicesPrefixSize> prefix{};
    wire::write_services_prefix(prefix);
    for (std::size_t i = 0; i < kBurst; ++i) packer.submit(prefix, {&message, 1}, false);
}

void messages_are_packed(benchmark::State& state) {
    BufferPool pool;
    packing::Packer packer(pool, kNetMtu);
    const auto message = service_message(state);
    for (auto _ : state) {
        submit_burst(packer, message);
        while (auto frame = packer.take()) benchmark::DoNotOptimize(frame->size);
    }
    per_message(state, kBurst);
}
BENCHMARK(messages_are_packed)->Arg(64)->Arg(1000)->Arg(8000);

struct Counting final : packing::MessageSink {
    void on_message(NodeId, Bytes message, const Slice&) override { bytes += message.size(); }
    std::size_t bytes = 0;
};

void frames_are_unpacked(benchmark::State& state) {
    BufferPool pool;
    packing::Packer packer(pool, kNetMtu);
    submit_burst(packer, service_message(state));
    std::vector<Slice> frames;
    while (const auto frame = packer.take())
        frames.push_back(frame->buffer.slice(frame->offset, frame->size));
    packing::Unpacker unpacker;
    Counting sink;
    for (auto _ : state)
        for (const Slice& frame : frames) unpacker.frame({1}, frame, sink);
    benchmark::DoNotOptimize(sink.bytes);
    per_message(state, kBurst);
}
BENCHMARK(frames_are_unpacked)->Arg(64)->Arg(1000)->Arg(8000);

// ---- ring

void frames_are_stored(benchmark::State& state) {
    BufferPool pool;
    const Slice frame = pool.take(kNetMtu).slice(0, kNetMtu);
    ring::MessageStore store;
    MessageSeq seq;
    for (auto _ : state) {
        for (std::size_t i = 0; i < kBurst; ++i) store.add(seq = next(seq), frame);
        store.set_delivered(seq);
        store.release(seq);
    }
    per_message(state, kBurst);
}
BENCHMARK(frames_are_stored);

// ---- all of it: three daemons, from a request to the last event

void messages_go_round(benchmark::State& state) {
    bench::Cluster cluster({.nodes = static_cast<std::uint32_t>(state.range(1)),
                            .net_mtu = static_cast<std::size_t>(state.range(2)),
                            .clients = 1});
    constexpr std::size_t kMessages = 2000;
    for (auto _ : state) cluster.send(static_cast<std::size_t>(state.range(0)), kMessages);
    per_message(state, kMessages);
}
BENCHMARK(messages_go_round)
    ->ArgNames({"bytes", "nodes", "mtu"})
    ->Args({64, 3, 1410})
    ->Args({64, 3, 60000})
    ->Args({64, 1, 1410})
    ->Args({1000, 3, 1410})
    ->Args({8000, 3, 1410})
    ->Args({60000, 3, 1410});

} // namespace

BENCHMARK_MAIN();
