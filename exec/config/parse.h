// exec/config/parse.h - the texts of all configuration files -> one Config and all complaints.
#pragma once

#include "config/config.h"

#include <string>
#include <vector>

namespace baton::config {

struct SourceFile {
    std::string name;
    std::string text;
};

// Everything that can be known without asking the machine; resolve() (resolution.h) adds the rest.
// The access files are those of uidgid.d.
Config parse_configuration(const SourceFile& main_file, const std::vector<SourceFile>& access_files,
                           Diagnostics& diagnostics);

} // namespace baton::config
