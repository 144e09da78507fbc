// exec/base/group_name.h - the name of a process group: 0 to 128 arbitrary bytes.
// Names are equal if length and bytes are equal; what stands behind the length means nothing.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace baton {

class GroupName {
public:
    static constexpr std::size_t kMax = 128;

    GroupName() = default;
    // Cuts at kMax; callers check the length first.
    explicit GroupName(std::string_view text)
        : length_(static_cast<std::uint32_t>(std::min(text.size(), kMax))) {
        std::copy_n(text.data(), length_, value_.data());
    }
    [[nodiscard]] std::string_view text() const { return {value_.data(), length_}; }
    [[nodiscard]] std::uint32_t length() const { return length_; }

    friend bool operator==(const GroupName& a, const GroupName& b) { return a.text() == b.text(); }
    friend std::strong_ordering operator<=>(const GroupName& a, const GroupName& b) {
        return a.text() <=> b.text();
    }

private:
    std::uint32_t length_ = 0;
    std::array<char, kMax> value_{};
};

} // namespace baton
