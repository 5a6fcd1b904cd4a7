#include "adapters/aws/s3/object_store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <optional>
#include <thread>

#include "adapters/aws/s3/checksum.h"
#include "base/files.h"
#include "base/hash.h"
#include "tests/support/expect.h"
#include "tests/support/loopback_server.h"

namespace till::aws {
namespace {

using std::literals::operator""sv;
using testing::Answer;
using testing::FailsWith;
using testing::IsOk;
using testing::LoopbackAnswer;
using testing::LoopbackRequest;
using testing::LoopbackServer;
using testing::Silence;
using testing::Value;

const Pairs kObject = {{"etag", "\"e1\""}, {"last-modified", "Mon, 05 Jan 2026 08:26:00 GMT"}};

constexpr std::string_view kJoined =
    "<?xml version=\"1.0\"?>\n   "
    "<CompleteMultipartUploadResult><ETag>&quot;e-2&quot;</ETag></CompleteMultipartUploadResult>";

LoopbackAnswer Refused(int status, const std::string& code) {
  return Answer(status, "<Error><Code>" + code + "</Code><Message>no</Message></Error>");
}

/// A store in front of a server that answers as each test says.
class S3StoreTest : public ::testing::Test {
 protected:
  using Handler = std::function<LoopbackAnswer(const LoopbackRequest&)>;

  void Serve(Handler handler) {
    server_.emplace(std::move(handler));
    settings_.bucket = "shop";
    settings_.prefix = "lake";
    settings_.region = "eu-west-1";
    settings_.writer = "w";
    settings_.part_bytes = int64_t{5} << 20;
    settings_.parallelism = 1;
    settings_.endpoint = *Endpoint::Parse(server_->url());
    auto made = S3Store::Make(settings_, http_, credentials_, clock_, {.attempts = 3, .seed = 0});
    ASSERT_TRUE(IsOk(made));
    store_ = std::move(*made);
  }

  std::vector<std::string> Sent() {
    std::vector<std::string> lines;
    for (const auto& request : server_->requests()) lines.push_back(request.method + " " + request.target);
    return lines;
  }

