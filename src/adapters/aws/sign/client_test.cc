#include "adapters/aws/sign/client.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "tests/support/expect.h"
#include "tests/support/loopback_server.h"

namespace till::aws {
namespace {

using testing::Answer;
using testing::FailsWith;
using testing::IsOk;
using testing::LoopbackAnswer;
using testing::LoopbackRequest;
using testing::LoopbackServer;
using testing::Silence;
using testing::Value;

constexpr std::string_view kSlowDown =
    "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";

/// A client in front of a server that gives these answers, and then the last of them for ever.
class ClientTest : public ::testing::Test {
 protected:
  void Script(std::vector<LoopbackAnswer> answers) {
    server_.emplace([this, answers = std::move(answers)](const LoopbackRequest&) {
      return answers[std::min(answered_++, answers.size() - 1)];
    });
    const Service service{"s3", "us-east-1", [this](std::string_view region) {
                            regions_.emplace_back(region);
                            return *Endpoint::Parse(server_->url());
                          }};
    client_ = std::make_unique<Client>(http_, credentials_, clock_, service, RetryPolicy{.attempts = 4, .seed = 1});
  }

  static Request Read(std::string path = "/shop/a.csv") {
    Request request;
    request.action = "read object 'a.csv'";
    request.path = std::move(path);
    return request;
  }

  int64_t Waited() { return clock_.Now().micros - kStart.micros; }

