#include "adapters/aws/sign/signature.h"

#include <gtest/gtest.h>

#include "base/hash.h"

namespace till::aws {
namespace {

// The examples of AWS's documentation of Signature V4 for S3 ("Examples: Signature Calculations in AWS Signature
// Version 4") and of its test suite for all services (aws-sig-v4-test-suite).
const Credentials kS3Keys{.access_key = "AKIAIOSFODNN7EXAMPLE",
                          .secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
const Credentials kSuiteKeys{.access_key = "AKIDEXAMPLE", .secret_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"};
const Scope kS3{.service = "s3", .region = "us-east-1"};
const Scope kSuite{.service = "service", .region = "us-east-1"};
const Instant kS3Time = *Instant::Parse("2013-05-24T00:00:00Z");
const Instant kSuiteTime = *Instant::Parse("2015-08-30T12:36:00Z");
constexpr std::string_view kS3Host = "examplebucket.s3.amazonaws.com";

std::string SignatureOf(std::string_view authorization) {
  return std::string(authorization.substr(authorization.rfind('=') + 1));
}

std::string S3Signature(const Request& request, std::string_view body = "") {
  return SignatureOf(SignatureHeaders(request, kS3Host, Sha256Hex(body), kS3Keys, kS3, kS3Time).back().second);
}

std::string SuiteSignature(const Request& request, std::string_view body = "") {
  Pairs headers = request.headers;
  headers.insert(headers.end(), {{"host", "example.amazonaws.com"}, {"x-amz-date", "20150830T123600Z"}});
  return SignatureOf(Authorization(request, headers, Sha256Hex(body), kSuiteKeys, kSuite, kSuiteTime));
}

Request Of(std::string method, std::string path, Pairs query = {}, Pairs headers = {}) {
  Request request;
  request.method = std::move(method);
  request.path = std::move(path);
  request.query = std::move(query);
  request.headers = std::move(headers);
  return request;
}

TEST(Signature, OfARangedGetIsTheDocumentedOne) {
  EXPECT_EQ(S3Signature(Of("GET", "/test.txt", {}, {{"range", "bytes=0-9"}})),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(Signature, OfAPutIsTheDocumentedOne) {
  const Pairs headers = {{"date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}};
  EXPECT_EQ(S3Signature(Of("PUT", "/test$file.text", {}, headers), "Welcome to Amazon S3."),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST(Signature, OfAQueryWithoutAValueIsTheDocumentedOne) {
  EXPECT_EQ(S3Signature(Of("GET", "/", {{"lifecycle", ""}})),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
}

TEST(Signature, OfAnUnsortedQueryIsTheDocumentedOne) {
  EXPECT_EQ(S3Signature(Of("GET", "/", {{"prefix", "J"}, {"max-keys", "2"}})),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST(Signature, HasItsHeaders) {
  Credentials keys = kS3Keys;
  keys.session_token = "token";
  const Pairs headers = SignatureHeaders(Of("GET", "/test.txt"), kS3Host, Sha256Hex(""), keys, kS3, kS3Time);
  ASSERT_EQ(headers.size(), 5U);
  EXPECT_EQ(headers[0], (std::pair<std::string, std::string>{"host", kS3Host}));
  EXPECT_EQ(headers[1], (std::pair<std::string, std::string>{"x-amz-content-sha256", Sha256Hex("")}));
  EXPECT_EQ(headers[2], (std::pair<std::string, std::string>{"x-amz-date", "20130524T000000Z"}));
  EXPECT_EQ(headers[3], (std::pair<std::string, std::string>{"x-amz-security-token", "token"}));
  EXPECT_TRUE(headers[4].second.starts_with(
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
      "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature="));
}

TEST(Signature, OfTheSuitesSimplestRequestsIsThePublishedOne) {
  EXPECT_EQ(SuiteSignature(Of("GET", "/")), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  EXPECT_EQ(SuiteSignature(Of("POST", "/")), "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
}

TEST(Signature, OfTheSuitesQueriesIsThePublishedOne) {
  EXPECT_EQ(SuiteSignature(Of("GET", "/", {{"Param2", "value2"}, {"Param1", "value1"}})),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
  EXPECT_EQ(SuiteSignature(Of("GET", "/", {{"\u1234", "bar"}})),
            "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04");
}

// The suite's own case signs a path that is sent unencoded, as no client does; this is what botocore 1.43 gives for the
// encoded one.
TEST(Signature, OfAnotherServiceThanS3EncodesThePathTwice) {
  EXPECT_EQ(SuiteSignature(Of("GET", "/\u1234")), "697b34846207a3f72246f99d74ae1ee4fe54f44bb06730c58a0d339eb079596d");
}

TEST(Signature, OfHeadersWithBlanksTakesRunsOfThemAsOne) {
  EXPECT_EQ(SuiteSignature(Of("GET", "/", {}, {{"my-header1", " value1"}, {"my-header2", " \"a   b   c\""}})),
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
}

}  // namespace
}  // namespace till::aws
