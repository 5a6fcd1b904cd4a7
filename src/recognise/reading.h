#pragma once

#include <string>

#include "recognise/file_groups.h"
#include "recognise/match.h"

namespace till::recognise {

/// Adds a note for each thing about how the cells are read that a person should know: cells that do not fit their
/// column or are empty where one is needed, so that their rows will be refused; dates that could be read otherwise; a
/// discount that looks like a share of the price.
void NoteReading(const GroupSample& sample, Match& match);

/// The limit of refused rows, as in till.toml, that lets these files in: empty where the usual one does, and where a
/// tenth of the rows or more would be refused.
std::string RejectLimit(const GroupSample& sample, const Match& match);

}  // namespace till::recognise