  const Instant kStart = *Instant::Parse("2026-01-05T08:26:00Z");
  ManualClock clock_{kStart};
  HttpClient http_;
  int asked_ = 0;
  CredentialsCache credentials_{
      [this]() -> Result<Credentials> {
        ++asked_;
        return Credentials{"key" + std::to_string(asked_), "secret", "token", Instant{kStart.micros + 3'600'000'000}};
      },
      clock_};
  size_t answered_ = 0;
  std::vector<std::string> regions_;
  std::optional<LoopbackServer> server_;
  std::unique_ptr<Client> client_;
};

TEST_F(ClientTest, SendsWhatItSigns) {
  Script({Answer(200, "1,2")});
  Request request = Read("/shop/dt=2024-01-01/a b.csv");
  request.query = {{"x", "/="}, {"a", ""}};
  const Response response = Value(client_->Send(request));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "1,2");
  const auto sent = server_->requests();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].target, "/shop/dt%3D2024-01-01/a%20b.csv?a=&x=%2F%3D");
  EXPECT_EQ(sent[0].Header("x-amz-date"), "20260105T082600Z");
  EXPECT_EQ(sent[0].Header("x-amz-security-token"), "token");
  EXPECT_EQ(sent[0].Header("x-amz-content-sha256"), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_F(ClientTest, ADotInAPathIsNotResolved) {
  Script({Answer(200)});
  ASSERT_TRUE(IsOk(client_->Send(Read("/shop/../a/./b"))));
  EXPECT_EQ(server_->requests()[0].target, "/shop/../a/./b");
}

TEST_F(ClientTest, UsesAConnectionAgain) {
  Script({Answer(200, "x")});
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(IsOk(client_->Send(Read())));
  EXPECT_EQ(server_->connections(), 1U);
}

TEST_F(ClientTest, TriesAgainWhatMayPass) {
  Script({Answer(503, kSlowDown), Answer(500), Silence(), Answer(200, "at last")});
  EXPECT_EQ(Value(client_->Send(Read())).body, "at last");
  EXPECT_GT(Waited(), 0);
  EXPECT_LE(Waited(), 200'000 + 400'000 + 800'000);
}

TEST_F(ClientTest, GivesUpAfterItsAttempts) {
  Script({Answer(503, kSlowDown)});
  const auto response = client_->Send(Read());
  ASSERT_TRUE(FailsWith(Code::kUnavailable, response));
  EXPECT_EQ(response.error().message,
            "cannot read object 'a.csv': the service answers 503 SlowDown: Please reduce your request rate., after 4 "
            "tries");
  EXPECT_EQ(server_->requests().size(), 4U);
}

TEST_F(ClientTest, WaitsTheSameTimesForTheSameSeed) {
  Script({Answer(503), Answer(503), Answer(200)});
  ASSERT_TRUE(IsOk(client_->Send(Read())));
  const int64_t first = Waited();
  answered_ = 0;
  Script({Answer(503), Answer(503), Answer(200)});
  ASSERT_TRUE(IsOk(client_->Send(Read())));
  EXPECT_EQ(Waited(), 2 * first);
}

TEST_F(ClientTest, WaitsOtherTimesForAnotherSeed) {
  Script({Answer(503)});
  const Service service{"s3", "us-east-1", [this](std::string_view) { return *Endpoint::Parse(server_->url()); }};
  std::vector<int64_t> waits;
  for (const uint64_t seed : {1, 2, 3}) {
    const int64_t before = Waited();
    Client client(http_, credentials_, clock_, service, {.attempts = 2, .seed = seed});
    EXPECT_TRUE(FailsWith(Code::kUnavailable, client.Send(Read())));
    waits.push_back(Waited() - before);
  }
  EXPECT_NE(waits[0], waits[1]);
  EXPECT_NE(waits[1], waits[2]);
}

TEST_F(ClientTest, AnAnswerThatIsCutIsNoAnswer) {
  LoopbackAnswer half{.bytes = "HTTP/1.1 200 X\r\ncontent-length: 10\r\n\r\n12345", .close = true};
  LoopbackAnswer less{.bytes = "HTTP/1.1 206 X\r\ncontent-range: bytes 0-9/10\r\ncontent-length: 5\r\n\r\n12345"};
  Script({half, less, Answer(200, "1234567890")});
  EXPECT_EQ(Value(client_->Send(Read())).body, "1234567890");
  answered_ = 0;
  Script({less});
  const auto response = client_->Send(Read());
  ASSERT_TRUE(FailsWith(Code::kUnavailable, response));
  EXPECT_EQ(response.error().message,
            "cannot read object 'a.csv': " + server_->url() + " sent 5 bytes of 10, after 4 tries");
}

TEST_F(ClientTest, ASinkBeginsAgainWithEachTry) {
  LoopbackAnswer half{.bytes = "HTTP/1.1 200 X\r\ncontent-length: 10\r\n\r\n12345", .close = true};
  Script({Answer(503, kSlowDown), half, Answer(200, "abcdefghij")});
  std::string written(10, '?');
  Request request = Read();
  request.sink = [&](int64_t offset, std::string_view bytes) {
    written.replace(static_cast<size_t>(offset), bytes.size(), bytes);
    return Ok();
  };
  EXPECT_EQ(Value(client_->Send(request)).body, "");
  EXPECT_EQ(written, "abcdefghij");
  request.sink = [](int64_t, std::string_view) -> Status { return Invalid("cannot write: full"); };
  EXPECT_TRUE(FailsWith(Code::kInvalid, client_->Send(request)));
}

TEST_F(ClientTest, WhatWillNotChangeIsAnAnswer) {
  Script({Answer(404, "<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>")});
  const Response response = Value(client_->Send(Read()));
  EXPECT_EQ(response.status, 404);
  const Error error = ToError(Read(), response);
  EXPECT_EQ(error.code, Code::kNotFound);
  EXPECT_EQ(error.message, "cannot read object 'a.csv': the service answers 404 NoSuchKey: gone");
  EXPECT_EQ(server_->requests().size(), 1U);
}

TEST_F(ClientTest, AFaultThatSaysTwoHundredIsAFault) {
  Script({Answer(200, "<?xml version=\"1.0\"?>\n<Error><Code>InternalError</Code></Error>"), Answer(200, "<Done/>"),
          Answer(200, "<Error>of somebody's file</Error>")});
  Request request = Read();
  request.method = "POST";
  EXPECT_EQ(Value(client_->Send(request)).body, "<Done/>");
  EXPECT_EQ(Value(client_->Send(Read())).body, "<Error>of somebody's file</Error>");
}

TEST_F(ClientTest, AFaultThatSaysTwoHundredIsAFaultBehindAnyBlanks) {
  const std::string blanks(4096, ' ');
  const std::string fault = "<Error><Code>InternalError</Code><Message>We failed.</Message></Error>";
  const std::string declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
  Request request = Read();
  request.method = "POST";
  for (const std::string& body : {blanks + fault, "\n" + declaration + "\n" + fault, declaration + blanks + fault}) {
    answered_ = 0;
    Script({Answer(200, body), Answer(200, "<Done/>")});
    EXPECT_EQ(Value(client_->Send(request)).body, "<Done/>");
    answered_ = 0;
    Script({Answer(200, body)});
    EXPECT_EQ(client_->Send(request).error().message,
              "cannot read object 'a.csv': the service answers 500 InternalError: We failed., after 4 tries");
  }
  answered_ = 0;
  Script({Answer(200, blanks + "<DeleteResult><Error><Code>InternalError</Code></Error></DeleteResult>")});
  EXPECT_EQ(Value(client_->Send(request)).status, 200) << "it speaks of one of many";
}

TEST_F(ClientTest, FollowsTheBucketToItsRegionAndStaysThere) {
  Script({Answer(400, "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>"),
          Answer(200), Answer(200), Answer(301, "", {{"x-amz-bucket-region", "eu-north-1"}}), Answer(200)});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(IsOk(client_->Send(Read())));
  EXPECT_EQ(regions_, (std::vector<std::string>{"us-east-1", "eu-west-1", "eu-west-1", "eu-west-1", "eu-north-1"}));
  EXPECT_NE(server_->requests()[4].Header("authorization").find("/eu-north-1/s3/"), std::string::npos);
  EXPECT_EQ(Waited(), 0);
}

TEST_F(ClientTest, RegionsThatPointAtEachOtherEnd) {
  Script({Answer(301, "", {{"x-amz-bucket-region", "b-1"}}), Answer(301, "", {{"x-amz-bucket-region", "a-1"}}),
          Answer(301, "", {{"x-amz-bucket-region", "b-1"}}), Answer(301, "", {{"x-amz-bucket-region", "a-1"}})});
  EXPECT_EQ(Value(client_->Send(Read())).status, 301);
  EXPECT_EQ(server_->requests().size(), 4U);
}

TEST_F(ClientTest, TakesTheServersTimeWhereItsOwnIsWrong) {
  Script({Answer(403, "<Error><Code>RequestTimeTooSkewed</Code></Error>", {{"date", "Mon, 05 Jan 2026 09:00:00 GMT"}}),
          Answer(200)});
  ASSERT_TRUE(IsOk(client_->Send(Read())));
  ASSERT_TRUE(IsOk(client_->Send(Read())));
  EXPECT_EQ(server_->requests()[1].Header("x-amz-date"), "20260105T090000Z");
  EXPECT_EQ(server_->requests()[2].Header("x-amz-date"), "20260105T090000Z");
}

TEST_F(ClientTest, ARefusalAtTheRightTimeIsARefusal) {
  Script({Answer(403, "<Error><Code>AccessDenied</Code><Message>no</Message></Error>",
                 {{"date", "Mon, 05 Jan 2026 08:26:01 GMT"}})});
  const auto response = client_->SendForSuccess(Read());
  ASSERT_TRUE(FailsWith(Code::kDenied, response));
  EXPECT_EQ(response.error().ToString(),
            "cannot read object 'a.csv': the service answers 403 AccessDenied: no\n"
            "hint: see that the credentials are right and allow it");
  EXPECT_EQ(server_->requests().size(), 1U);
}

TEST_F(ClientTest, AsksForNewCredentialsOnceWhereTheyHaveExpired) {
  Script({Answer(400, "<Error><Code>ExpiredToken</Code></Error>"), Answer(200), Answer(400)});
  ASSERT_TRUE(IsOk(client_->Send(Read())));
  EXPECT_EQ(asked_, 2);
  EXPECT_NE(server_->requests()[1].Header("authorization").find("Credential=key2/"), std::string::npos);
  EXPECT_TRUE(FailsWith(Code::kInvalid, client_->SendForSuccess(Read())));
  EXPECT_EQ(asked_, 3);
}

TEST_F(ClientTest, AServerThatIsNotThereIsUnavailable) {
  std::string url;
  {
    const LoopbackServer gone([](const LoopbackRequest&) { return Silence(); });
    url = gone.url();
  }
  const Service service{"s3", "us-east-1", [&](std::string_view) { return *Endpoint::Parse(url); }};
  Client client(http_, credentials_, clock_, service, {.attempts = 2, .seed = 0});
  const auto response = client.Send(Read());
  ASSERT_TRUE(FailsWith(Code::kUnavailable, response));
  EXPECT_EQ(response.error().message,
            "cannot read object 'a.csv': no whole answer from " + url + ": couldn't connect to server, after 2 tries");
}

TEST_F(ClientTest, AFaultInJsonIsReadAsOneInXml) {
  Script({Answer(400, "{\"message\":\"slow\"}", {{"x-amzn-ErrorType", "ThrottlingException:http://x/"}}),
          Answer(400, "{\"__type\":\"com.amazonaws.glue#EntityNotFoundException\",\"Message\":\"no table\"}")});
  Request request;
  request.action = "read table 'x'";
  request.method = "POST";
  const auto absent = client_->SendForSuccess(request);
  ASSERT_TRUE(FailsWith(Code::kNotFound, absent));
  EXPECT_EQ(absent.error().message, "cannot read table 'x': the service answers 400 EntityNotFoundException: no table");
  EXPECT_EQ(server_->requests().size(), 2U);
}

TEST(PayloadHash, IsSpareOnlyWhereAChecksumGoesOverTls) {
  const Endpoint plain{.tls = false, .host = "127.0.0.1:9000"};
  const Endpoint secure{.tls = true, .host = "s3.eu-west-1.amazonaws.com"};
  Request request;
  request.body = "1,2";
  EXPECT_EQ(PayloadHash(request, secure), Sha256Hex("1,2"));
  request.body_guard = BodyGuard::kChecksum;
  EXPECT_EQ(PayloadHash(request, plain), Sha256Hex("1,2"));
  EXPECT_EQ(PayloadHash(request, secure), "UNSIGNED-PAYLOAD");
}

TEST(Endpoint, IsAUrlWithoutAPath) {
  EXPECT_EQ(Value(Endpoint::Parse("https://S3.Example.com:443/")).ToString(), "https://s3.example.com");
  EXPECT_EQ(Value(Endpoint::Parse("http://127.0.0.1:9000")).host, "127.0.0.1:9000");
  for (const char* wrong : {"", "s3.example.com", "ftp://x", "https://", "https://x/y", "https://u@x", "https://x?y"}) {
    EXPECT_TRUE(FailsWith(Code::kInvalid, Endpoint::Parse(wrong))) << wrong;
  }
  EXPECT_EQ(Endpoint::Parse("s3.example.com").error().ToString(),
            "cannot use endpoint 's3.example.com': it begins with neither https:// nor http://\n"
            "hint: write it as https://host or http://host:port");
  EXPECT_EQ(AwsEndpoint("glue", "cn-north-1").ToString(), "https://glue.cn-north-1.amazonaws.com.cn");
}

}  // namespace
}  // namespace till::aws
