#include <gtest/gtest.h>

#include "adapters/aws/s3/checksum.h"
#include "base/files.h"
#include "base/random.h"
#include "base/worker_pool.h"
#include "lake/lease.h"
#include "tests/external/s3/servers.h"
#include "tests/support/expect.h"

namespace till::testing {
namespace {

using std::literals::operator""sv;

/// What only servers of others can show, on each of them.
class S3OnServers : public ::testing::TestWithParam<S3Server> {
 protected:
  S3Prefix prefix_{GetParam().url};
  lake::ObjectStore& store_ = *prefix_.store;
};

TEST_P(S3OnServers, ALargeFileGoesAndComesInParts) {
  const auto folder = TemporaryFolder::Make();
  ASSERT_TRUE(IsOk(folder));
  std::string bytes((size_t{21} << 20) + 12345, '\0');
  Random random(2026, 1);
  for (char& c : bytes) c = static_cast<char>(random.Next());
  ASSERT_TRUE(IsOk(WriteFile(folder->path() / "large", bytes)));
  ASSERT_TRUE(IsOk(store_.PutIfAbsent("large", folder->path() / "large")));
  EXPECT_TRUE(FailsWith(Code::kConflict, store_.PutIfAbsent("large", folder->path() / "large")));
  EXPECT_EQ(Value(store_.Head("large")).size, std::ssize(bytes));
  const bool equal = Value(ReadFile(Value(store_.Fetch("large")))) == bytes;
  EXPECT_TRUE(equal);
  EXPECT_EQ(Value(store_.Get("large", (int64_t{5} << 20) - 3, 7)), bytes.substr((size_t{5} << 20) - 3, 7));
}

TEST_P(S3OnServers, AListingIsWholeOverItsPages) {
  constexpr size_t kObjects = 1'005;  // a page has 1,000
  ASSERT_TRUE(IsOk(WorkerPool(4).ForEach(
      kObjects, [&](size_t i, size_t) { return store_.Put("dt=2026-01-05/a b+" + std::to_string(i), "x"sv); })));
  const auto found = Value(store_.List("dt="));
  ASSERT_EQ(found.size(), kObjects);
  EXPECT_EQ(found.front().key, "dt=2026-01-05/a b+0");
  EXPECT_EQ(found.back().key, "dt=2026-01-05/a b+999");
}

TEST_P(S3OnServers, ALeaseHasOneHolder) {
  std::atomic<int> holders = 0;
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::vector<lake::Lease> leases;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      auto lease = lake::Lease::Take(store_, *prefix_.access.clock, {"holder " + std::to_string(i), "run", 60'000'000});
      const std::lock_guard lock(mutex);
      if (lease.ok()) {
        leases.push_back(std::move(lease).value());
      } else {
        EXPECT_TRUE(FailsWith(Code::kConflict, lease));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  ASSERT_EQ(leases.size(), 1U);
  EXPECT_TRUE(IsOk(leases[0].Renew()));
  EXPECT_TRUE(FailsWith(Code::kConflict, lake::Lease::Take(store_, *prefix_.access.clock, {"late", "run"})));
  leases.clear();
  EXPECT_TRUE(IsOk(lake::Lease::Take(store_, *prefix_.access.clock, {"next", "run"})));
}

// A server that takes a body which does not fit would leave nothing to guard it over TLS.
TEST_P(S3OnServers, ABodyThatItsChecksumDoesNotFitIsRefused) {
  if (GetParam().name == "moto") GTEST_SKIP() << "moto keeps a checksum without looking at the body";
  S3Access& access = prefix_.access;
  const auto endpoint = Value(aws::Endpoint::Parse(GetParam().url));
  aws::Client client(access.http, access.credentials, *access.clock,
                     {"s3", "us-east-1", [&](std::string_view) { return endpoint; }});
  aws::Request request;
  request.action = "write object 'k'";
  request.method = "PUT";
  request.path = "/till-test/" + NewName();
  request.body = "what came";
  request.body_guard = aws::BodyGuard::kChecksum;
  request.headers = {{"x-amz-checksum-crc32c", aws::ChecksumOf("what was meant")}};
  const auto response = Value(client.Send(request));
  EXPECT_EQ(response.status, 400) << response.body;
  request.headers = {{"x-amz-checksum-crc32c", aws::ChecksumOf("what came")}};
  EXPECT_EQ(Value(client.Send(request)).status, 200);
}

TEST_P(S3OnServers, AnObjectIsEncryptedAsTheSettingsSay) {
  if (GetParam().name != "moto") GTEST_SKIP() << "versitygw does not encrypt";
  aws::S3Settings settings = SettingsFor(GetParam().url, NewName());
  settings.encryption = aws::Encryption::kKms;
  settings.kms_key = "arn:aws:kms:us-east-1:123456789012:key/k";
  S3Prefix encrypted(settings);
  S3Access& access = encrypted.access;
  const std::string large(size_t{6} << 20, 'x');
  ASSERT_TRUE(IsOk(encrypted.store->Put("small", "x"sv)));
  ASSERT_TRUE(IsOk(encrypted.store->Put("large", std::string_view(large))));
  aws::Bucket bucket(settings, access.http, access.credentials, *access.clock, {});
  for (const char* key : {"small", "large"}) {
    const auto head = Value(bucket.client().Send(bucket.ToObject("HEAD", "read", key)));
    EXPECT_EQ(head.Header("x-amz-server-side-encryption"), "aws:kms") << key;
    EXPECT_EQ(head.Header("x-amz-server-side-encryption-aws-kms-key-id"), settings.kms_key) << key;
  }
}

TEST_P(S3OnServers, AnAuthorityThatIsNotTrustedIsDenied) {
  if (!GetParam().url.starts_with("https://")) GTEST_SKIP() << "no TLS here";
  aws::HttpClient trusting_the_system_only;
  S3Access& access = prefix_.access;
  const auto store = Value(aws::S3Store::Make(SettingsFor(GetParam().url, NewName()), trusting_the_system_only,
                                              access.credentials, *access.clock));
  const auto got = store->Get("k");
  ASSERT_TRUE(FailsWith(Code::kDenied, got));
  EXPECT_EQ(got.error().ToString(),
            "cannot read object 'k': no whole answer from https://till-test." + GetParam().url.substr(8) +
                ": ssl peer certificate or ssh remote key was not ok\n"
                "hint: set AWS_CA_BUNDLE to a file of the authorities to trust, or mend the server's certificate");
}

INSTANTIATE_TEST_SUITE_P(Servers, S3OnServers, ::testing::ValuesIn(S3Servers()),
                         [](const auto& test) { return test.param.name; });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(S3OnServers);

}  // namespace
}  // namespace till::testing
