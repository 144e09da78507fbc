// exec/ipc/reception.h - the listening socket of a service, and those who have connected to it and
// not been let in yet.
#pragma once

#include "ipc/greeting.h"
#include "loop/timer.h"
#include "loop/watch.h"

#include <map>
#include <memory>
#include <set>
#include <string>

namespace baton::ipc {

class Reception {
public:
    class Host {
    public:
        virtual ~Host() = default;
        // Who has said what a client says; gone after the call unless its socket was taken.
        virtual void welcome(Greeting& greeting) = 0;
        virtual void reject(int descriptor, int negative_errno) = 0;
        virtual void complain(std::string text) = 0;
    };
    Reception(loop::Loop& loop, std::string name, Host& host);
    ~Reception();
    Reception(const Reception&) = delete;
    Reception& operator=(const Reception&) = delete;

    Result<void> listen();

    // Connected, and silent so far. The oldest goes after a while; sooner if there are many, and
    // at once if there are very many, or too many for the descriptors that there are.
    static constexpr std::size_t kGreetingsMax = 64;
    static constexpr std::size_t kGreetingsMost = 1024;
    static constexpr milliseconds kGreetingGrace{50};
    static constexpr milliseconds kGreetingPatience{5000};

private:
    struct Arrival {
        std::unique_ptr<Greeting> greeting;
        TimePoint since{};
    };
    void accept_all();
    void greet(std::uint64_t number);
    [[nodiscard]] static std::size_t greetings_most();
    [[nodiscard]] bool is_due(const Arrival& oldest) const;
    void tidy_up();

    static constexpr milliseconds kPause{100}; // without descriptors nobody can be let in

    static std::size_t receptions; // of the process

    loop::Loop& loop_;
    std::string name_;
    Host& host_;
    int listener_ = -1;
    std::unique_ptr<loop::Watch> watch_;
    std::map<std::uint64_t, Arrival> arrivals_; // ascending: the oldest first
    std::uint64_t last_arrival_ = 0;
    std::set<std::uint64_t> done_arrivals_;
    loop::Timer tidying_;
    loop::Timer listening_again_;
};

} // namespace baton::ipc
