// exec/ipc/reception.cc - who connects, and for how long one may say nothing.
#include "ipc/reception.h"

#include "ipc/descriptors.h"
#include "loop/clock.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace baton::ipc {

std::size_t Reception::receptions = 0;

Reception::Reception(loop::Loop& loop, std::string name, Host& host)
    : loop_(loop), name_(std::move(name)), host_(host), tidying_(loop, [this] { tidy_up(); }),
      listening_again_(loop, [this] { static_cast<void>(watch_->start(UV_READABLE)); }) {
    ++receptions;
}

Reception::~Reception() {
    --receptions;
    watch_.reset();
    if (listener_ >= 0) close(listener_);
}

// The address is the name behind a NUL, and more NULs up to its full length.
Result<void> Reception::listen() {
    constexpr int kBacklog = SOMAXCONN; // as many as wait may connect at once
    const auto refuse = [&] {
        const char* advice = errno != EADDRINUSE ? ""
                                                 : ": another corosync or batond serves it; stop "
                                                   "that one, or set system.instance";
        return failure(Error::Kind::system, "cannot listen for local clients of " + name_ + ": " +
                                                std::strerror(errno) + advice);
    };
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (name_.size() + 1 >= sizeof address.sun_path)
        return failure(Error::Kind::system, "the name of a local service is too long: " + name_);
    std::memcpy(address.sun_path + 1, name_.data(), name_.size());
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    if (listener_ < 0 || setsockopt(listener_, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0 ||
        bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener_, kBacklog) != 0)
        return refuse();
    watch_ = std::make_unique<loop::Watch>(loop_, listener_, [this](int) { accept_all(); });
    errno = ENOMEM;
    if (!watch_->start(UV_READABLE)) return refuse();
    return {};
}

void Reception::accept_all() {
    for (std::size_t i = 0; i < kGreetingsMax; ++i) {
        const int descriptor = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) {
            if (errno != EMFILE && errno != ENFILE && errno != ENOMEM && errno != ENOBUFS) return;
            host_.complain(std::string("nobody can be let in: ") + std::strerror(errno));
            watch_->stop(); // it would be told of the same one without end
            listening_again_.fire_in(kPause);
            return;
        }
        if (is_of_reserve(descriptor)) {
            host_.complain("nobody can be let in: too few file descriptors");
            host_.reject(descriptor, -EMFILE);
            close(descriptor);
            continue;
        }
        const std::uint64_t number = ++last_arrival_;
        Arrival& arrival = arrivals_[number];
        arrival.greeting =
            std::make_unique<Greeting>(loop_, descriptor, [this, number] { greet(number); });
        arrival.since = loop::now();
        if (!tidying_.deadline()) tidying_.fire_in(kGreetingPatience);
        greet(number); // most have spoken by now
        if (arrivals_.size() > std::min(kGreetingsMax, greetings_most())) tidy_up();
    }
}

// Within the event of a greeting it is only marked as done.
void Reception::greet(std::uint64_t number) {
    const auto found = arrivals_.find(number);
    if (found == arrivals_.end() || done_arrivals_.contains(number)) return;
    Greeting& greeting = *found->second.greeting;
    const Greeting::State state = greeting.read();
    if (state == Greeting::State::incomplete) return;
    if (state == Greeting::State::complete) host_.welcome(greeting);
    done_arrivals_.insert(number);
    tidying_.fire_in(Duration{0});
}

// Those that are done, those that are late, and the oldest if they are too many: but everybody has
// a moment to speak, or who says nothing could push out who is just about to.
void Reception::tidy_up() {
    for (const std::uint64_t number : done_arrivals_) arrivals_.erase(number);
    done_arrivals_.clear();
    while (!arrivals_.empty() && is_due(arrivals_.begin()->second))
        arrivals_.erase(arrivals_.begin());
    tidying_.stop();
    if (!arrivals_.empty())
        tidying_.fire_at(arrivals_.begin()->second.since + Duration{kGreetingPatience});
}

// All together let them have a quarter of the descriptors.
std::size_t Reception::greetings_most() {
    constexpr std::uint64_t kPart = 4;
    const std::uint64_t share = descriptor_limit() / kPart / std::max<std::size_t>(receptions, 1);
    return static_cast<std::size_t>(std::min<std::uint64_t>(share, kGreetingsMost));
}

bool Reception::is_due(const Arrival& oldest) const {
    if (arrivals_.size() > greetings_most()) return true;
    const Duration age = loop::now() - oldest.since;
    return age >= (arrivals_.size() > kGreetingsMax ? kGreetingGrace : kGreetingPatience);
}

} // namespace baton::ipc
