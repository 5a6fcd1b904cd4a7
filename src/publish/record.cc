#include "publish/record.h"

#include <algorithm>
#include <tuple>

#include "base/hash.h"

namespace till::publish {

int64_t Input::Id() const {
  std::string identity = feed;
  identity.append(1, '\0').append(key).append(1, '\0').append(content);  // no feed or key has a NUL byte
  return Hash60(identity);
}

bool Before(const Input& a, const Input& b) {
  return std::tie(a.business_date, a.feed, a.key) < std::tie(b.business_date, b.feed, b.key);
}

int64_t StarTable::rows() const {
  int64_t rows = 0;
  for (const StarFile& file : files) rows += file.rows;
  return rows;
}

std::vector<Input> Content::Set() const {
  std::vector<Input> set = inputs;
  set.insert(set.end(), repeats.begin(), repeats.end());
  std::sort(set.begin(), set.end(), Before);
  return set;
}

std::map<std::pair<std::string, std::string>, Input> Content::SetByName() const {
  std::map<std::pair<std::string, std::string>, Input> set;
  for (const std::vector<Input>* list : {&inputs, &repeats}) {
    for (const Input& input : *list) set.emplace(std::pair{input.feed, input.key}, input);
  }
  return set;
}

}  // namespace till::publish
