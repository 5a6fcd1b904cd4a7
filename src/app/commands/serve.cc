#include <CLI/CLI.hpp>

#include "app/commands/commands.h"
#include "app/serving.h"

namespace till::app {
namespace {

class ServeCommand : public Command {
 public:
  void Declare(CLI::App& app) override {
    app.add_option("--port", serving_.options.port, "Port; 0 takes a free one")->capture_default_str();
    app.add_option("--listen", serving_.options.listen, "Address to listen on")->capture_default_str();
    app.add_option("--host", serving_.options.hosts, "A name under which it may be reached; may be given again");
    app.add_flag("--schedule", serving_.schedule, "Run the scheduler as well");
  }

  Result<Ending> Run(const Invocation& invocation) override {
    TILL_ASSIGN(const auto session, Session::Open(invocation));
    return Serve(*session, serving_, invocation.output);
  }

 private:
  Serving serving_;
};

}  // namespace

std::unique_ptr<Command> MakeServeCommand() { return std::make_unique<ServeCommand>(); }

}  // namespace till::app
