#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "base/text.h"
#include "tests/support/loopback_server.h"

namespace till::testing {

/// What happens to one request between client and server.
enum class Mishap {
  kNone,
  kNeverSent,     ///< the connection ends before the server has heard of it
  kSentInPart,    ///< the server gets half of the request, then the connection ends
  kAnswerLost,    ///< the server does it; the client gets no answer
  kAnswerInPart,  ///< the client gets half of the answer's body
  kWrongLength,   ///< the answer's content-length is half of what it should be
  kBusy,          ///< 503 SlowDown, and the server has not heard of it
  kSlow,          ///< the answer comes drop by drop
};

/// An HTTP proxy on 127.0.0.1 in front of a server, which breaks what the script says.
class FaultyProxy {
 public:
  /// `script(n, request)`: what befalls the n-th request, from 0 on.
  FaultyProxy(int server_port, std::function<Mishap(size_t n, const LoopbackRequest& request)> script)
      : server_port_(server_port),
        script_(std::move(script)),
        server_([this](const LoopbackRequest& request) { return Pass(request); }) {}

  std::string url() const { return server_.url(); }
  /// How often each mishap came about.
  std::map<Mishap, int> counts() {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

 private:
  LoopbackAnswer Pass(const LoopbackRequest& request) {
    Mishap mishap;
    {
      const std::lock_guard lock(mutex_);
      mishap = script_(passed_++, request);
      ++counts_[mishap];
    }
    if (mishap == Mishap::kNeverSent) return Silence();
    if (mishap == Mishap::kBusy) return Answer(503, "<Error><Code>SlowDown</Code><Message>busy</Message></Error>");
    // The client has heard already that its body is wanted.
    const std::string bytes = Replace(request.head, "Expect: 100-continue\r\n", "") + request.body;
    if (mishap == Mishap::kSentInPart) {
      Exchange(server_port_, bytes, bytes.size() - std::max<size_t>(request.body.size() / 2, 1));
      return Silence();
    }
    return Spoil(mishap, Exchange(server_port_, bytes));
  }

  static LoopbackAnswer Spoil(Mishap mishap, std::string answer) {
    const size_t head = answer.find("\r\n\r\n") + 4;
    const size_t half = (answer.size() - head) / 2;
    if (mishap == Mishap::kAnswerLost) return Silence();
    if (mishap == Mishap::kSlow) return {.bytes = std::move(answer), .close = false, .pause_micros = 200};
    if (mishap == Mishap::kAnswerInPart) return {.bytes = answer.substr(0, head + half), .close = true};
    if (mishap == Mishap::kWrongLength) {
      const size_t at = answer.find("Content-Length: ");
      if (at != std::string::npos && at < head) {
        answer.replace(at + 16, answer.find('\r', at) - at - 16, std::to_string(half));
      }
      return {.bytes = std::move(answer), .close = true};
    }
    return {.bytes = std::move(answer)};
  }

  const int server_port_;
  const std::function<Mishap(size_t, const LoopbackRequest&)> script_;
  std::mutex mutex_;
  size_t passed_ = 0;
  std::map<Mishap, int> counts_;
  LoopbackServer server_;  // last: it ends before what its threads use
};

}  // namespace till::testing
