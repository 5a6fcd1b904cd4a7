#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace till::serve {

/// What the head of a request says, as far as the policy looks at it; empty where a header is absent.
struct RequestHead {
  std::string_view method;
  std::string_view path;
  std::string_view host;
  std::string_view origin;
  std::string_view fetch_site;  ///< Sec-Fetch-Site
  std::string_view fetch_mode;  ///< Sec-Fetch-Mode
  std::string_view till;        ///< X-Till, which no form can send
};

/// Whether the request may be answered. kDenied for a Host that is neither a loopback name nor one of `hosts` (DNS
/// rebinding), for a request that another site's page sent, and for a POST without X-Till. kUnsupported for a method
/// other than GET, HEAD and POST.
Status CheckRequest(const RequestHead& head, std::span<const std::string> hosts);

/// kInvalid for an address beyond this machine where no name is allowed under which it may be reached.
Status CheckListen(std::string_view listen, std::span<const std::string> hosts);

/// The headers that every answer carries: content security policy, nosniff, no referrer, same-origin policies.
std::span<const std::pair<std::string_view, std::string_view>> PolicyHeaders();

}  // namespace till::serve
