#include "serve/policy.h"

#include <gtest/gtest.h>

namespace till::serve {
namespace {

const std::vector<std::string> kHosts{"till.shop.example"};

RequestHead Get() { return {"GET", "/api/meta", "127.0.0.1:8080", "", "", "", ""}; }

std::string Refusal(const RequestHead& head) {
  const Status status = CheckRequest(head, kHosts);
  return status.ok() ? "" : std::string(CodeName(status.error().code)) + ": " + status.error().ToString();
}

TEST(Policy, LoopbackNamesAndAllowedHostsAreAnswered) {
  for (const std::string_view host :
       {"127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080", "till.shop.example"}) {
    RequestHead head = Get();
    head.host = host;
    EXPECT_EQ(Refusal(head), "") << host;
  }
}

TEST(Policy, AnotherHostIsRefusedSinceItsNameMayHaveBeenRebound) {
  RequestHead head = Get();
  head.host = "evil.example:8080";
  EXPECT_EQ(
      Refusal(head),
      "denied: cannot answer for host 'evil.example:8080': it is not allowed\nhint: till serve --host NAME allows "
      "a name");
  head.host = "";
  EXPECT_NE(Refusal(head), "");
  head.host = "127.0.0.1.evil.example";
  EXPECT_NE(Refusal(head), "");
}

TEST(Policy, ARequestOfAnotherSitesPageIsRefused) {
  RequestHead head = Get();
  head.origin = "http://evil.example";
  EXPECT_EQ(Refusal(head), "denied: cannot answer: the request came from another site");
  head.origin = "http://127.0.0.1:9999";
  EXPECT_NE(Refusal(head), "");
  head.origin = "null";
  EXPECT_NE(Refusal(head), "");
  head.origin = "http://127.0.0.1:8080";
  EXPECT_EQ(Refusal(head), "");
  head.origin = "";
  head.fetch_site = "cross-site";
  EXPECT_NE(Refusal(head), "");
}

TEST(Policy, ALinkFromAnotherSiteLeadsToAPageButNotToData) {
  RequestHead head = Get();
  head.fetch_site = "cross-site";
  head.fetch_mode = "navigate";
  EXPECT_NE(Refusal(head), "");
  head.path = "/sales";
  EXPECT_EQ(Refusal(head), "");
}

TEST(Policy, APostNeedsAHeaderThatAFormCannotSend) {
  RequestHead head = Get();
  head.method = "POST";
  EXPECT_EQ(Refusal(head), "denied: cannot change anything: the header 'X-Till: 1' is missing");
  head.till = "1";
  EXPECT_EQ(Refusal(head), "");
}

TEST(Policy, OtherMethodsAreRefused) {
  RequestHead head = Get();
  head.method = "DELETE";
  EXPECT_EQ(Refusal(head), "unsupported: cannot answer method 'DELETE': only GET, HEAD and POST are");
}

TEST(Policy, AnAddressBeyondThisMachineNeedsANameThatIsAllowed) {
  EXPECT_TRUE(CheckListen("127.0.0.1", {}).ok());
  EXPECT_TRUE(CheckListen("::1", {}).ok());
  const std::vector<std::string> hosts{"shop.example"};
  EXPECT_TRUE(CheckListen("0.0.0.0", hosts).ok());
  EXPECT_EQ(CheckListen("0.0.0.0", {}).error().ToString(),
            "cannot listen on '0.0.0.0': other machines reach it, and no name is allowed\n"
            "hint: --host NAME allows the name under which they do");
}

}  // namespace
}  // namespace till::serve
