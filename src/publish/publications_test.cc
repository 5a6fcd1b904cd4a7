#include "publish/publications.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "adapters/memory/object_store.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "publish/record_json.h"
#include "tests/support/expect.h"
#include "tests/support/faulty_store.h"
#include "tests/support/sample_record.h"

namespace till::publish {
namespace {

using testing::FailsWith;
using testing::FaultyStore;
using testing::IsOk;
using testing::SampleRecord;
using testing::Value;

std::string Fixture(const std::string& name) {
  return Value(ReadFile(std::string(TILL_SOURCE_DIR) + "/tests/golden/formats/" + name));
}

TEST(Publications, NothingIsPublishedAtFirst) {
  adapters::MemoryStore store;
  Publications publications(store);
  EXPECT_EQ(Value(publications.LatestNumber()), 0);
  EXPECT_FALSE(Value(publications.Latest()).has_value());
  EXPECT_TRUE(Value(publications.Heads(10)).empty());
  const auto read = publications.Read(1);
  ASSERT_TRUE(FailsWith(Code::kNotFound, read));
  EXPECT_EQ(read.error().message, "cannot find publication 1: it does not exist");
  EXPECT_EQ(read.error().hint, "nothing is published yet; 'till run' publishes");
}

TEST(Publications, WhatWasCreatedIsRead) {
  adapters::MemoryStore store;
  const Record created = Value(Publications(store).Create(SampleRecord()));
  EXPECT_EQ(created.number, 1);
  EXPECT_EQ(created.content_hash, ContentHash(created.content));
  Publications publications(store);
  const Record read = *Value(publications.Latest());
  EXPECT_EQ(read.content.inputs, created.content.inputs);
  EXPECT_EQ(read.content.repeats, created.content.repeats);
  EXPECT_EQ(ContentHash(read.content), created.content_hash);
  EXPECT_EQ(read.content.tables[1].rows(), 7);
  EXPECT_EQ(read.published_at, created.published_at);
  EXPECT_EQ(read.incomplete, created.incomplete);
  EXPECT_EQ(read.held, created.held);
}

TEST(Publications, ARecordAndAManifestAreAsTheGoldenOnes) {
  adapters::MemoryStore store;
  ASSERT_TRUE(IsOk(Publications(store).Create(SampleRecord())));
  EXPECT_EQ(Value(store.Get(RecordKey(1))), Fixture("publication.json"));
  const auto manifests = ToManifests(SampleRecord().content);
  ASSERT_EQ(manifests.size(), 2U);
  EXPECT_EQ(manifests[1].text, Fixture("manifest.json"));
  EXPECT_EQ(Value(store.Get("processed/_publications/manifests/" + manifests[1].hash + ".json")), manifests[1].text);
}

TEST(Publications, TheGoldenRecordIsReadAndWrittenAlike) {
  std::vector<std::string> hashes;
  Record record = Value(ParseRecord(Fixture("publication.json"), hashes));
  ASSERT_EQ(hashes.size(), 2U);
  const std::string manifest = Fixture("manifest.json");
  ASSERT_TRUE(IsOk(AddManifest(hashes[1], manifest, record.content)));
  const Record head = Value(ParseRecordHead(Split(Fixture("publication.json"), '\n')[0]));
  EXPECT_EQ(head.number, record.number);
  EXPECT_EQ(head.content_hash, record.content_hash);
  const std::vector<Manifest> manifests{{hashes[0], ""}, {hashes[1], manifest}};
  EXPECT_EQ(RecordText(record, ContentText(record.content, manifests)), Fixture("publication.json"));
}

TEST(Publications, TheContentHashSaysNothingOfWhoPublishedWhen) {
  adapters::MemoryStore store;
  Publications publications(store);
  const Record first = Value(publications.Create(SampleRecord(0)));
  Record again = SampleRecord(1);
  again.run = "another";
  again.published_at = "2027-01-01T00:00:00Z";
  again.program = "9.9.9";
  EXPECT_EQ(Value(publications.Create(again)).content_hash, first.content_hash);
  EXPECT_NE(Value(publications.Create(SampleRecord(2, "b"))).content_hash, first.content_hash);
}

TEST(Publications, AnAbsentNumberIsToldWithWhatThereIs) {
  adapters::MemoryStore store;
  Publications publications(store);
  for (int64_t previous = 0; previous < 3; ++previous) {
    ASSERT_TRUE(IsOk(publications.Create(SampleRecord(previous))));
  }
  const auto read = publications.Read(9);
  ASSERT_TRUE(FailsWith(Code::kNotFound, read));
  EXPECT_EQ(read.error().hint, "there are publications 1 to 3");
}

TEST(Publications, TheNewestComeFirstWithoutTheirContents) {
  adapters::MemoryStore store;
  Publications publications(store);
  for (int64_t previous = 0; previous < 5; ++previous) {
    Record record = SampleRecord(previous);
    if (previous == 4) record.held.assign(2000, "sales/a-file-that-is-held.csv");
    ASSERT_TRUE(IsOk(publications.Create(record)));
  }
  const auto heads = Value(publications.Heads(3));
  ASSERT_EQ(heads.size(), 3U);
  EXPECT_EQ(heads[0].number, 5);
  EXPECT_EQ(heads[0].held.size(), 2000U);
  EXPECT_EQ(heads[2].number, 3);
  EXPECT_TRUE(heads[2].content.tables.empty());
}

TEST(Publications, WhoPlannedFromAnOldPublicationLoses) {
  adapters::MemoryStore store;
  Publications publications(store);
  ASSERT_TRUE(IsOk(publications.Create(SampleRecord(0))));
  for (const int64_t previous : {0, 5}) {
    const auto lost = publications.Create(SampleRecord(previous, "b"));
    ASSERT_TRUE(FailsWith(Code::kConflict, lost));
    EXPECT_EQ(lost.error().message,
              "cannot create publication " + std::to_string(previous + 1) + ": it exists already");
  }
}

TEST(Publications, OfManyPublishersOneWins) {
  adapters::MemoryStore store;
  for (int64_t previous = 0; previous < 100; ++previous) {
    std::atomic<int> winners = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] {
        const auto created =
            Publications(store).Create(SampleRecord(previous, std::string(1, static_cast<char>('a' + i))));
        if (created.ok()) ++winners;
        EXPECT_TRUE(created.ok() || FailsWith(Code::kConflict, created));
      });
    }
    for (auto& thread : threads) thread.join();
    ASSERT_EQ(winners, 1);
    ASSERT_TRUE(IsOk(Publications(store).Read(previous + 1)));
  }
}

