#include "adapters/aws/quicksight/zip.h"

#include <zip.h>

#include <memory>

namespace till::quicksight {
namespace {

struct ErrorHolder {
  ErrorHolder() { zip_error_init(&error); }
  ~ErrorHolder() { zip_error_fini(&error); }
  zip_error_t error;
};

Error Failed(zip_error_t* error) {
  return Internal("cannot make a zip archive: " + std::string(zip_error_strerror(error)));
}

Status Add(zip_t* archive, const ArchivedFile& file) {
  // The archive reads the bytes when it is closed: they outlive it.
  zip_source_t* source = zip_source_buffer(archive, file.bytes.data(), file.bytes.size(), 0);
  if (source == nullptr) return Failed(zip_get_error(archive));
  const zip_int64_t index = zip_file_add(archive, file.path.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    return Failed(zip_get_error(archive));
  }
  constexpr zip_uint16_t kMidnight = 0;
  constexpr zip_uint16_t kFirstOf2020 = (40 << 9) | (1 << 5) | 1;
  if (zip_file_set_dostime(archive, static_cast<zip_uint64_t>(index), kMidnight, kFirstOf2020, 0) != 0) {
    return Failed(zip_get_error(archive));
  }
  return Ok();
}

Result<std::string> Read(zip_source_t* source) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0) return Failed(zip_source_error(source));
  std::string bytes(stat.size, '\0');
  const zip_int64_t read = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (read != static_cast<zip_int64_t>(bytes.size())) return Failed(zip_source_error(source));
  return bytes;
}

}  // namespace

Result<std::string> Zip(const std::vector<ArchivedFile>& files) {
  ErrorHolder holder;
  const std::unique_ptr<zip_source_t, decltype(&zip_source_free)> source(
      zip_source_buffer_create(nullptr, 0, 0, &holder.error), zip_source_free);
  if (source == nullptr) return Failed(&holder.error);
  zip_t* archive = zip_open_from_source(source.get(), ZIP_CREATE | ZIP_TRUNCATE, &holder.error);
  if (archive == nullptr) return Failed(&holder.error);
  zip_source_keep(source.get());
  for (const ArchivedFile& file : files) {
    if (const Status added = Add(archive, file); !added.ok()) {
      zip_discard(archive);
      return added.error();
    }
  }
  if (zip_close(archive) != 0) {
    const Error error = Failed(zip_get_error(archive));
    zip_discard(archive);
    return error;
  }
  return Read(source.get());
}

}  // namespace till::quicksight