  ManualClock clock_{*Instant::Parse("2026-01-05T08:26:00Z")};
  HttpClient http_;
  CredentialsCache credentials_{[]() -> Result<Credentials> { return Credentials{"key", "secret"}; }, clock_};
  S3Settings settings_;
  std::optional<LoopbackServer> server_;
  std::unique_ptr<S3Store> store_;
};

TEST_F(S3StoreTest, PutSendsWhatS3HoldsTheBytesAgainst) {
  settings_.encryption = Encryption::kKms;
  settings_.kms_key = "arn:aws:kms:eu-west-1:1:key/k";
  Serve([](const LoopbackRequest&) { return Answer(200); });
  ASSERT_TRUE(IsOk(store_->Put("dt=2026-01-05/a b.csv", "1,2"sv)));
  const LoopbackRequest sent = server_->requests().at(0);
  EXPECT_EQ(sent.method + " " + sent.target, "PUT /shop/lake/dt%3D2026-01-05/a%20b.csv");
  EXPECT_EQ(sent.body, "1,2");
  EXPECT_EQ(sent.Header("x-amz-content-sha256"), Sha256Hex("1,2"));
  EXPECT_EQ(sent.Header("x-amz-checksum-crc32c"), ChecksumOf("1,2"));
  EXPECT_EQ(sent.Header("x-amz-server-side-encryption"), "aws:kms");
  EXPECT_EQ(sent.Header("x-amz-server-side-encryption-aws-kms-key-id"), "arn:aws:kms:eu-west-1:1:key/k");
  EXPECT_EQ(sent.Header("if-none-match"), "");
}

TEST_F(S3StoreTest, EncryptsAsTheSettingsSay) {
  settings_.encryption = Encryption::kAes256;
  Serve([](const LoopbackRequest&) { return Answer(200); });
  ASSERT_TRUE(IsOk(store_->Put("a", "x"sv)));
  EXPECT_EQ(server_->requests().at(0).Header("x-amz-server-side-encryption"), "AES256");
  settings_.encryption = Encryption::kBucketDefault;
  Serve([](const LoopbackRequest&) { return Answer(200); });
  ASSERT_TRUE(IsOk(store_->Put("a", "x"sv)));
  EXPECT_EQ(server_->requests().at(0).Header("x-amz-server-side-encryption"), "");
}

TEST_F(S3StoreTest, AFileThatIsWrittenToMeanwhileIsSentAsItWasHashed) {
  const auto folder = TemporaryFolder::Make();
  ASSERT_TRUE(IsOk(folder));
  const auto file = folder->path() / "body";
  ASSERT_TRUE(IsOk(WriteFile(file, "before")));
  int puts = 0;
  Serve([&](const LoopbackRequest&) {
    std::ofstream(file) << "meanwhile";
    return ++puts == 1 ? Answer(503) : Answer(200);
  });
  ASSERT_TRUE(IsOk(store_->Put("a", file)));
  const auto sent = server_->requests();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[1].body, "before");
  EXPECT_EQ(sent[1].Header("x-amz-content-sha256"), Sha256Hex("before"));
}

TEST_F(S3StoreTest, AListingGoesThroughAllPages) {
  Serve([](const LoopbackRequest& request) {
    const bool second = request.target.find("continuation-token=t%2F1") != std::string::npos;
    const std::string head = "<?xml version=\"1.0\"?><ListBucketResult><EncodingType>url</EncodingType>";
    const std::string rest =
        "<LastModified>2026-01-05T08:26:00.123Z</LastModified><ETag>&quot;e&quot;</ETag><Size>3</Size></Contents>";
    if (second)
      return Answer(200, head + "<Contents><Key>lake/a%2Bb+c</Key>" + rest +
                             "<IsTruncated>false</IsTruncated></ListBucketResult>");
    return Answer(
        200,
        head + "<Contents><Key>lake/b%3D1/x</Key>" + rest + "<Contents><Key>lake/folder/</Key>" + rest +
            "<IsTruncated>true</IsTruncated><NextContinuationToken>t/1</NextContinuationToken></ListBucketResult>");
  });
  const auto found = Value(store_->List(""));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].key, "a+b c");
  EXPECT_EQ(found[1].key, "b=1/x");
  EXPECT_EQ(found[1].etag, "e");
  EXPECT_EQ(found[1].modified, *Instant::Parse("2026-01-05T08:26:00Z"));
  EXPECT_EQ(Sent()[0], "GET /shop?encoding-type=url&list-type=2&prefix=lake%2F");
}

TEST_F(S3StoreTest, AListingThatNeverEndsIsCorrupt) {
  Serve([](const LoopbackRequest&) {
    return Answer(200,
                  "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>"
                  "</ListBucketResult>");
  });
  EXPECT_EQ(store_->List("raw/").error().message,
            "cannot list objects of 'shop/lake/raw/': a page is followed by itself");
  EXPECT_EQ(server_->requests().size(), 2U);
}

TEST_F(S3StoreTest, ACreationWhoseAnswerWasLostIsKnownByItsToken) {
  std::string token;
  int puts = 0;
  Serve([&](const LoopbackRequest& request) {
    if (request.method == "HEAD") return Answer(200, "", {{"etag", "\"e\""}, {"x-amz-meta-till-write", token}});
    token = request.Header("x-amz-meta-till-write");
    return ++puts == 1 ? Silence() : Refused(412, "PreconditionFailed");
  });
  EXPECT_TRUE(IsOk(store_->PutIfAbsent("a", "x"sv)));
  EXPECT_EQ(Sent(), (std::vector<std::string>{"PUT /shop/lake/a", "PUT /shop/lake/a", "HEAD /shop/lake/a"}));
  EXPECT_EQ(server_->requests()[1].Header("if-none-match"), "*");
  EXPECT_EQ(server_->requests()[1].Header("x-amz-meta-till-write"), "w-1");
}

TEST_F(S3StoreTest, ACreationThatAnotherMadeWithTheSameBytesIsAConflict) {
  Serve([](const LoopbackRequest& request) {
    if (request.method == "HEAD") return Answer(200, "", {{"etag", "\"e\""}, {"x-amz-meta-till-write", "other-1"}});
    return Refused(412, "PreconditionFailed");
  });
  const Status status = store_->PutIfAbsent("a", "x"sv);
  ASSERT_TRUE(FailsWith(Code::kConflict, status));
  EXPECT_EQ(status.error().message, "cannot create object 'a': it exists already");
}

