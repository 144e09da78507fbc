// test/unit/config/mutation_test.cc - thousands of damaged files: whatever stands in a file, it is
// read to its end, and what comes out keeps its promises. With sanitizers this finds stray
// accesses.
#include "base/random.h"
#include "unit/cmocka.h"
#include "unit/config/examples.h"
#include "unit/config/support.h"

using namespace baton::config;
using namespace baton::config::test;

namespace {

constexpr int kRounds = 3000;

// True if the result of any text, good or bad, keeps what config.h promises.
bool is_sound(const std::string& text) {
    Parsed parsed = parse(text);
    Resolution resolution;
    resolution.host_name = "db1";
    resolve_with(parsed, resolution);
    parsed.diagnostics.sort();
    for (const Diagnostic& each : parsed.diagnostics.all())
        if (each.text().empty() || each.what.empty()) return false;
    const Timing& timing = parsed.config.timing;
    const bool timers = timing.token_ms <= UINT32_MAX / 2 && timing.window_size > 0 &&
                        timing.max_messages > 0 && timing.token_retransmits_before_loss > 0;
    const bool nodes = parsed.config.nodes.size() <= kNodesMax + 1 &&
                       (!parsed.config.local_node || parsed.config.local() != nullptr);
    const bool code = parsed.diagnostics.good() == (parsed.diagnostics.exit_code() == 0);
    return timers && nodes && code;
}

std::string random_text(baton::Random& random, std::size_t size, std::string_view letters) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i)
        text += letters.empty() ? static_cast<char>(random.below(256))
                                : letters[random.below(letters.size())];
    return text;
}

std::string example(baton::Random& random) {
    constexpr const char* kAll[] = {kPcs, kProxmox, kCrmsh, kMinimal};
    return kAll[random.below(4)];
}

std::string mutate(baton::Random& random, std::string text) {
    constexpr std::string_view kTokens[] = {"{",
                                            "}",
                                            ":",
                                            "\n",
                                            "#",
                                            "\t",
                                            "0",
                                            "-1",
                                            "65536",
                                            "4294967296",
                                            "\xA0",
                                            "\xC2",
                                            std::string_view("\0", 1),
                                            "node",
                                            "totem.",
                                            "yes",
                                            "::",
                                            "%"};
    for (std::uint64_t left = 1 + random.below(8); left > 0; --left) {
        const std::size_t at = random.below(text.size() + 1);
        const std::size_t size = std::min<std::size_t>(random.below(40), text.size() - at);
        switch (random.below(4)) {
        case 0:
            text.erase(at, size);
            break;
        case 1:
            text.insert(at, kTokens[random.below(std::size(kTokens))]);
            break;
        case 2:
            text.insert(at, text.substr(random.below(text.size() + 1), 60));
            break;
        default:
            if (at < text.size()) text[at] = static_cast<char>(random.below(256));
        }
    }
    return text;
}

void random_bytes_are_read_to_the_end(void** /*state*/) {
    baton::Random random(1);
    int sound = 0;
    for (int i = 0; i < kRounds; ++i) sound += is_sound(random_text(random, random.below(400), ""));
    assert_int_equal(sound, kRounds);
}

void random_punctuation_is_read_to_the_end(void** /*state*/) {
    baton::Random random(2);
    int sound = 0;
    for (int i = 0; i < kRounds; ++i)
        sound += is_sound(random_text(random, random.below(400), "{}:\n# ab.1-\"\xC2\xA0"));
    assert_int_equal(sound, kRounds);
}

void damaged_examples_are_read_to_the_end(void** /*state*/) {
    baton::Random random(3);
    int sound = 0;
    for (int i = 0; i < kRounds; ++i) sound += is_sound(mutate(random, example(random)));
    assert_int_equal(sound, kRounds);
}

void every_beginning_of_an_example_is_read_to_the_end(void** /*state*/) {
    const std::string text = kCrmsh;
    std::size_t sound = 0;
    for (std::size_t size = 0; size <= text.size(); ++size) sound += is_sound(text.substr(0, size));
    assert_int_equal(sound, text.size() + 1);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(random_bytes_are_read_to_the_end),
        cmocka_unit_test(random_punctuation_is_read_to_the_end),
        cmocka_unit_test(damaged_examples_are_read_to_the_end),
        cmocka_unit_test(every_beginning_of_an_example_is_read_to_the_end),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
