// exec/ring/window.cc - see window.h.
#include "ring/window.h"

#include <algorithm>

namespace baton::ring {

namespace {
// What was lost is asked for after some visits, and then asked for until it is there.
constexpr std::uint32_t kVisitsOfOneLoss = 10;
} // namespace

void Window::set_adaptive(bool on) {
    *this = {};
    adaptive_ = on;
}

std::uint32_t Window::most(const RingConfig& config) {
    if (config.window_is_bound) return config.window_size;
    const std::size_t frames = kBytesMax / std::max<std::size_t>(config.net_mtu, 1);
    return std::max(config.window_size, static_cast<std::uint32_t>(frames));
}

std::uint32_t Window::frames(const RingConfig& config) const {
    if (!adaptive_) return config.window_size;
    return std::clamp(frames_, config.window_size, most(config));
}

// Whoever is alone with something to say may use the half of the window: it is asked once per
// rotation, and what it sent last time still counts.
std::uint32_t Window::burst(const RingConfig& config) const {
    if (!adaptive_ || config.max_messages_is_bound) return config.max_messages;
    return std::max(config.max_messages, frames(config) / 2);
}

// Without adaptation as all count it, in unsigned numbers: what is beyond the window limits nobody.
// With it a node whose window is bound gets its share beside others, and so does everybody when the
// token has been told nonsense, which would stay in it.
std::uint32_t Window::left(const RingConfig& config, std::uint32_t sent) const {
    const std::uint32_t all = frames(config);
    if (!adaptive_ || sent <= all) return all - sent;
    return sent > most(config) ? config.max_messages : 0;
}

std::uint32_t Window::before_token(const RingConfig& config, std::uint32_t frames) const {
    const auto train = static_cast<std::uint32_t>(
        std::max<std::size_t>(kTrainBytes / std::max<std::size_t>(config.net_mtu, 1), 1));
    const std::uint32_t before = std::max(frames - std::min(frames, late_), std::uint32_t{1});
    return std::min(frames, (before + train - 1) / train * train);
}

void Window::visited(const RingConfig& config, bool short_of, bool loss) {
    if (!adaptive_) return;
    if (quiet_ > 0) --quiet_;
    const std::uint32_t present = frames(config);
    late_ = loss ? late_ / 2 : std::min(late_ + 1 + late_ / 8, present);
    if (loss && quiet_ == 0) {
        frames_ = present - present / 4;
        growing_fast_ = false;
        quiet_ = kVisitsOfOneLoss;
    } else if (short_of && !loss) {
        const std::uint32_t step = growing_fast_ ? present : 1 + present / 64;
        frames_ = std::min(present + step, most(config));
    }
}

} // namespace baton::ring
