#pragma once

#include <memory>
#include <span>
#include <vector>

#include "app/session.h"
#include "columns/batch.h"
#include "metrics/answer.h"

namespace till::app {

/// The newest publication, ready for questions.
Result<std::unique_ptr<metrics::Engine>> OpenEngine(Session& session, metrics::Hold hold);

/// Prints rows: with --json in the one table shape, else as a table for people. Columns that are one of `measures`, or
/// what one is compared with, are written for people as its unit wants it.
void PrintTable(const metrics::Table& table, std::span<const metrics::Measure> measures, const Output& output);

}  // namespace till::app
