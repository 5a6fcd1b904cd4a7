#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "dag/run_store.h"

namespace till::adapters {

/// Opens the run history in the SQLite file `path`, which is made, with the folders above it, if it does not exist.
/// Several processes may have it open; a writer waits up to five seconds for another. The folder must be on a local
/// disk. kUnsupported where a newer version of till has written it, kCorrupt where it is no history.
Result<std::unique_ptr<dag::RunStore>> OpenSqliteRunStore(const std::filesystem::path& path);

/// The same, opened by the first call that needs it, whose error it is where that fails. Reading makes no file: where
/// there is none, there are no runs. Where it cannot be written, on a full disk or one that may only be read, it is
/// read as it was when it was last closed.
std::unique_ptr<dag::RunStore> LazySqliteRunStore(std::filesystem::path path);

}  // namespace till::adapters
