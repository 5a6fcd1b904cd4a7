#pragma once

#include <string>
#include <string_view>

#include "adapters/aws/s3/bucket.h"

namespace till::aws {

/// What must hold for a write to happen.
struct Condition {
  enum class Kind { kNone, kAbsent, kMatch };
  Kind kind = Kind::kNone;
  std::string etag;  ///< with kMatch
};

/// Writes one object, whole or not at all, once. kConflict where the condition does not hold. `token` is the write's
/// own: no other write, in any process, has it.
///
/// An answer can be lost after S3 has done what it was asked, and the same request is then sent again. For a write
/// without condition that is harmless: it puts the same bytes. A conditional write that has happened is refused when it
/// comes a second time (412, since the object exists or its etag is another now), and so is one that lost against
/// another writer; the answers are equal. Comparing bytes cannot tell the two apart, for two writers may well write the
/// same bytes, and then both would think that they had won. So each object bears the token of the write that made it,
/// in its metadata, and on every refusal that token is read: ours means that our write is the one that happened.
/// A first request that is still on its way while the second succeeds is refused by its own condition. Where no answer
/// comes at all the error is kUnavailable and the outcome unknown: the write may have happened, or may yet happen.
/// What nobody can see any more (ours was written, its answer lost, and the object replaced or deleted by another at
/// once) counts as lost.
Status Upload(Bucket& bucket, std::string_view key, const lake::Body& body, const Condition& condition,
              const std::string& token);

}  // namespace till::aws
