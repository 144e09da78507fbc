// tools/compat/keygen.cc - corosync-keygen: the key that all nodes share.
#include "compat/help.h"
#include "compat/old_tools.h"
#include "context.h"
#include "key_file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <getopt.h>
#include <iostream>
#include <optional>

namespace baton::tool::compat {

namespace {

struct Keygen {
    std::string file = kKeyFile;
    std::string source = kRandomSource;
    std::size_t size = kKeyDefault;
    bool force = false;
};

int refuse(const std::string& line, int code) {
    std::cerr << "corosync-keygen: " << line << "\n";
    return code;
}

std::string reason(int error) { return error == 0 ? "it has ended" : std::strerror(error); }

int failed(const Keygen& run, const KeyTrouble& trouble) {
    using Step = KeyTrouble::Step;
    const std::string why = reason(trouble.error);
    switch (trouble.step) {
    case Step::open_source:
        return refuse("Failed to open random source: " + why, 1);
    case Step::read_source:
        return refuse("Could not read /dev/random: " + why, 1);
    case Step::create:
        return refuse(fmt::format("Could not create {}: {}", run.file, why), 2);
    case Step::permissions:
        return refuse("Failed to set key file permissions to 0400: " + why, 3);
    case Step::write:
        return refuse(fmt::format("Could not write {}: {}", run.file, why), 4);
    case Step::close:
        break;
    }
    return refuse(fmt::format("Could not close {}: {}", run.file, why), 5);
}

std::optional<std::size_t> key_size(const char* text) {
    char* end = nullptr;
    const long long size = std::strtoll(text, &end, 10);
    if (end == text || *end != '\0') return std::nullopt;
    if (size < static_cast<long long>(kKeyMin) || size > static_cast<long long>(kKeyMax))
        return std::nullopt;
    return static_cast<std::size_t>(size);
}

// An exit code if the run ends here.
std::optional<int> take(Keygen& run, int letter) {
    switch (letter) {
    case 'k':
        run.file = optarg;
        break;
    case 'r':
        run.source = optarg;
        break;
    case 's':
        if (const auto size = key_size(optarg))
            run.size = *size;
        else
            return refuse(
                fmt::format("Unsupported key size (supported <{},{}>)\n", kKeyMin, kKeyMax), 1);
        break;
    case 'h':
        say(keygen_help());
        return EXIT_SUCCESS;
    case 'f':
        run.force = true;
        break;
    case 'l':
        break;
    default:
        say("Error parsing command line options.\n");
        return EXIT_FAILURE;
    }
    return std::nullopt;
}

int generate(const Keygen& run) {
    say(fmt::format("Corosync Cluster Engine Authentication key generator.\n"
                    "Gathering {} bits for key from {}.\n",
                    run.size * 8, run.source));
    if (run.source == "/dev/random") say("Press keys on your keyboard to generate entropy.\n");
    const auto key = read_random(run.source, run.size);
    if (!key) return failed(run, key.error());
    if (!run.force && !may_overwrite(run.file)) {
        std::cerr << "The key was left as it is.\n";
        return EXIT_FAILURE;
    }
    const auto written = write_key(run.file, *key);
    // The line comes before the writing, but after the file could be created.
    if (written || written.error().step != KeyTrouble::Step::create)
        say(fmt::format("Writing corosync key to {}.\n", run.file));
    return written ? EXIT_SUCCESS : failed(run, written.error());
}

} // namespace

int keygen(int count, char** arguments) {
    static const option kLong[] = {{"key-file", required_argument, nullptr, 'k'},
                                   {"random-file", required_argument, nullptr, 'r'},
                                   {"size", required_argument, nullptr, 's'},
                                   {"less-secure", no_argument, nullptr, 'l'},
                                   {"help", no_argument, nullptr, 'h'},
                                   {"force", no_argument, nullptr, 'f'},
                                   {nullptr, 0, nullptr, 0}};
    Keygen run;
    for (int letter = 0;
         (letter = getopt_long(count, arguments, "k:r:s:lh", kLong, nullptr)) != -1;)
        if (const auto code = take(run, letter)) return *code;
    return generate(run);
}

} // namespace baton::tool::compat
