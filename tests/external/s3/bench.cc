// Moves objects to or from an S3 server, for bench.sh to measure beside curl.
// usage: s3_bench URL up|down|check FILE KEY, or s3_bench URL put|get COUNT
#include <cstdio>
#include <cstdlib>

#include "base/files.h"
#include "base/worker_pool.h"
#include "tests/external/s3/servers.h"

namespace till {
namespace {

constexpr size_t kThreads = 4;

Status PutSmall(lake::ObjectStore& store, size_t count) {
  const std::string bytes(4096, 'x');
  return WorkerPool(kThreads).ForEach(
      count, [&](size_t i, size_t) { return store.Put("small/" + std::to_string(i), std::string_view(bytes)); });
}

Status GetSmall(lake::ObjectStore& store, size_t count) {
  return WorkerPool(kThreads).ForEach(count, [&](size_t i, size_t) -> Status {
    TILL_ASSIGN(const std::string bytes, store.Get("small/" + std::to_string(i)));
    return bytes.size() == 4096 ? Ok() : Status(Internal("cannot get an object: it has another size"));
  });
}

/// Whether what is loaded is what the file has.
Status Check(lake::ObjectStore& store, const std::filesystem::path& file, const std::string& key) {
  TILL_ASSIGN(const auto path, store.Fetch(key));
  TILL_ASSIGN(const std::string got, ReadFile(path));
  TILL_ASSIGN(const std::string expected, ReadFile(file));
  return got == expected ? Ok() : Status(Internal("cannot take object '" + key + "' for the file: they differ"));
}

Status Run(int argc, char** argv) {
  testing::S3Prefix prefix(testing::SettingsFor(argv[1], "bench", aws::S3Settings().part_bytes));
  const std::string_view what = argv[2];
  lake::ObjectStore& store = *prefix.store;
  if (what == "up" && argc == 5) return store.Put(argv[4], std::filesystem::path(argv[3]));
  if (what == "down" && argc == 5) return store.Fetch(argv[4]).status();
  if (what == "check" && argc == 5) return Check(store, argv[3], argv[4]);
  if (what == "put" && argc == 4) return PutSmall(store, static_cast<size_t>(std::atoll(argv[3])));
  if (what == "get" && argc == 4) return GetSmall(store, static_cast<size_t>(std::atoll(argv[3])));
  return Invalid("cannot measure '" + std::string(what) +
                 "': usage: s3_bench URL up|down|check FILE KEY | put|get COUNT");
}

}  // namespace
}  // namespace till

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const till::Status status = till::Run(argc, argv);
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.error().ToString().c_str());
  return status.ok() ? 0 : 1;
}