TEST_F(S3StoreTest, ARaceThatS3CouldNotDecideIsTriedAgain) {
  int puts = 0;
  Serve([&](const LoopbackRequest&) { return ++puts == 1 ? Refused(409, "ConditionalRequestConflict") : Answer(200); });
  EXPECT_TRUE(IsOk(store_->PutIfAbsent("a", "x"sv)));
}

TEST_F(S3StoreTest, AReplacementOfWhatIsGoneIsAConflict) {
  Serve([](const LoopbackRequest& request) {
    return request.method == "HEAD" ? Answer(404) : Refused(404, "NoSuchKey");
  });
  const Status status = store_->PutIfMatch("a", "x"sv, "e1");
  ASSERT_TRUE(FailsWith(Code::kConflict, status));
  EXPECT_EQ(status.error().message, "cannot replace object 'a': it has changed since it was read");
  EXPECT_EQ(server_->requests()[0].Header("if-match"), "\"e1\"");
}

TEST_F(S3StoreTest, ALargeObjectGoesInPartsAndItsLastRequestBearsTheCondition) {
  Serve([](const LoopbackRequest& request) {
    if (request.method == "HEAD") return Answer(404);
    if (request.target.ends_with("?uploads=")) return Answer(200, "<R><UploadId>u/1</UploadId></R>");
    if (request.method == "PUT") return Answer(200, "", {{"etag", "\"p" + std::to_string(request.body.size()) + "\""}});
    return Answer(200, kJoined);
  });
  const std::string bytes((size_t{5} << 20) + 3, 'x');
  ASSERT_TRUE(IsOk(store_->PutIfAbsent("a", std::string_view(bytes))));
  EXPECT_EQ(Sent(),
            (std::vector<std::string>{
                "HEAD /shop/lake/a", "POST /shop/lake/a?uploads=", "PUT /shop/lake/a?partNumber=1&uploadId=u%2F1",
                "PUT /shop/lake/a?partNumber=2&uploadId=u%2F1", "POST /shop/lake/a?uploadId=u%2F1"}));
  const auto sent = server_->requests();
  EXPECT_EQ(sent[1].Header("x-amz-meta-till-write"), "w-1");
  EXPECT_EQ(sent[4].Header("if-none-match"), "*");
  EXPECT_EQ(
      sent[4].body,
      "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Part><PartNumber>1</PartNumber>"
      "<ETag>&quot;p5242880&quot;</ETag><ChecksumCRC32C>" +
          sent[2].Header("x-amz-checksum-crc32c") +
          "</ChecksumCRC32C></Part><Part><PartNumber>2</PartNumber><ETag>&quot;p3&quot;</ETag><ChecksumCRC32C>" +
          sent[3].Header("x-amz-checksum-crc32c") + "</ChecksumCRC32C></Part></CompleteMultipartUpload>");
}

TEST_F(S3StoreTest, TwoHundredThatTurnsIntoAFaultIsTriedAgain) {
  const std::string bytes((size_t{5} << 20) + 3, 'x');
  for (const std::string padding : {"", "\n  ", "<?xml version=\"1.0\"?>", "<?xml version=\"1.0\"?>long"}) {
    const std::string blanks = padding.ends_with("long") ? std::string(1000, ' ') : "";
    const std::string fault =
        padding.substr(0, padding.find("long")) + blanks + "<Error><Code>InternalError</Code></Error>";
    int completions = 0;
    bool lasting = false;
    Serve([&](const LoopbackRequest& request) {
      if (request.method == "HEAD") return Answer(404);
      if (request.target.ends_with("?uploads=")) return Answer(200, "<R><UploadId>u</UploadId></R>");
      if (request.method != "POST") return Answer(200, "", {{"etag", "\"p\""}});
      return Answer(200, ++completions == 1 || lasting ? fault : std::string(kJoined));
    });
    EXPECT_TRUE(IsOk(store_->Put("a", std::string_view(bytes)))) << padding;
    EXPECT_EQ(completions, 2) << padding;
    lasting = true;
    const Status failed = store_->Put("a", std::string_view(bytes));
    ASSERT_TRUE(FailsWith(Code::kUnavailable, failed)) << padding;
    EXPECT_EQ(failed.error().message, "cannot write object 'a': the service answers 500 InternalError, after 3 tries");
    EXPECT_EQ(Sent().back(), "DELETE /shop/lake/a?uploadId=u");
  }
}