TEST(Publications, AFailureAtAnyCallLeavesTheLastPublicationReadable) {
  adapters::MemoryStore whole;
  ASSERT_TRUE(IsOk(Publications(whole).Create(SampleRecord(0))));
  FaultyStore counted(whole);
  ASSERT_TRUE(IsOk(Publications(counted).Create(SampleRecord(1, "b"))));
  for (int64_t n = 1; n <= counted.calls(); ++n) {
    adapters::MemoryStore store;
    ASSERT_TRUE(IsOk(Publications(store).Create(SampleRecord(0))));
    FaultyStore faulty(store);
    faulty.FailAt(n);
    EXPECT_TRUE(FailsWith(Code::kUnavailable, Publications(faulty).Create(SampleRecord(1, "b"))));
    EXPECT_EQ(Value(Publications(store).Latest())->number, 1);
    ASSERT_TRUE(IsOk(Publications(store).Create(SampleRecord(1, "b"))));
    EXPECT_EQ(Value(Publications(store).Latest())->number, 2);
  }
}

TEST(Publications, TheLatestOfAThousandCostsOneListAndAFewReads) {
  adapters::MemoryStore store;
  Publications writer(store);
  for (int64_t previous = 0; previous < 1000; ++previous) {
    ASSERT_TRUE(IsOk(writer.Create(SampleRecord(previous, std::string(1, static_cast<char>('a' + previous % 26))))));
  }
  FaultyStore counted(store);
  Publications reader(counted);
  EXPECT_EQ(Value(reader.Latest())->number, 1000);
  EXPECT_EQ(counted.calls(), 4);  // the list, the record, a manifest for each of two feeds and months
  EXPECT_EQ(Value(reader.Latest())->number, 1000);
  EXPECT_EQ(counted.calls(), 6);  // manifests never change
}

