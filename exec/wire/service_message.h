// exec/wire/service_message.h - what the codecs of all service messages share.
#pragma once

#include "base/assert.h"
#include "wire/fields.h"
#include "wire/service.h"

#include <string>
#include <string_view>

namespace baton::wire {

inline std::string_view text_of(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The bytes that a service message's header claims, if it belongs to this service.
Result<Bytes> service_message_of(Bytes message, ServiceId service, const char* name);

template <std::size_t Size>
FieldsOut<Size> begin_service_message(std::span<std::byte, Size> out, std::int32_t id,
                                      std::size_t size) {
    FieldsOut<Size> fields(out);
    fields.template put<0>(id).template put<8>(static_cast<std::uint32_t>(size));
    return fields;
}

} // namespace baton::wire
