#pragma once

#include <map>
#include <string>
#include <string_view>

#include "adapters/aws/sign/credentials.h"
#include "base/result.h"

namespace till::aws {

/// The settings of one profile, names in lower case.
using Profile = std::map<std::string, std::string, std::less<>>;
using Profiles = std::map<std::string, Profile, std::less<>>;

/// Which of the two files it is: the sections of the configuration are "[profile x]", those of the credentials "[x]".
enum class ProfileFile { kConfig, kCredentials };

/// Adds what `text` says to `profiles`; what it says wins over what is there. Indented lines, which are settings of one
/// setting, are passed over. kInvalid with "<path>:<line>:" before a line that is neither section, setting nor comment.
Status AddProfiles(std::string_view text, ProfileFile file, std::string_view path, Profiles& profiles);

/// The profiles of AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, or of ~/.aws/config and ~/.aws/credentials; an
/// absent file has none.
Result<Profiles> ReadProfiles(const Environment& environment);

/// AWS_PROFILE, else "default".
std::string ProfileName(const Environment& environment);

}  // namespace till::aws
