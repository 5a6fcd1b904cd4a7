#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/time.h"
#include "tests/support/shop.h"

namespace till::tests {
namespace {

constexpr const char* kToml = R"([project]
name = "Corner"
currency = "GBP"
timezone = "UTC"

[feeds.sales]
path = "raw/sales/{date}.csv"

[feeds.sales.orders.columns]
order_id   = "order"
order_date = "day"
product_id = "product"
quantity   = "quantity"
unit_price = "price"
)";

constexpr const char* kMeasure = R"toml([measures.largest_line]
label = "Largest line"
unit = "money"
sense = "up"
adds_over_time = false
adds_over_members = false
sentence = "The amount of the largest line."
sql = "max(total_amount)"
)toml";

constexpr const char* kPage = R"(title = "Lines"
position = 9

[[panels]]
name = "largest"
title = "Largest line by product"
form = "bar"
width = 2
measures = ["largest_line"]
by = ["product"]
limit = 10
)";

/// The body of GET `path` from a server on this machine.
std::string Get(int port, const std::string& path) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  const std::string request =
      "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\nConnection: close\r\n\r\n";
  EXPECT_EQ(::send(socket, request.data(), request.size(), MSG_NOSIGNAL), static_cast<ssize_t>(request.size()));
  std::string text;
  char bytes[4096];
  for (ssize_t got = 0; (got = ::recv(socket, bytes, sizeof bytes, 0)) > 0;)
    text.append(bytes, static_cast<size_t>(got));
  ::close(socket);
  const size_t body = text.find("\r\n\r\n");
  return body == std::string::npos ? text : text.substr(body + 4);
}

/// The port of a server once it says it.
int PortOf(const RunningTill& server) {
  const auto clock = SystemClock();
  for (int wait = 0; wait < 300 && server.Out().find('\n') == std::string::npos; ++wait) clock->Sleep(100'000);
  const auto said = ParseJson(server.Out(), "what the server printed");
  return said.ok() ? said->value("port", 0) : 0;
}

class Recipe : public ::testing::Test {
 protected:
  void SetUp() override {
    shop_.Write("lake/raw/sales/2026-01-05.csv",
                "order,day,product,quantity,price\n1,2026-01-05,Ball,2,5.00\n1,2026-01-05,Kite,1,3.00\n"
                "2,2026-01-05,Ball,1,5.00\n");
    shop_.Run();
  }

  const Shop shop_{kToml};
};

TEST_F(Recipe, AMeasureOfTheProjectIsAnsweredWithoutABuild) {
  shop_.Write("metrics/own.toml", kMeasure);
  const Json answer = shop_.Ask({"metrics", "get", "largest_line", "--by", "product", "--order", "-largest_line"});
  EXPECT_EQ(ToText(answer["rows"]), R"([["Ball","10"],["Kite","3"]])");
  EXPECT_EQ(ToText(answer["totals"]), R"([null,"10"])");
}

TEST_F(Recipe, APageOfTheProjectIsServedAndItsPanelAnswered) {
  shop_.Write("metrics/own.toml", kMeasure);
  shop_.Write("dashboards/lines.toml", kPage);
  RunningTill server({"serve", "--project", shop_.path().string(), "--port", "0", "--json"}, ".");
  const int port = PortOf(server);
  ASSERT_GT(port, 0) << server.Out();
  const auto meta = ParseJson(Get(port, "/api/meta"), "/api/meta");
  ASSERT_TRUE(meta.ok()) << meta.error().ToString();
  ASSERT_EQ((*meta)["pages"].size(), 4U);
  const Json& page = (*meta)["pages"].back();
  EXPECT_EQ(page["title"], "Lines");
  EXPECT_EQ(page["panels"][0]["measures"], Json::array({"largest_line"}));
  const auto answer = ParseJson(Get(port, "/api/metrics?measures=largest_line&by=product&limit=1"), "/api/metrics");
  ASSERT_TRUE(answer.ok()) << answer.error().ToString();
  EXPECT_EQ(ToText((*answer)["rows"]), R"([["Ball","10"]])");
  EXPECT_EQ(server.End(SIGTERM), 0);
}

TEST_F(Recipe, AMistakeIsToldWithItsPlaceAndTheRestStands) {
  shop_.Write("metrics/own.toml", "[measures.a]\nunit = \"moneys\"\n\n" + std::string(kMeasure));
  RunningTill server({"serve", "--project", shop_.path().string(), "--port", "0", "--json"}, ".");
  const int port = PortOf(server);
  ASSERT_GT(port, 0) << server.Out();
  const std::string meta = Get(port, "/api/meta");
  EXPECT_NE(meta.find("cannot read metrics/own.toml:2:8: unknown unit 'moneys'"), std::string::npos) << meta;
  EXPECT_NE(meta.find("\"largest_line\""), std::string::npos);
  EXPECT_EQ(server.End(SIGTERM), 0);
}

}  // namespace
}  // namespace till::tests