TEST_F(S3StoreTest, TwoHundredThatDoesNotSayThePartsAreJoinedIsSettledByTheToken) {
  const std::string bytes((size_t{5} << 20) + 3, 'x');
  for (const std::string answer : {"", "   ", "<Error><Code>InternalErr", "<html>busy</html>"}) {
    std::string token;
    bool made = true;
    Serve([&](const LoopbackRequest& request) {
      if (request.target.ends_with("?uploads=")) {
        token = request.Header("x-amz-meta-till-write");
        return Answer(200, "<R><UploadId>u</UploadId></R>");
      }
      if (request.method == "HEAD") return made ? Answer(200, "", {{"x-amz-meta-till-write", token}}) : Answer(404);
      return Answer(200, request.method == "POST" ? answer : "", {{"etag", "\"p\""}});
    });
    EXPECT_TRUE(IsOk(store_->Put("a", std::string_view(bytes)))) << answer;
    EXPECT_EQ(Sent().back(), "HEAD /shop/lake/a") << answer;
    made = false;
    const Status lost = store_->Put("a", std::string_view(bytes));
    ASSERT_TRUE(FailsWith(Code::kUnavailable, lost)) << answer;
    EXPECT_EQ(lost.error().message,
              "cannot write object 'a': the service answers 200 and does not say that its parts are joined");
    EXPECT_EQ(Sent().back(), "DELETE /shop/lake/a?uploadId=u") << answer;
  }
}

TEST_F(S3StoreTest, AnUploadThatFailsIsAborted) {
  Serve([](const LoopbackRequest& request) {
    if (request.target.ends_with("?uploads=")) return Answer(200, "<R><UploadId>u</UploadId></R>");
    return request.method == "PUT" ? Refused(403, "AccessDenied") : Answer(204);
  });
  const std::string bytes((size_t{5} << 20) + 3, 'x');
  EXPECT_TRUE(FailsWith(Code::kDenied, store_->Put("a", std::string_view(bytes))));
  EXPECT_EQ(Sent().back(), "DELETE /shop/lake/a?uploadId=u");
}

TEST_F(S3StoreTest, AnUploadThatVanishedIsNoAbsentObject) {
  Serve([](const LoopbackRequest& request) {
    if (request.target.ends_with("?uploads=")) return Answer(200, "<R><UploadId>u</UploadId></R>");
    return request.method == "PUT" ? Refused(404, "NoSuchUpload") : Answer(204);
  });
  const std::string bytes((size_t{5} << 20) + 3, 'x');
  const Status status = store_->Put("a", std::string_view(bytes));
  ASSERT_TRUE(FailsWith(Code::kUnavailable, status));
  EXPECT_EQ(status.error().message, "cannot write object 'a': the service answers 404 NoSuchUpload: no");
}

TEST_F(S3StoreTest, EveryFailureOfALargeWriteAbortsIt) {
  const std::string bytes((size_t{5} << 20) + 3, 'x');
  for (const std::string failing : {"PUT 1", "PUT 2", "POST"}) {
    Serve([&failing](const LoopbackRequest& request) {
      if (request.target.ends_with("?uploads=")) return Answer(200, "<R><UploadId>u</UploadId></R>");
      const bool second = request.target.find("partNumber=2") != std::string::npos;
      const std::string now = request.method + (request.method == "PUT" ? (second ? " 2" : " 1") : "");
      if (now == failing) return Answer(503, "<Error><Code>SlowDown</Code></Error>");
      return Answer(200, "<R/>", {{"etag", "\"p\""}});
    });
    EXPECT_TRUE(FailsWith(Code::kUnavailable, store_->Put("a", std::string_view(bytes)))) << failing;
    EXPECT_EQ(Sent().back(), "DELETE /shop/lake/a?uploadId=u") << failing;
  }
  const auto folder = TemporaryFolder::Make();
  ASSERT_TRUE(IsOk(folder));
  const auto file = folder->path() / "body";
  ASSERT_TRUE(IsOk(WriteFile(file, bytes)));
  Serve([&file](const LoopbackRequest& request) {
    if (request.target.ends_with("?uploads=")) return Answer(200, "<R><UploadId>u</UploadId></R>");
    std::filesystem::resize_file(file, 1);
    return Answer(200, "", {{"etag", "\"p\""}});
  });
  const Status cut = store_->Put("a", file);
  ASSERT_TRUE(FailsWith(Code::kUnavailable, cut));
  EXPECT_EQ(cut.error().message, "cannot read '" + file.string() + "': it has become shorter meanwhile");
  EXPECT_EQ(Sent().back(), "DELETE /shop/lake/a?uploadId=u");
}

