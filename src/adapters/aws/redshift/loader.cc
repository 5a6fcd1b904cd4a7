#include "adapters/aws/redshift/loader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/aws/redshift/rows.h"
#include "adapters/aws/redshift/statements.h"
#include "base/text.h"

namespace till::redshift {

using columns::Batch;
using postgres::Answer;

namespace {

/// Whether Redshift could not use its role, or could not reach the bucket with it; without the right to read a manifest
/// it says that this is no full path.
bool IsOfAccess(std::string_view message) {
  constexpr std::array<std::string_view, 8> kWords{
      "s3serviceexception", "access denied",    "accessdenied",       "not authorized",
      "iam role",           "different region", "specified endpoint", "full path of an s3 object"};
  const std::string lower = ToLower(message);
  return std::ranges::any_of(kWords, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

}  // namespace

Result<std::unique_ptr<Loader>> Loader::Open(const Run& run, const Target& target, lake::ObjectStore& store) {
  TILL_ASSIGN(TemporaryFolder scratch, TemporaryFolder::Make());
  return std::unique_ptr<Loader>(new Loader(run, target, store, std::move(scratch)));
}

Loader::Loader(Run run, Target target, lake::ObjectStore& store, TemporaryFolder scratch)
    : run_(std::move(run)),
      target_(std::move(target)),
      store_(store),
      scratch_(std::move(scratch)),
      area_("_till/redshift/" + scratch_.path().filename().string() + "/") {}

Loader::~Loader() { Clean(); }

Status Loader::Add(const Batch& rows) {
  if (rows.rows() == 0) return Ok();
  const std::string key = NextKey(".parquet");
  const std::filesystem::path file = scratch_.path() / "load.parquet";
  TILL_TRY(target_.parquet.write(rows, file));
  TILL_TRY(Put(key, file));
  std::error_code unknown;
  added_.push_back({Url(key), static_cast<int64_t>(std::filesystem::file_size(file, unknown))});
  added_rows_ += static_cast<int64_t>(rows.rows());
  return Ok();
}

Status Loader::Copy(const std::string& table, std::string_view what) {
  if (added_.empty()) return Ok();
  const std::string key = NextKey(".manifest");
  const std::string manifest = Manifest(std::exchange(added_, {}));
  const int64_t rows = std::exchange(added_rows_, 0);
  TILL_TRY(Put(key, std::string_view(manifest)));
  const Status copied = run_(CopyParquet(table, Url(key), target_.iam_role)).status();
  if (!copied.ok()) {
    failed_ = what;
    return copied;
  }
  TILL_TRY(CheckCount(CopiedRows(), rows, "cannot load '" + std::string(what) + "' into Redshift"));
  Clean();
  return Ok();
}

Status Loader::CopyRows(const std::string& table, std::string_view what, const Batch& rows) {
  TILL_TRY(Add(rows));
  return Copy(table, what);
}

Result<Batch> Loader::Unload(std::string_view select, const columns::Schema& columns, std::string_view what) {
  const std::string prefix = NextKey("-");
  const Status unloaded = run_(redshift::Unload(select, Url(prefix), target_.iam_role)).status();
  if (!unloaded.ok()) return WithRemedy(unloaded.error());
  auto rows = [&]() -> Result<Batch> {
    TILL_ASSIGN(const Answer count, run_(UnloadedRows()));
    return ReadUnloaded(prefix, count.rows.columns[0].Number(0), columns);
  }();
  // A file that nobody listed would stay for ever: the prefix is of this UNLOAD alone.
  if (const auto left = store_.List(prefix); left.ok()) {
    for (const lake::ObjectInfo& object : *left) keys_.push_back(object.key);
  }
  Clean();
  if (!rows.ok()) return Within("cannot read what Redshift unloaded of '" + std::string(what) + "'", rows.error());
  return rows;
}

Result<Batch> Loader::ReadUnloaded(const std::string& prefix, int64_t expected, const columns::Schema& columns) {
  Batch rows = Batch::Of(columns);
  if (expected == 0) return rows;
  TILL_ASSIGN(const std::string manifest, store_.Get(prefix + "manifest"));
  TILL_ASSIGN(const auto objects, ReadManifest(manifest));
  for (const UnloadedObject& object : objects) TILL_TRY(Read(object, prefix, rows));
  const auto found = static_cast<int64_t>(rows.rows());
  if (found != expected) {
    return Corrupt("its files have " + Count(found, "row") + ", and " + WithThousands(expected) + " were unloaded");
  }
  return rows;
}

Status Loader::Read(const UnloadedObject& object, const std::string& prefix, Batch& rows) {
  const std::string place = Url("");
  if (!object.url.starts_with(place + prefix)) {
    return Corrupt("its manifest names '" + object.url + "', which is not of this UNLOAD");
  }
  TILL_ASSIGN(const std::string bytes, store_.Get(object.url.substr(place.size())));
  const auto size = static_cast<int64_t>(bytes.size());
  if (size != object.size) {
    return Corrupt("'" + object.url + "' has " + Count(size, "byte") + ", its manifest says " +
                   WithThousands(object.size));
  }
  const std::filesystem::path file = scratch_.path() / "unloaded.parquet";
  TILL_TRY(WriteFile(file, bytes));
  TILL_ASSIGN(const Batch read, target_.parquet.read(file));
  if (static_cast<int64_t>(read.rows()) != object.rows) {
    return Corrupt("'" + object.url + "' has " + Count(static_cast<int64_t>(read.rows()), "row") +
                   ", its manifest says " + WithThousands(object.rows));
  }
  return AppendRows(read, rows);
}

Status Loader::Begin() {
  failed_.clear();
  added_.clear();
  added_rows_ = 0;
  return run_(redshift::Begin()).status();
}

Status Loader::End(Status done) {
  if (done.ok()) done = run_(Commit()).status();
  if (done.ok()) return done;
  static_cast<void>(run_(Rollback()));
  const Error error = Explained(done.error());
  Clean();
  return error;
}

Error Loader::Explained(const Error& error) {
  if (failed_.empty() || IsRetryable(error.code) || error.code == Code::kCancelled) return error;
  std::vector<std::string> reasons;
  // Redshift keeps the reasons of a COPY in a table of its own, which outlives the transaction.
  if (const auto listed = run_(LoadErrors()); listed.ok()) {
    for (size_t row = 0; row < listed->rows.rows(); ++row) {
      const auto text = [&](size_t column) { return columns::FormatValue(listed->rows.columns[column], row); };
      reasons.push_back(text(0).substr(text(0).rfind('/') + 1) + ":" + text(1) + ": column '" + text(2) +
                        "': " + text(3));
    }
  }
  const std::string failure = "cannot load '" + failed_ + "' into Redshift";
  if (reasons.empty()) return WithRemedy(Within(failure, error));
  Error rejected = Rejected(failure + ": " + Join(reasons, "; "));
  if (rejected.message.find("length") != std::string::npos) {
    rejected.hint = "a text may have " + WithThousands(kTextBytes) + " bytes there";
  }
  return WithRemedy(std::move(rejected));
}

Error Loader::WithRemedy(Error error) const {
  if (!error.hint.empty() || !IsOfAccess(error.message)) return error;
  error.hint = "Redshift must be allowed to use `iam_role` of [redshift], which must be allowed to read and write '" +
               target_.lake_url + "'; that bucket and Redshift must be in one region";
  return error;
}

std::string Loader::NextKey(std::string_view ending) {
  return area_ + std::to_string(++numbered_) + std::string(ending);
}

Status Loader::Put(const std::string& key, const lake::Body& body) {
  keys_.push_back(key);
  return store_.Put(key, body);
}

Status Loader::CheckCount(const postgres::Statement& count, int64_t expected, const std::string& failure) {
  TILL_ASSIGN(const Answer answer, run_(count));
  const int64_t found = answer.rows.columns[0].Number(0);
  if (found == expected) return Ok();
  return Corrupt(failure + ": it took " + Count(found, "row") + " of " + WithThousands(expected));
}

void Loader::Clean() {
  // What cannot be deleted is in nobody's way: no other loader has this folder.
  for (const std::string& key : std::exchange(keys_, {})) static_cast<void>(store_.Delete(key));
}

}  // namespace till::redshift
