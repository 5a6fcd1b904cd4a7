import { cell, either, flag, list, nullable, number, oneOf, record, text, type Read } from './read';
import {
  kForms,
  type Analysis,
  type Attention,
  type CatalogColumn,
  type CatalogTable,
  type Check,
  type Column,
  type Dimension,
  type FeedDay,
  type Measure,
  type Meta,
  type Page,
  type Panel,
  type Publication,
  type Quality,
  type Reject,
  type Run,
  type RunDetail,
  type Status,
  type Table,
  type Task,
} from './types';

const days = record<{ from: string; to: string }>({ from: text, to: text });

export const readTable = record<Table>({
  columns: list(record<Column>({ name: text, type: text })),
  rows: list(list(cell)),
  publication: nullable(number),
  source: either(text, ''),
  from: nullable(text),
  to: nullable(text),
  compare: nullable(days),
  totals: either(list(cell), []),
  incomplete_days: either(list(text), []),
});

const readMeasure = record<Measure>({
  name: text,
  label: text,
  unit: oneOf('money', 'count', 'number', 'ratio', 'days'),
  sense: oneOf('up', 'down', 'none'),
  adds_over_time: flag,
  adds_over_members: flag,
  sentence: text,
});

const readPanel = record<Panel>({
  name: text,
  title: text,
  form: oneOf(...kForms),
  width: either(number, 1),
  measures: either(list(text), []),
  by: either(list(text), []),
  order: either(text, ''),
  limit: nullable(number),
  compare: either(flag, false),
  analysis: nullable(text),
});

const readAttention = record<Attention>({
  severity: oneOf('warn', 'error'),
  message: text,
  hint: either(text, ''),
});

export const readMeta = record<Meta>({
  project: record<Meta['project']>({ name: text, currency: text, timezone: text }),
  program: text,
  publication: nullable(
    record<Publication>({ number, published_at: text, content_hash: text, run: either(text, '') }),
  ),
  data: nullable(record<NonNullable<Meta['data']>>({ first_day: text, last_day: text, as_of: text })),
  measures: list(readMeasure),
  dimensions: list(
    record<Dimension>({
      name: text,
      label: text,
      kind: oneOf('time', 'ordinal', 'category'),
      filterable: flag,
    }),
  ),
  analyses: list(record<Analysis>({ name: text, label: text, sentence: text })),
  pages: list(record<Page>({ name: text, title: text, panels: either(list(readPanel), []) })),
  attention: either(list(readAttention), []),
});

export const readStatus = record<Status>({
  publication: nullable(number),
  published_at: nullable(text),
  feeds: list(
    record<FeedDay>({
      feed: text,
      day: text,
      state: oneOf('complete', 'missing', 'incomplete', 'refused'),
      rows: either(number, 0),
    }),
  ),
  attention: either(list(readAttention), []),
});

const runFields: { readonly [K in keyof Run]-?: Read<Run[K]> } = {
  run: text,
  business_date: nullable(text),
  trigger: text,
  status: oneOf('running', 'succeeded', 'failed', 'cancelled'),
  started_at: text,
  ended_at: nullable(text),
  seconds: nullable(number),
  publication: nullable(number),
  reason: either(text, ''),
};

export const readRuns = list(record<Run>(runFields));

const count = either(number, 0);

export const readRun = record<RunDetail>({
  ...runFields,
  tasks: list(
    record<Task>({
      task: text,
      title: text,
      status: oneOf('waiting', 'running', 'succeeded', 'failed', 'skipped', 'cancelled'),
      attempts: count,
      seconds: nullable(number),
      reason: either(text, ''),
      started_at: nullable(text),
    }),
  ),
  files: record<RunDetail['files']>({ new: count, skipped: count, corrected: count, refused: count }),
  rows: record<RunDetail['rows']>({ read: count, loaded: count, rejected: count, superseded: count }),
});

export const readCatalog = record<{ readonly tables: readonly CatalogTable[] }>({
  tables: list(
    record<CatalogTable>({
      table: text,
      feed: either(text, ''),
      version: number,
      verdict: either(text, ''),
      files: number,
      columns: list(
        record<CatalogColumn>({
          name: text,
          type: text,
          nullable: flag,
          nulls: nullable(number),
          distinct: nullable(number),
          min: either(cell, null),
          max: either(cell, null),
        }),
      ),
    }),
  ),
});

/** A sample is offending rows as text, or as objects or arrays that are shown as compact text. */
const readSample: Read<readonly string[]> = (value, at) => {
  if (value === null || value === undefined || value === '') return [];
  if (!Array.isArray(value)) return [typeof value === 'string' ? value : JSON.stringify(value)];
  return list<string>((item) => (typeof item === 'string' ? item : showRow(item)))(value, at);
};

function showRow(row: unknown): string {
  if (Array.isArray(row)) return row.map(String).join(', ');
  if (typeof row !== 'object' || row === null) return String(row);
  return Object.entries(row)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}

export const readQuality = record<Quality>({
  checks: list(
    record<Check>({
      name: text,
      sentence: text,
      severity: oneOf('warn', 'error'),
      failures: number,
      sample: readSample,
    }),
  ),
  rejects: list(
    record<Reject>({
      file: text,
      reason: text,
      rows: number,
      example: nullable(
        record<NonNullable<Reject['example']>>({
          line: either(number, 0),
          column: either(text, ''),
          value: either(text, ''),
        }),
      ),
    }),
  ),
});

export const readFault = record<{ readonly error: { code: string; message: string; hint: string } }>({
  error: record({ code: text, message: text, hint: either(text, '') }),
});