TEST_F(S3StoreTest, AFileIsFetchedOnceUntilItChanges) {
  std::string etag = "\"e1\"";
  Serve([&](const LoopbackRequest& request) {
    if (request.Header("if-none-match") == etag) return Answer(304);
    return Answer(206, "abc", {{"etag", etag}, {"content-range", "bytes 0-2/3"}});
  });
  const auto first = Value(store_->Fetch("a/b.csv"));
  EXPECT_EQ(Value(store_->Fetch("a/b.csv")), first);
  etag = "\"e2\"";
  const auto second = Value(store_->Fetch("a/b.csv"));
  EXPECT_NE(first, second);
  EXPECT_EQ(Value(ReadFile(first)), "abc");
  EXPECT_EQ(second.filename(), "b.csv");
}

TEST_F(S3StoreTest, WhatIsReadIsHeldAgainstTheChecksumThatS3Keeps) {
  Pairs says;
  int64_t size = 3;
  Serve([&](const LoopbackRequest& request) {
    Pairs headers = says;
    headers.insert(headers.end(), {{"etag", "\"e1\""}, {"content-range", "bytes 0-2/" + std::to_string(size)}});
    return Answer(request.Header("x-amz-checksum-mode") == "ENABLED" ? 206 : 400, "abc", headers);
  });
  const std::string message = "cannot read object 'a': its bytes have the checksum " + ChecksumOf("abc") +
                              ", and S3 keeps " + ChecksumOf("abd");
  says = {{"x-amz-checksum-crc32c", ChecksumOf("abd")}, {"x-amz-checksum-type", "FULL_OBJECT"}};
  const auto got = store_->Get("a");
  ASSERT_TRUE(FailsWith(Code::kCorrupt, got));
  EXPECT_EQ(got.error().message, message);
  const auto fetched = store_->Fetch("a");
  ASSERT_TRUE(FailsWith(Code::kCorrupt, fetched));
  EXPECT_EQ(fetched.error().message, message);
  says[0].second = ChecksumOf("abc");
  EXPECT_EQ(Value(store_->Get("a")), "abc");
  EXPECT_EQ(Value(ReadFile(Value(store_->Fetch("a")))), "abc");
  for (const Pairs& of_parts :
       {Pairs{{"x-amz-checksum-crc32c", ChecksumOf("abd") + "-2"}}, Pairs{{"x-amz-checksum-crc32c", ChecksumOf("abd")}},
        Pairs{{"x-amz-checksum-crc32c", ChecksumOf("abd")}, {"x-amz-checksum-type", "COMPOSITE"}}}) {
    says = of_parts;
    EXPECT_EQ(Value(store_->Get("a")), "abc");
    EXPECT_EQ(Value(ReadFile(Value(store_->Fetch("a")))), "abc");
  }
  says = {{"x-amz-checksum-crc32c", ChecksumOf("abcd")}, {"x-amz-checksum-type", "FULL_OBJECT"}};
  size = 4;
  EXPECT_EQ(Value(store_->Get("a", 0, 3)), "abc") << "a part of it has a checksum of its own";
}

TEST_F(S3StoreTest, OfManyThreadsOneFetches) {
  std::atomic<int> loads = 0;
  Serve([&](const LoopbackRequest& request) {
    if (!request.Header("if-none-match").empty()) return Answer(304);
    ++loads;
    return Answer(206, "abc", {{"etag", "\"e1\""}, {"content-range", "bytes 0-2/3"}});
  });
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { EXPECT_EQ(Value(ReadFile(Value(store_->Fetch("a")))), "abc"); });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(loads, 1);
}

