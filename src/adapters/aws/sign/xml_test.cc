#include "adapters/aws/sign/xml.h"

#include <gtest/gtest.h>

#include "tests/support/expect.h"

namespace till::aws {
namespace {

using testing::FailsWith;
using testing::Value;

TEST(Xml, IsReadWithoutAttributesAndNameSpaces) {
  const XmlElement root = Value(ParseXml(
      "<?xml version=\"1.0\"?>\n<!-- x --><s:List xmlns:s=\"urn:x\"><Key>a &amp; b&#x26;&#38;&lt;&quot;</Key><Empty/>"
      "<Key><![CDATA[<raw>]]></Key></s:List>\n",
      "the answer"));
  EXPECT_EQ(root.name, "List");
  ASSERT_EQ(root.children.size(), 3U);
  EXPECT_EQ(root.Text("Key"), "a & b&&<\"");
  EXPECT_EQ(root.Text("Empty"), "");
  EXPECT_EQ(root.children[2].text, "<raw>");
  EXPECT_EQ(root.Child("None"), nullptr);
}

TEST(Xml, CharactersBeyondAsciiBecomeUtf8) {
  EXPECT_EQ(Value(ParseXml("<a>&#233;&#x65E5;&#x1F600;</a>", "it")).text, "\u00e9\u65e5\U0001F600");
}

TEST(Xml, ThatIsBrokenIsCorrupt) {
  for (const char* text : {"", "text", "<a>", "<a></b>", "<a>&nope;</a>", "<a>&amp</a>", "<a/><b/>", "<a", "<>x</>",
                           "<!DOCTYPE a><a/>", "<a>&#xD800;</a>", "<a>&#0;</a>", "<a>&#;</a>", "<a><![CDATA[x</a>"}) {
    EXPECT_TRUE(FailsWith(Code::kCorrupt, ParseXml(text, "it"))) << text;
  }
  EXPECT_EQ(ParseXml("<a></b>", "the answer").error().message, "cannot read the answer: element 'a' does not end");
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_EQ(ParseXml(deep, "it").error().message, "cannot read it: it is nested too deep");
}

TEST(Xml, TextIsEscaped) { EXPECT_EQ(XmlText("\"a\" <&> 'b'"), "&quot;a&quot; &lt;&amp;&gt; &apos;b&apos;"); }

}  // namespace
}  // namespace till::aws
