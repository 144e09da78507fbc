// exec/ipc/shared_memory.h - a file in shared memory that a client can write, and cut short.
//
// Touching what a client has cut off would kill this process. Here it does not: the mapping gets
// memory of its own instead, and says that it is torn.
#pragma once

#include "base/result.h"
#include "ipc/client_folder.h"

#include <csignal>
#include <cstddef>
#include <string>

namespace baton::ipc {

class SharedMemory {
public:
    enum class Copies { one, two }; // two: the second one directly behind the first
    // Makes the file in the folder, which removes it in the end.
    static Result<SharedMemory> create(ClientFolder& folder, const std::string& name,
                                       std::size_t size, Copies copies);
    SharedMemory() = default;
    SharedMemory(SharedMemory&& other) noexcept;
    SharedMemory& operator=(SharedMemory&& other) noexcept;
    ~SharedMemory() { release(); }

    [[nodiscard]] std::byte* data() const { return begin_; }
    [[nodiscard]] std::size_t size() const { return size_; } // of one copy
    [[nodiscard]] bool torn() const { return torn_; }

private:
    void release();
    void enlist();
    void strike();
    static struct sigaction& before();
    static void on_fault(int number, siginfo_t* about, void* context);

    std::byte* begin_ = nullptr;
    std::size_t size_ = 0;
    std::size_t mapped_ = 0; // all copies
    volatile bool torn_ = false;
    SharedMemory* next_ = nullptr; // all mappings of the process, for the handler
    static SharedMemory* first;
};

} // namespace baton::ipc
