// Runs of the mock: the golden examples, continued backwards in time.
const kDay = 86_400_000;
const dayOf = (at) => new Date(at).toISOString().slice(0, 10);

export function answerRuns(golden) {
  const older = Array.from({ length: 14 }, (_, index) => {
    const day = dayOf(Date.parse('2026-03-29T00:00:00Z') - index * kDay);
    const next = dayOf(Date.parse(`${day}T00:00:00Z`) + kDay);
    const failed = index === 6;
    return {
      run: `${next}T05-00-00Z-1`, business_date: day, trigger: index > 10 ? 'backfill' : 'schedule',
      status: failed ? 'failed' : 'succeeded', started_at: `${next}T05:00:00+01:00`,
      ended_at: `${next}T05:01:58+01:00`, seconds: 96.4 + ((index * 37) % 41), publication: failed ? null : 40 - index,
    };
  });
  return [...golden, ...older];
}

export function answerRun(golden, runs, name) {
  const run = answerRuns(runs).find((one) => one.run === name);
  if (!run) return null;
  const states = {
    succeeded: golden.tasks.map(() => 'succeeded'),
    failed: ['succeeded', 'succeeded', 'failed', 'skipped', 'skipped'],
    running: ['succeeded', 'succeeded', 'running', 'waiting', 'waiting'],
    cancelled: ['succeeded', 'cancelled', 'cancelled', 'cancelled', 'cancelled'],
  }[run.status];
  const tasks = golden.tasks.map((task, index) => {
    const status = states[index];
    if (status === 'succeeded') return { ...task, status };
    if (status === 'failed') {
      const reason = "sales/2026-03-30.csv: 6.1% of rows refused, limit 0.5%; most: 'not a number' (1,204 rows)";
      return { ...task, status, reason, attempts: 1 };
    }
    if (status === 'running') return { ...task, status, attempts: 1, seconds: 2.1 };
    return { ...task, status, attempts: 0, seconds: null, started_at: null,
      reason: status === 'skipped' ? 'load_to_staging failed' : '' };
  });
  return { ...golden, ...run, tasks };
}
