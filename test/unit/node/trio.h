// test/unit/node/trio.h - three settled nodes with a member of group "g" each, and what the members
// heard. For tests that do something bad to them and look whether they are still good.
#pragma once

#include "wire/totem.h"
#include "world/world.h"

#include <map>
#include <string>
#include <vector>

namespace baton::test {

class Trio {
public:
    enum class Kind { fast, plain }; // plain: with nothing that Batons agree on to be fast
    explicit Trio(Kind kind = Kind::fast);
    // A message from each node reaches all three, in one order, on a common ring.
    bool works();
    // What the members have heard since the last look, one letter or text per message.
    std::vector<std::string> heard(std::uint32_t id) { return std::exchange(heard_[id], {}); }
    [[nodiscard]] ring::Statistics statistics(std::uint32_t id) {
        return world.node(id)->status().ring_statistics;
    }
    [[nodiscard]] RingId ring() { return world.node(1)->status().ring; }
    // The last regular token that was passed on, and that token as the next node would pass it on.
    [[nodiscard]] const wire::Token& token() const { return token_; }
    [[nodiscard]] wire::Token next_token() const;

    template <class Message>
    void inject(std::uint32_t id, const Message& message) {
        const Slice slice = wire::encode(message, pool_);
        inject_bytes(id, slice.bytes());
    }
    void inject_multicast(std::uint32_t id, std::uint32_t sender, std::uint32_t seq, RingId ring,
                          Bytes payload);
    void inject_bytes(std::uint32_t id, Bytes bytes) {
        world.inject(id, {bytes.begin(), bytes.end()});
    }

private:
    BufferPool pool_;
    std::map<std::uint32_t, std::vector<std::string>> heard_;
    wire::Token token_;
    int asked_ = 0;

public:
    world::World world;
};

} // namespace baton::test
