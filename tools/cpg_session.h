// tools/cpg_session.h - a connection to the daemon's process groups, and its answers as trouble.
#pragma once

#include "trouble.h"

#include <corosync/cpg.h>
#include <string>
#include <utility>

namespace baton::tool {

// What an error of a call on a living connection means. `doing`: "join the group".
Trouble trouble_of(cs_error_t error, const std::string& doing);

class CpgSession {
public:
    // Waits while the daemon is starting, for `patience_s`. A model without callbacks is allowed.
    static Answer<CpgSession> open(const cpg_model_v1_data_t& model, void* context,
                                   unsigned patience_s);
    ~CpgSession() {
        if (handle_ != 0) cpg_finalize(handle_);
    }
    CpgSession(CpgSession&& other) noexcept : handle_(std::exchange(other.handle_, 0)) {}
    CpgSession& operator=(CpgSession&&) = delete;

    [[nodiscard]] cpg_handle_t handle() const { return handle_; }
    [[nodiscard]] Answer<int> descriptor() const;
    [[nodiscard]] Answer<unsigned> local_node() const;
    // Takes all events there are.
    [[nodiscard]] Answer<void> dispatch() const;
    // Waits while the daemon says "try again", for `patience_s`.
    [[nodiscard]] Answer<void> join(const cpg_name& group, unsigned patience_s) const;
    [[nodiscard]] Answer<void> leave(const cpg_name& group, unsigned patience_s) const;
    // False: not now, nothing was sent.
    [[nodiscard]] Answer<bool> send(const void* bytes, std::size_t size, bool safe) const;

private:
    explicit CpgSession(cpg_handle_t handle) : handle_(handle) {}
    cpg_handle_t handle_ = 0;
};

// Refuses a name that is empty or too long.
Answer<cpg_name> group_name(const std::string& text);

} // namespace baton::tool
