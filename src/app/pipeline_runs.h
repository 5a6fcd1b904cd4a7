#pragma once

#include "app/output.h"
#include "app/session.h"
#include "dag/runner.h"
#include "pipeline/retail_etl.h"

namespace till::app {

/// Cancelled by the first SIGINT or SIGTERM that comes while it lives; a second ends the process at once.
class CancelOnSignal {
 public:
  CancelOnSignal();
  ~CancelOnSignal();
  CancelOnSignal(const CancelOnSignal&) = delete;
  CancelOnSignal& operator=(const CancelOnSignal&) = delete;

  const dag::CancelToken& token() const;
};

/// Runs the pipeline, shows its tasks as they end and prints the summary: with --json one object, with the error in it
/// where the run failed.
Result<dag::RunHistory> RunAndShow(Session& session, const pipeline::RunRequest& request,
                                   const dag::CancelToken& cancel, const Output& output);

/// The error of the failed or cancelled run; success otherwise.
Status StatusOf(const dag::RunHistory& history);

}  // namespace till::app
