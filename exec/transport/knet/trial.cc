// exec/transport/knet/trial.cc - what fails says why in libknet's log, and there alone.
#include "transport/knet/trial.h"

#include "transport/knet/ciphers.h"
#include "transport/knet/handle.h"

#include <cerrno>
#include <unistd.h>

namespace baton::transport::knet {

namespace {

// The first error since the last call: what follows, follows from it.
std::string first_error(const Handle& handle) {
    std::string first;
    knet_log_msg record{};
    while (read(handle.log(), &record, sizeof record) == sizeof record)
        if (record.msglevel == KNET_LOG_ERR && first.empty()) first = text_of(record);
    return first;
}

} // namespace

Result<void> compress(knet_handle_t handle, const KnetConfig::Compression& wanted) {
    knet_handle_compress_cfg compression{};
    copy_name(wanted.model, compression.compress_model);
    compression.compress_threshold = wanted.threshold;
    compression.compress_level = wanted.level;
    errno = 0;
    if (knet_handle_compress(handle, &compression) == 0) return {};
    return tl::make_unexpected(Handle::error("cannot compress with knet_compression_model " +
                                             wanted.model + ", knet_compression_level " +
                                             std::to_string(wanted.level)));
}

Trial try_library(const KnetConfig::Encryption& encryption,
                  const KnetConfig::Compression& compression) {
    Trial trial;
    auto handle = Handle::open(NodeId{1}, true);
    if (!handle) return trial;
    first_error(*handle); // of the start
    if (auto done = Ciphers(handle->get()).start(encryption); !done)
        trial.encryption = trouble(done.error(), first_error(*handle));
    if (auto done = compress(handle->get(), compression); !done)
        trial.compression = trouble(done.error(), first_error(*handle));
    return trial;
}

std::string trouble(const Error& error, const std::string& said) {
    return error.what + (said.empty() ? "" : " (" + said + ")") +
           "; install what libknet needs for it on this node, or choose another";
}

} // namespace baton::transport::knet
