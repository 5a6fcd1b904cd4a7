#include "adapters/aws/sign/profiles.h"

#include <filesystem>

#include "base/files.h"
#include "base/text.h"

namespace till::aws {
namespace {

/// The profile that a section is for; nothing for another kind of section ("sso-session x", "services x").
std::optional<std::string> ProfileOf(std::string_view section, ProfileFile file) {
  section = Trim(section);
  if (file == ProfileFile::kCredentials || section == "default") return std::string(section);
  if (!section.starts_with("profile ") && !section.starts_with("profile\t")) return std::nullopt;
  return std::string(Trim(section.substr(8)));
}

/// Without a comment behind it, which begins with a blank and '#' or ';'.
std::string_view ValueOf(std::string_view text) {
  for (size_t i = 1; i < text.size(); ++i) {
    const bool blank = text[i - 1] == ' ' || text[i - 1] == '\t';
    if (blank && (text[i] == '#' || text[i] == ';')) return Trim(text.substr(0, i));
  }
  return Trim(text);
}

}  // namespace

Status AddProfiles(std::string_view text, ProfileFile file, std::string_view path, Profiles& profiles) {
  Profile passed_over;
  Profile* current = nullptr;
  int number = 0;
  for (const std::string& whole : Split(text, '\n')) {
    ++number;
    const std::string_view line = Trim(whole);
    const auto refuse = [&](std::string_view fact) {
      return Invalid(std::string(path) + ":" + std::to_string(number) + ": cannot read line '" + Shown(line) +
                     "': " + std::string(fact));
    };
    if (line.empty() || line.starts_with('#') || line.starts_with(';')) continue;
    if (line.starts_with('[')) {
      const size_t end = line.find(']');
      if (end == std::string_view::npos) return refuse("a section ends in ']'");
      const auto name = ProfileOf(line.substr(1, end - 1), file);
      current = name ? &profiles[*name] : &passed_over;
      continue;
    }
    if (whole.starts_with(' ') || whole.starts_with('\t')) continue;
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos) return refuse("a setting is 'name = value'");
    if (current == nullptr) return refuse("it stands before the first section");
    (*current)[ToLower(Trim(line.substr(0, equals)))] = ValueOf(line.substr(equals + 1));
  }
  return Ok();
}

Result<Profiles> ReadProfiles(const Environment& environment) {
  const std::filesystem::path home = environment("HOME").value_or("");
  struct Place {
    std::string_view variable;
    std::string_view name;
    ProfileFile file;
  };
  Profiles profiles;
  for (const Place& place : {Place{"AWS_CONFIG_FILE", "config", ProfileFile::kConfig},
                             Place{"AWS_SHARED_CREDENTIALS_FILE", "credentials", ProfileFile::kCredentials}}) {
    const auto named = environment(place.variable);
    if (!named && home.empty()) continue;
    const std::filesystem::path path = named ? std::filesystem::path(*named) : home / ".aws" / place.name;
    const auto text = ReadFile(path);
    if (!text.ok() && text.error().code == Code::kNotFound) continue;
    if (!text.ok()) return text.error();
    TILL_TRY(AddProfiles(*text, place.file, path.string(), profiles));
  }
  return profiles;
}

std::string ProfileName(const Environment& environment) { return environment("AWS_PROFILE").value_or("default"); }

}  // namespace till::aws
