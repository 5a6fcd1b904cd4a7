#include "serve/policy.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace till::serve {
namespace {

constexpr std::array<std::string_view, 3> kLoopback{"localhost", "127.0.0.1", "[::1]"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kHeaders{{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src "
     "'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
}};

/// "localhost:8080" without the port; "[::1]:8080" is "[::1]".
std::string_view WithoutPort(std::string_view host) {
  const size_t bracket = host.starts_with('[') ? host.find(']') : 0;
  if (bracket == std::string_view::npos) return host;
  return host.substr(0, host.find(':', bracket));
}

bool IsKnownHost(std::string_view host, std::span<const std::string> hosts) {
  const std::string name = ToLower(WithoutPort(host));
  return std::ranges::find(kLoopback, name) != kLoopback.end() ||
         std::ranges::any_of(hosts, [&](const std::string& allowed) { return ToLower(allowed) == name; });
}

/// Whether a page of ours, or the person at the browser, sent it. Who follows a link to a page is welcome.
bool IsSameSite(const RequestHead& head) {
  if (!head.origin.empty()) {
    const std::string http = "http://" + std::string(head.host);
    const std::string https = "https://" + std::string(head.host);
    if (ToLower(head.origin) != ToLower(http) && ToLower(head.origin) != ToLower(https)) return false;
  }
  if (head.fetch_site.empty() || head.fetch_site == "same-origin" || head.fetch_site == "none") return true;
  return head.method == "GET" && head.fetch_mode == "navigate" && !head.path.starts_with("/api/");
}

}  // namespace

Status CheckRequest(const RequestHead& head, std::span<const std::string> hosts) {
  if (!IsKnownHost(head.host, hosts)) {
    return Denied("cannot answer for host '" + Shown(head.host) + "': it is not allowed",
                  "till serve --host NAME allows a name");
  }
  if (!IsSameSite(head)) return Denied("cannot answer: the request came from another site");
  if (head.method == "GET" || head.method == "HEAD") return Ok();
  if (head.method != "POST") {
    return Unsupported("cannot answer method '" + Shown(head.method) + "': only GET, HEAD and POST are");
  }
  if (head.till.empty()) return Denied("cannot change anything: the header 'X-Till: 1' is missing");
  return Ok();
}

Status CheckListen(std::string_view listen, std::span<const std::string> hosts) {
  if (listen.starts_with("127.") || listen == "::1" || !hosts.empty()) return Ok();
  return Invalid("cannot listen on '" + Shown(listen) + "': other machines reach it, and no name is allowed",
                 "--host NAME allows the name under which they do");
}

std::span<const std::pair<std::string_view, std::string_view>> PolicyHeaders() { return kHeaders; }

}  // namespace till::serve
