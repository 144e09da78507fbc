// tools/cpg_session.cc - see cpg_session.h.
#include "cpg_session.h"

#include "time_limit.h"

#include <chrono>
#include <cstring>
#include <fmt/format.h>
#include <thread>

namespace baton::tool {

namespace {

using Kind = Trouble::Kind;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBetweenTries{20};

// Each try has the time limit of a call; all of them together have `patience_s`.
template <class Call>
cs_error_t with_patience(unsigned patience_s, Call call) {
    const Clock::time_point end = Clock::now() + std::chrono::seconds(patience_s);
    for (;;) {
        const cs_error_t error = [&] {
            const TimeLimit limit;
            return call();
        }();
        if (error != CS_ERR_TRY_AGAIN || Clock::now() >= end) return error;
        std::this_thread::sleep_for(kBetweenTries);
    }
}

Answer<void> answer(cs_error_t error, const char* doing) {
    if (error == CS_OK) return {};
    return tl::make_unexpected(trouble_of(error, doing));
}

} // namespace

Trouble trouble_of(cs_error_t error, const std::string& doing) {
    switch (error) {
    case CS_ERR_LIBRARY:
        return {Kind::connection_lost};
    case CS_ERR_ACCESS:
        return {Kind::not_permitted};
    case CS_ERR_TRY_AGAIN:
        return {Kind::not_ready};
    default:
        return {Kind::failed, fmt::format("cannot {}: {}", doing, cs_strerror(error))};
    }
}

Answer<CpgSession> CpgSession::open(const cpg_model_v1_data_t& model, void* context,
                                    unsigned patience_s) {
    cpg_model_v1_data_t copy = model;
    copy.model = CPG_MODEL_V1;
    cpg_handle_t handle = 0;
    const cs_error_t error = with_patience(patience_s, [&] {
        return cpg_model_initialize(&handle, CPG_MODEL_V1,
                                    reinterpret_cast<cpg_model_data_t*>(&copy), context);
    });
    if (error == CS_ERR_LIBRARY) return trouble(Kind::not_running);
    if (error != CS_OK) return tl::make_unexpected(trouble_of(error, "connect"));
    return CpgSession(handle);
}

Answer<int> CpgSession::descriptor() const {
    int descriptor = -1;
    if (const cs_error_t error = cpg_fd_get(handle_, &descriptor); error != CS_OK)
        return tl::make_unexpected(trouble_of(error, "get the descriptor"));
    return descriptor;
}

Answer<unsigned> CpgSession::local_node() const {
    const TimeLimit limit;
    unsigned node = 0;
    if (const cs_error_t error = cpg_local_get(handle_, &node); error != CS_OK)
        return tl::make_unexpected(trouble_of(error, "get the node id"));
    return node;
}

Answer<void> CpgSession::dispatch() const {
    const cs_error_t error = cpg_dispatch(handle_, CS_DISPATCH_ALL);
    return error == CS_ERR_TRY_AGAIN ? Answer<void>{} : answer(error, "take events");
}

Answer<void> CpgSession::join(const cpg_name& group, unsigned patience_s) const {
    return answer(with_patience(patience_s, [&] { return cpg_join(handle_, &group); }),
                  "join the group");
}

Answer<void> CpgSession::leave(const cpg_name& group, unsigned patience_s) const {
    return answer(with_patience(patience_s, [&] { return cpg_leave(handle_, &group); }),
                  "leave the group");
}

Answer<bool> CpgSession::send(const void* bytes, std::size_t size, bool safe) const {
    const iovec piece{const_cast<void*>(bytes), size};
    const cs_error_t error =
        cpg_mcast_joined(handle_, safe ? CPG_TYPE_SAFE : CPG_TYPE_AGREED, &piece, 1);
    if (error == CS_ERR_TRY_AGAIN) return false;
    if (error != CS_OK) return tl::make_unexpected(trouble_of(error, "send"));
    return true;
}

Answer<cpg_name> group_name(const std::string& text) {
    cpg_name name{};
    if (text.empty() || text.size() > sizeof name.value)
        return trouble(Kind::failed,
                       fmt::format("a group has a name of 1 to {} bytes", sizeof name.value));
    name.length = static_cast<std::uint32_t>(text.size());
    std::memcpy(name.value, text.data(), text.size());
    return name;
}

} // namespace baton::tool