TEST(Publications, ARecordThatChangedIsCorrupt) {
  adapters::MemoryStore store;
  ASSERT_TRUE(IsOk(Publications(store).Create(SampleRecord())));
  const std::string text = Replace(Value(store.Get(RecordKey(1))), "\"rows\":7", "\"rows\":8");
  ASSERT_TRUE(IsOk(store.Put(RecordKey(1), std::string_view(text))));
  const auto read = Publications(store).Read(1);
  ASSERT_TRUE(FailsWith(Code::kCorrupt, read));
  EXPECT_EQ(read.error().message,
            "cannot use 'processed/_publications/00000001.json': cannot read publication record 1: its content is not "
            "what was published");
}

TEST(Publications, AManifestThatChangedIsCorrupt) {
  adapters::MemoryStore store;
  ASSERT_TRUE(IsOk(Publications(store).Create(SampleRecord())));
  const std::string key = Value(store.List("processed/_publications/manifests/"))[0].key;
  const std::string text = Value(store.Get(key)) + " ";
  ASSERT_TRUE(IsOk(store.Put(key, std::string_view(text))));
  EXPECT_TRUE(FailsWith(Code::kCorrupt, Publications(store).Read(1)));
}

TEST(Publications, ADamagedRecordOrManifestIsNamedWithWhatCanBeDone) {
  adapters::MemoryStore store;
  ASSERT_TRUE(IsOk(Publications(store).Create(SampleRecord())));
  const std::string whole = Value(store.Get(RecordKey(1)));
  ASSERT_TRUE(IsOk(store.Put(RecordKey(1), std::string_view(whole).substr(0, 100))));
  const std::string begin =
      "cannot use 'processed/_publications/00000001.json': cannot read publication record: no JSON";
  EXPECT_TRUE(Publications(store).Read(1).error().message.starts_with(begin));
  EXPECT_TRUE(Publications(store).Heads(9).error().message.starts_with(begin));
  EXPECT_EQ(Publications(store).Read(1).error().hint,
            "put the file back from a copy; else remove it and the folders processed/*/_delta_log, and till run "
            "publishes again from the one before");
  ASSERT_TRUE(IsOk(store.Put(RecordKey(1), std::string_view(whole))));
  const std::string key = Value(store.List("processed/_publications/manifests/"))[0].key;
  ASSERT_TRUE(IsOk(store.Delete(key)));
  EXPECT_EQ(
      Publications(store).Read(1).error().ToString(),
      "cannot use '" + key +
          "': it is gone\nhint: put the file back from a copy; else remove the folders processed/_publications and "
          "processed/*/_delta_log, and till run publishes the raw files anew, as number 1");
}

TEST(Publications, ARecordOfANewerProgramIsRefusedByName) {
  adapters::MemoryStore store;
  Record record = SampleRecord();
  record.program = "7.0.0";
  ASSERT_TRUE(IsOk(Publications(store).Create(record)));
  const std::string text = Replace(Value(store.Get(RecordKey(1))), "{\"format\":1,", "{\"format\":2,");
  ASSERT_TRUE(IsOk(store.Put(RecordKey(1), std::string_view(text))));
  const auto read = Publications(store).Read(1);
  ASSERT_TRUE(FailsWith(Code::kUnsupported, read));
  EXPECT_EQ(read.error().message, "cannot read publication record 1: it has format 2, this program knows up to 1");
  EXPECT_EQ(read.error().hint, "use till 7.0.0 or a newer one");
}

TEST(Input, ItsIdIsAFunctionOfFeedKeyAndContent) {
  const Input input{"sales", "2026-01-05.csv", Day::Of(2026, 1, 5), "a", "r"};
  Input other = input;
  other.recipe = "r2";
  other.business_date = kNoDay;
  EXPECT_EQ(input.Id(), other.Id());
  other.content = "b";
  EXPECT_NE(input.Id(), other.Id());
  EXPECT_GE(input.Id(), 0);
}

}  // namespace
}  // namespace till::publish
