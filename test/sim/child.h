// test/sim/child.h - a piece of work in a process of its own, which may crash or hang.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace baton::sim {

class Child {
public:
    // The work writes lines; when it returns the process ends.
    using Work = std::function<void(std::FILE* out)>;
    explicit Child(const Work& work);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    [[nodiscard]] int descriptor() const { return pipe_; }
    // Takes what it has written, as soon as there is some; false at its end.
    bool read();
    // The next whole line of that.
    std::optional<std::string> line();
    void stop();
    // Why it ended, if not by itself: what it said at last. Waits for its end.
    std::optional<std::string> complaint();

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    [[nodiscard]] std::string last_words() const;
    int wait();

    std::unique_ptr<std::FILE, Close> errors_;
    pid_t pid_ = -1;
    int pipe_ = -1;
    std::string unread_;
};

} // namespace baton::sim
