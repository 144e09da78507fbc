// test/unit/services/silent_effects.h - effects of a service that lead to nothing: a test overrides
// those that it looks at.
#pragma once

#include "services/service.h"

#include <cstddef>
#include <initializer_list>
#include <vector>

namespace baton::testing {

// There is always room, nothing synchronises, and time stands still.
class SilentEffects : public Effects {
public:
    void multicast(std::initializer_list<Bytes>, bool) override {}
    [[nodiscard]] bool room_for(std::size_t) const override { return true; }
    [[nodiscard]] bool synchronising() const override { return false; }
    void reply(ClientId, ClientReply) override {}
    void event(ClientId, ClientEvent) override {}
    void log(LogLine) override {}
    [[nodiscard]] TimePoint now() const override { return {}; }
    void command(Command) override {}
    void gather() override {}
};

// The pieces of a message as it goes to the ring.
inline std::vector<std::byte> in_one(std::initializer_list<Bytes> pieces) {
    std::vector<std::byte> whole;
    for (const Bytes piece : pieces) whole.insert(whole.end(), piece.begin(), piece.end());
    return whole;
}

} // namespace baton::testing