TEST_F(S3StoreTest, AnObjectThatIsReplacedWhileItIsReadIsReadAgain) {
  const std::string a(size_t{6} << 20, 'a');
  const std::string b(size_t{6} << 20, 'b');
  int gets = 0;
  Serve([&](const LoopbackRequest& request) {
    const std::string& now = ++gets == 1 ? a : b;
    const std::string etag = gets == 1 ? "\"ea\"" : "\"eb\"";
    const std::string match = request.Header("if-match");
    if (!match.empty() && match != etag) return Refused(412, "PreconditionFailed");
    const bool rest = request.Header("range") == "bytes=5242880-6291455";
    return Answer(
        206, std::string_view(now).substr(rest ? 5242880 : 0, rest ? 1048576 : 5242880),
        {{"etag", etag}, {"content-range", rest ? "bytes 5242880-6291455/6291456" : "bytes 0-5242879/6291456"}});
  });
  EXPECT_EQ(Sha256Hex(Value(ReadFile(Value(store_->Fetch("big"))))), Sha256Hex(b));
}

TEST_F(S3StoreTest, AnAbsentBucketIsNoAbsentObject) {
  Serve([](const LoopbackRequest&) { return Refused(404, "NoSuchBucket"); });
  const auto got = store_->Get("a");
  ASSERT_TRUE(FailsWith(Code::kInvalid, got));
  EXPECT_EQ(got.error().ToString(),
            "cannot read object 'a': the service answers 404 NoSuchBucket: no\n"
            "hint: make the bucket, or mend the lake's root");
  EXPECT_TRUE(FailsWith(Code::kInvalid, store_->Put("a", "x"sv)));
  EXPECT_TRUE(FailsWith(Code::kInvalid, store_->PutIfMatch("a", "x"sv, "e")));
  EXPECT_TRUE(FailsWith(Code::kInvalid, store_->Delete("a")));
  EXPECT_EQ(store_->List("raw/").error().message,
            "cannot list objects of 'shop/lake/raw/': the service answers 404 NoSuchBucket: no");
}

TEST_F(S3StoreTest, SettingsThatCannotBeRightAreRefused) {
  Serve([](const LoopbackRequest&) { return Answer(200); });
  const auto refused = [&](auto change) {
    S3Settings settings = settings_;
    change(settings);
    const auto made = S3Store::Make(settings, http_, credentials_, clock_);
    return made.ok() ? "made" : made.error().ToString();
  };
  EXPECT_EQ(refused([](auto& s) { s.bucket = "Shop"; }),
            "cannot use bucket 'Shop': a bucket's name has 3 to 63 of a-z, 0-9, '.' and '-'\n"
            "hint: name the bucket in root = \"s3://bucket/prefix\" of [lake]");
  EXPECT_EQ(refused([](auto& s) { s.region = ""; }),
            "cannot use bucket 'shop': its region is not known\n"
            "hint: set region in [aws] of till.toml, or AWS_REGION");
  EXPECT_EQ(refused([](auto& s) { s.writer = ""; }),
            "cannot use bucket 'shop': the store has no writer's name\nhint: give it one that no other store has");
  EXPECT_EQ(refused([](auto& s) { s.part_bytes = 1; }),
            "cannot use bucket 'shop': part_bytes is under 5 MiB\nhint: make it 5242880 or more");
  EXPECT_EQ(refused([](auto& s) { s.parallelism = 0; }),
            "cannot use bucket 'shop': parallelism is under 1\nhint: make it 1 or more");
  EXPECT_EQ(refused([](auto& s) { s.prefix = "a/"; }), "cannot use object key 'a/': it has an empty part");
}

TEST(Bucket, StandsInTheHostOnAws) {
  const auto clock = SystemClock();
  HttpClient http;
  CredentialsCache credentials([]() -> Result<Credentials> { return Credentials{"key", "secret"}; }, *clock);
  S3Settings settings;
  settings.bucket = "shop";
  const auto path = [&] { return Bucket(settings, http, credentials, *clock, {}).ToObject("GET", "read", "a").path; };
  EXPECT_EQ(path(), "/a");
  settings.bucket = "my.shop";
  EXPECT_EQ(path(), "/my.shop/a");
  settings.addressing = Addressing::kHost;
  EXPECT_EQ(path(), "/a");
  settings.addressing.reset();
  settings.endpoint = *Endpoint::Parse("http://127.0.0.1:9000");
  settings.prefix = "x/y";
  EXPECT_EQ(path(), "/my.shop/x/y/a");
}

}  // namespace
}  // namespace till::aws
