// exec/wire/reload.cc - question, answer and decision, from and to bytes.
#include "wire/reload.h"

#include "wire/service_message.h"

#include <algorithm>
#include <string_view>

namespace baton::wire {

namespace {

constexpr std::uint32_t kCheckOnly = 1;
constexpr std::uint32_t kYes = 1;
constexpr std::uint32_t kNo = 2;

enum Function : std::uint16_t { question = 0, answer = 1, decision = 2 };

constexpr std::int32_t id_of(Function function) {
    return service_message_id(ServiceId::reload, function);
}

auto malformed(const char* what) {
    return failure(Error::Kind::malformed, std::string("reload: ") + what);
}

template <std::size_t Offset, std::size_t Size>
ReloadId read_id(const Fields<Size>& fields) {
    return {fields.template node<Offset>(), fields.template ring<Offset + 4>(),
            fields.template get<std::uint64_t, Offset + 16>()};
}

template <std::size_t Offset, std::size_t Size>
void write_id(FieldsOut<Size>& fields, const ReloadId& id) {
    fields.template put<Offset>(id.initiator)
        .template put<Offset + 4>(id.ring)
        .template put<Offset + 16>(id.number);
}

// Takes `count` texts from the beginning of `bytes`; false if they are not there or too long.
bool take_texts(Bytes& bytes, std::size_t count, std::size_t longest,
                std::vector<std::string>& texts) {
    for (std::size_t i = 0; i < count; ++i) {
        const auto head = Fields<2>::of(bytes);
        if (!head) return false;
        const std::size_t length = head->get<std::uint16_t, 0>();
        if (length > longest || length > bytes.size() - 2) return false;
        texts.emplace_back(text_of(bytes.subspan(2, length)));
        bytes = bytes.subspan(2 + length);
    }
    return true;
}

Result<ReloadMessage> decode_question(Bytes message) {
    const auto head = Fields<kReloadQuestionSize>::of(message);
    if (!head) return malformed("question too short");
    return ReloadQuestion{head->get<std::uint64_t, 16>(),
                          (head->get<std::uint32_t, 24>() & kCheckOnly) != 0};
}

Result<ReloadMessage> decode_answer(Bytes message) {
    const auto head = Fields<kReloadAnswerSize>::of(message);
    if (!head) return malformed("answer too short");
    const auto verdict = head->get<std::uint32_t, 64>();
    if (verdict != kYes && verdict != kNo) return malformed("unknown answer");
    const std::size_t complaints = head->get<std::uint16_t, 68>();
    const std::size_t keys = head->get<std::uint16_t, 70>();
    if (complaints > kReloadComplaintsMax || keys > kReloadKeysMax)
        return malformed("too many texts");
    ReloadAnswer answer{.id = read_id<16>(*head),
                        .old_version = head->get<std::uint64_t, 40>(),
                        .new_version = head->get<std::uint64_t, 48>(),
                        .digest = head->get<std::uint64_t, 56>(),
                        .good = verdict == kYes,
                        .complaints = {},
                        .needs_restart = {}};
    Bytes rest = message.subspan(kReloadAnswerSize);
    if (!take_texts(rest, complaints, kReloadComplaintMax, answer.complaints) ||
        !take_texts(rest, keys, kReloadKeyMax, answer.needs_restart))
        return malformed("texts cut short or too long");
    return answer;
}

Result<ReloadMessage> decode_decision(Bytes message) {
    const auto head = Fields<kReloadDecisionSize>::of(message);
    if (!head) return malformed("decision too short");
    const auto verdict = head->get<std::uint32_t, 40>();
    if (verdict != kYes && verdict != kNo) return malformed("unknown decision");
    return ReloadDecision{read_id<16>(*head), verdict == kYes};
}

// What is sent of a list of texts.
std::size_t sent_of(const std::vector<std::string>& texts, std::size_t most) {
    return std::min(texts.size(), most);
}

void append_texts(std::vector<std::byte>& bytes, const std::vector<std::string>& texts,
                  std::size_t most, std::size_t longest) {
    for (std::size_t i = 0; i < sent_of(texts, most); ++i) {
        const Bytes text =
            std::as_bytes(std::span(texts[i])).first(std::min(texts[i].size(), longest));
        const auto length = static_cast<std::uint16_t>(text.size());
        const auto head = std::as_bytes(std::span(&length, 1));
        bytes.insert(bytes.end(), head.begin(), head.end());
        bytes.insert(bytes.end(), text.begin(), text.end());
    }
}

} // namespace

Result<ReloadMessage> decode_reload(Bytes message) {
    const auto whole = service_message_of(message, ServiceId::reload, "reload");
    if (!whole) return tl::make_unexpected(whole.error());
    switch (decode_service_header(*whole)->function()) {
    case question:
        return decode_question(*whole);
    case answer:
        return decode_answer(*whole);
    case decision:
        return decode_decision(*whole);
    default:
        return malformed("unknown function");
    }
}

std::array<std::byte, kReloadQuestionSize> encode(const ReloadQuestion& asked) {
    std::array<std::byte, kReloadQuestionSize> bytes;
    begin_service_message(std::span(bytes), id_of(question), bytes.size())
        .put<16>(asked.number)
        .put<24>(asked.check_only ? kCheckOnly : std::uint32_t{0});
    return bytes;
}

std::vector<std::byte> encode(const ReloadAnswer& said) {
    std::vector<std::byte> bytes(kReloadAnswerSize);
    append_texts(bytes, said.complaints, kReloadComplaintsMax, kReloadComplaintMax);
    append_texts(bytes, said.needs_restart, kReloadKeysMax, kReloadKeyMax);
    auto fields = begin_service_message(std::span(bytes).first<kReloadAnswerSize>(), id_of(answer),
                                        bytes.size());
    write_id<16>(fields, said.id);
    fields.put<40>(said.old_version)
        .put<48>(said.new_version)
        .put<56>(said.digest)
        .put<64>(said.good ? kYes : kNo)
        .put<68>(static_cast<std::uint16_t>(sent_of(said.complaints, kReloadComplaintsMax)))
        .put<70>(static_cast<std::uint16_t>(sent_of(said.needs_restart, kReloadKeysMax)));
    return bytes;
}

std::array<std::byte, kReloadDecisionSize> encode(const ReloadDecision& decided) {
    std::array<std::byte, kReloadDecisionSize> bytes;
    auto fields = begin_service_message(std::span(bytes), id_of(decision), bytes.size());
    write_id<16>(fields, decided.id);
    fields.put<40>(decided.apply ? kYes : kNo);
    return bytes;
}

} // namespace baton::wire
