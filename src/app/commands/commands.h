#pragma once

#include <memory>

#include "app/command.h"

namespace till::app {

std::unique_ptr<Command> MakeBackfillCommand();
std::unique_ptr<Command> MakeCatalogCommand();
std::unique_ptr<Command> MakeDemoCommand();
std::unique_ptr<Command> MakeDeployCommand();
std::unique_ptr<Command> MakeDoctorCommand();
std::unique_ptr<Command> MakeGenerateCommand();
std::unique_ptr<Command> MakeInitCommand();
std::unique_ptr<Command> MakeInputsCommand();
std::unique_ptr<Command> MakeMetricsCommand();
std::unique_ptr<Command> MakePlanCommand();
std::unique_ptr<Command> MakePublicationsCommand();
std::unique_ptr<Command> MakeQueryCommand();
std::unique_ptr<Command> MakeRejectsCommand();
std::unique_ptr<Command> MakeRunCommand();
std::unique_ptr<Command> MakeRunsCommand();
std::unique_ptr<Command> MakeScheduleCommand();
std::unique_ptr<Command> MakeServeCommand();
std::unique_ptr<Command> MakeStatusCommand();
std::unique_ptr<Command> MakeTaskCommand();

}  // namespace till::app
