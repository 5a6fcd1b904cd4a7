#include "adapters/aws/quicksight/ingestion.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "base/json.h"
#include "tests/support/expect.h"
#include "tests/support/loopback_server.h"

namespace till::quicksight {
namespace {

using testing::Answer;
using testing::FailsWith;
using testing::IsOk;
using testing::LoopbackAnswer;
using testing::LoopbackRequest;
using testing::Silence;

/// A refusal as the service words it.
LoopbackAnswer Refusal(int status, const std::string& code) {
  return Answer(status, ToText(Json{{"Message", "said " + code}}), {{"x-amzn-errortype", code + ":http://internal/"}});
}

class IngestionTest : public ::testing::Test {
 protected:
  Status Start(const std::string& id = "till-2-0123456789ab",
               std::vector<std::string> data_sets = {"till-shop-lines"}) {
    const IngestionTarget target{"123456789012", "eu-west-1", std::move(data_sets),
                                 *aws::Endpoint::Parse(server_.url())};
    return StartIngestions(http_, credentials_, clock_, target, id, {.attempts = 3, .seed = 1});
  }
  /// tests/external/quicksight judges the requests in the file that TILL_QUICKSIGHT_REQUESTS names.
  static void Keep(const LoopbackRequest& request) {
    const char* path = std::getenv("TILL_QUICKSIGHT_REQUESTS");
    if (path == nullptr) return;
    const Json kept{{"method", request.method}, {"target", request.target}, {"body", *ParseJson(request.body, "it")}};
    std::ofstream(path, std::ios::app) << ToText(kept) << "\n";
  }

  std::vector<LoopbackAnswer> answers_;  // in turn; after them 201
  testing::LoopbackServer server_{[this, next = size_t{0}](const LoopbackRequest& request) mutable {
    Keep(request);
    return next < answers_.size() ? answers_[next++] : Answer(201, R"({"IngestionStatus":"INITIALIZED"})");
  }};
  ManualClock clock_{*Instant::Parse("2026-01-05T08:26:00Z")};
  aws::HttpClient http_;
  aws::CredentialsCache credentials_{[] { return aws::Credentials{"key", "secret"}; }, clock_};
};

TEST(IngestionId, IsThatOfOnePublicationOnly) {
  EXPECT_EQ(IngestionId(42, "0123456789abcdef"), "till-42-0123456789ab");
  EXPECT_NE(IngestionId(42, "0123456789abcdef"), IngestionId(42, "f123456789abcdef")) << "a lake begun anew";
  EXPECT_NE(IngestionId(42, "0123456789abcdef"), IngestionId(43, "0123456789abcdef")) << "taken back";
}

TEST_F(IngestionTest, AsksForAFullLoadOfEachDataSet) {
  ASSERT_TRUE(IsOk(Start("till-2-0123456789ab", {"till-shop-lines", "till-shop-customers"})));
  const auto requests = server_.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].method, "PUT");
  EXPECT_EQ(requests[0].target, "/accounts/123456789012/data-sets/till-shop-lines/ingestions/till-2-0123456789ab");
  EXPECT_EQ(requests[0].body, R"({"IngestionType":"FULL_REFRESH"})");
  EXPECT_NE(requests[0].Header("authorization").find("/eu-west-1/quicksight/aws4_request"), std::string::npos);
  EXPECT_EQ(requests[1].target, "/accounts/123456789012/data-sets/till-shop-customers/ingestions/till-2-0123456789ab");
}

TEST_F(IngestionTest, ALoadThatIsKnownAlreadyIsAsGoodAsStarted) {
  answers_ = {Refusal(409, "ResourceExistsException")};
  EXPECT_TRUE(IsOk(Start()));
}

TEST_F(IngestionTest, AnAnswerThatWasLostIsNoSecondLoad) {
  answers_ = {Silence(), Refusal(409, "ResourceExistsException")};
  EXPECT_TRUE(IsOk(Start()));
  EXPECT_EQ(server_.requests().size(), 2U);
}

TEST_F(IngestionTest, WaitsAndTriesAgainWhereTheServiceIsBusy) {
  answers_ = {Refusal(429, "ThrottlingException"), Refusal(500, "InternalFailureException")};
  EXPECT_TRUE(IsOk(Start()));
  EXPECT_EQ(server_.requests().size(), 3U);
}

TEST_F(IngestionTest, GivesUpWhereItStaysBusy) {
  answers_.assign(3, Refusal(429, "ThrottlingException"));
  const Status status = Start();
  ASSERT_TRUE(FailsWith(Code::kUnavailable, status));
  EXPECT_EQ(status.error().ToString(),
            "cannot load QuickSight's data set 'till-shop-lines': the service answers 429 ThrottlingException: said "
            "ThrottlingException, after 3 tries\nhint: the next run starts it again");
}

TEST_F(IngestionTest, SaysWhatToDo) {
  const auto error_of = [&](int status, const std::string& code, Code expected) {
    answers_.push_back(Refusal(status, code));
    const Status failed = Start();
    EXPECT_TRUE(FailsWith(expected, failed));
    return failed.ok() ? "" : failed.error().ToString();
  };
  const std::string what = "cannot load QuickSight's data set 'till-shop-lines': the service answers ";
  EXPECT_EQ(error_of(404, "ResourceNotFoundException", Code::kNotFound),
            what +
                "404 ResourceNotFoundException: said ResourceNotFoundException\n"
                "hint: till deploy aws writes the stack of the dashboards; make it, then till run");
  EXPECT_EQ(error_of(401, "AccessDeniedException", Code::kDenied),
            what +
                "401 AccessDeniedException: said AccessDeniedException\n"
                "hint: the role that runs till needs quicksight:CreateIngestion on this data set");
  EXPECT_EQ(error_of(409, "LimitExceededException", Code::kConflict),
            what +
                "409 LimitExceededException: said LimitExceededException\n"
                "hint: it may be loaded so often in 24 hours; its daily load comes all the same");
  EXPECT_EQ(error_of(400, "InvalidParameterValueException", Code::kInvalid),
            what + "400 InvalidParameterValueException: said InvalidParameterValueException");
}

TEST_F(IngestionTest, OneThatFailsKeepsTheOthersFromNothing) {
  answers_ = {Refusal(404, "ResourceNotFoundException")};
  EXPECT_TRUE(FailsWith(Code::kNotFound, Start("till-2-0123456789ab", {"till-shop-lines", "till-shop-customers"})));
  EXPECT_EQ(server_.requests().size(), 2U);
}

}  // namespace
}  // namespace till::quicksight
