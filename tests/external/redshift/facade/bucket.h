#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lake/object_store.h"

namespace till::testing_support {

/// An object that a COPY reads.
struct LoadObject {
  std::string url;
  std::string key;
};

/// The objects below an s3:// address, for COPY and UNLOAD.
class Bucket {
 public:
  /// `url` is where the objects of `store` stand: "s3://bucket", or "s3://bucket/prefix".
  Bucket(lake::ObjectStore& store, std::string url) : store_(store), url_(std::move(url)) {}

  lake::ObjectStore& store() const { return store_; }
  /// kDenied if it is not below the bucket's address.
  Result<std::string> KeyOf(const std::string& url) const;
  std::string UrlOf(std::string_view key) const { return url_ + "/" + std::string(key); }
  /// The objects that a manifest names, in its order. Each entry must tell its object's size, and right, as a columnar
  /// COPY needs it.
  /// Format: https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html
  Result<std::vector<LoadObject>> Listed(const std::string& manifest_url) const;
  /// The objects whose name begins so, in the order of their names.
  Result<std::vector<LoadObject>> Prefixed(const std::string& url) const;

 private:
  lake::ObjectStore& store_;
  std::string url_;
};

}  // namespace till::testing_support
