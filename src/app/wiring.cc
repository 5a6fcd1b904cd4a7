#include "app/wiring.h"

#include "app/commands/commands.h"

namespace till::app {
namespace {

constexpr CommandEntry kCommands[] = {
    {"demo", "Make a believable shop, run its pipeline and serve its dashboards", "till demo corner-shop",
     MakeDemoCommand},
    {"init", "Make a project for existing CSV files, which stay where they are", "till init shop --from ~/exports",
     MakeInitCommand},
    {"generate", "Write the raw files of a synthetic shop",
     "till generate shop --from 2025-01-01 --to 2025-12-31 --layout single", MakeGenerateCommand},
    {"plan", "Show what a run would do and why", "till plan", MakePlanCommand},
    {"run", "Run the pipeline once: files complete, schemas, load, star and checks, publish",
     "till run --date 2026-01-05", MakeRunCommand},
    {"backfill", "Run the pipeline once for each business date of a range, oldest first",
     "till backfill --from 2026-01-01 --to 2026-01-31", MakeBackfillCommand},
    {"task", "Run one task of a run, as Airflow calls it; exit code 99 means skipped",
     "till task check_s3_files --run 20260105-a", MakeTaskCommand},
    {"schedule", "Run the pipeline as till.toml's schedule says, until ended", "till schedule", MakeScheduleCommand},
    {"serve", "Serve the dashboards and the API on 127.0.0.1", "till serve --port 8080", MakeServeCommand},
    {"status", "Show freshness by feed, the last run, the publication and what needs attention", "till status",
     MakeStatusCommand},
    {"runs", "Show the runs, or one run with its tasks and why each ran", "till runs show 20260105T063000Z-3fa9c1",
     MakeRunsCommand},
    {"catalog", "Show the schemas of the feeds' tables, with their versions", "till catalog show orders",
     MakeCatalogCommand},
    {"rejects", "Show the refused rows, with file, line, column, value and reason", "till rejects list",
     MakeRejectsCommand},
    {"metrics", "Ask for any number of the dashboards",
     "till metrics get revenue orders --by month,category --where country=France --from 2026-01-01",
     MakeMetricsCommand},
    {"query", "Run a SELECT on the published star", "till query \"select count(*) as lines from fact_orders\"",
     MakeQueryCommand},
    {"inputs", "Show what the star is made of; keep a bad file out",
     "till inputs hold sales/2026-01-05.csv --reason \"till was broken\"", MakeInputsCommand},
    {"publications", "Show the publications, or one with its tables and checks", "till publications show 12",
     MakePublicationsCommand},
    {"deploy", "Write what the project needs on AWS into a folder: stacks, dashboards, the lines of till.toml",
     "till deploy aws --plan", MakeDeployCommand},
    {"doctor", "Check machine, project and state, and say how to mend each fault", "till doctor", MakeDoctorCommand},
};

}  // namespace

std::span<const CommandEntry> Commands() { return kCommands; }

}  // namespace till::app
