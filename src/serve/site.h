#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/assets.h"

namespace till::serve {

/// A file of the web bundle, ready to be sent.
struct SiteFile {
  std::string_view bytes;
  std::string gzip;  ///< the same, compressed; empty where that does not pay
  std::string_view content_type;
  std::string_view cache_control;
};

/// The web bundle: paths "web/dist/…" are served below "/". Immutable; any thread may use it.
class Site {
 public:
  /// The assets' bytes must live as long as the Site.
  explicit Site(std::span<const Asset> assets);

  /// The file at a path; for a page's path ("/", "/sales") index.html. nullptr if there is none.
  const SiteFile* Find(std::string_view path) const;

 private:
  std::map<std::string, SiteFile, std::less<>> files_;
};

}  // namespace till::serve
