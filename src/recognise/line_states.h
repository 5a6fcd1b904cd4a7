#pragma once

#include "recognise/file_groups.h"
#include "recognise/match.h"

namespace till::recognise {

/// Gives the orders of `match` the rules is_cancelled and is_return that the values of their status column ask for,
/// and notes the evidence. A line whose status says that it came back is a return of its own where it has a quantity
/// below zero, names the order it belongs to, or stands beside the line of its sale; else it is the sale itself, taken
/// back whole, and counts as cancelled: as a return it would take its amount off once more. Columns that the file has
/// for either are left as they are.
void SettleLineStates(const GroupSample& sample, Match& match);

}  // namespace till::recognise
