import type { Cell, Sense, Unit } from '../base/format';
import type { Extent } from '../base/range';

/** The answers of docs/API.md, read-only. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  readonly publication: number | null;
  readonly source: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly compare: { readonly from: string; readonly to: string } | null;
  readonly totals: readonly Cell[];
  readonly incomplete_days: readonly string[];
}

export interface Measure {
  readonly name: string;
  readonly label: string;
  readonly unit: Unit;
  readonly sense: Sense;
  readonly adds_over_time: boolean;
  readonly adds_over_members: boolean;
  readonly sentence: string;
}

export interface Dimension {
  readonly name: string;
  readonly label: string;
  readonly kind: 'time' | 'ordinal' | 'category';
  readonly filterable: boolean;
}

export interface Analysis {
  readonly name: string;
  readonly label: string;
  readonly sentence: string;
}

export const kForms = [
  'tiles',
  'line',
  'area',
  'bar',
  'column',
  'donut',
  'heatmap',
  'table',
  'cohort',
  'pairs',
] as const;
export type Form = (typeof kForms)[number];

export interface Panel {
  readonly name: string;
  readonly title: string;
  readonly form: Form;
  readonly width: number;
  readonly measures: readonly string[];
  readonly by: readonly string[];
  readonly order: string;
  readonly limit: number | null;
  readonly compare: boolean;
  readonly analysis: string | null;
}

export interface Page {
  readonly name: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface Attention {
  readonly severity: 'warn' | 'error';
  readonly message: string;
  readonly hint: string;
}

export interface Publication {
  readonly number: number;
  readonly published_at: string;
  readonly content_hash: string;
  readonly run: string;
}

export interface Meta {
  readonly project: { readonly name: string; readonly currency: string; readonly timezone: string };
  readonly program: string;
  readonly publication: Publication | null;
  readonly data: Extent | null;
  readonly measures: readonly Measure[];
  readonly dimensions: readonly Dimension[];
  readonly analyses: readonly Analysis[];
  readonly pages: readonly Page[];
  readonly attention: readonly Attention[];
}

export type FeedState = 'complete' | 'missing' | 'incomplete' | 'refused';
export interface FeedDay {
  readonly feed: string;
  readonly day: string;
  readonly state: FeedState;
  readonly rows: number;
}

export interface Status {
  readonly publication: number | null;
  readonly published_at: string | null;
  readonly feeds: readonly FeedDay[];
  readonly attention: readonly Attention[];
}

export type RunStatus = 'running' | 'succeeded' | 'failed' | 'cancelled';
export interface Run {
  readonly run: string;
  readonly business_date: string | null;
  readonly trigger: string;
  readonly status: RunStatus;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly seconds: number | null;
  readonly publication: number | null;
  /** Why it did not succeed; empty if it did. */
  readonly reason: string;
}

export type TaskStatus = 'waiting' | 'running' | 'succeeded' | 'failed' | 'skipped' | 'cancelled';
export interface Task {
  readonly task: string;
  readonly title: string;
  readonly status: TaskStatus;
  readonly attempts: number;
  readonly seconds: number | null;
  readonly reason: string;
  readonly started_at: string | null;
}

export interface RunDetail extends Run {
  readonly tasks: readonly Task[];
  readonly files: Readonly<Record<'new' | 'skipped' | 'corrected' | 'refused', number>>;
  readonly rows: Readonly<Record<'read' | 'loaded' | 'rejected' | 'superseded', number>>;
}

export interface CatalogColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly nulls: number | null;
  readonly distinct: number | null;
  readonly min: Cell;
  readonly max: Cell;
}

export interface CatalogTable {
  readonly table: string;
  readonly feed: string;
  readonly version: number;
  readonly verdict: string;
  readonly files: number;
  readonly columns: readonly CatalogColumn[];
}

export interface Check {
  readonly name: string;
  readonly sentence: string;
  readonly severity: 'warn' | 'error';
  readonly failures: number;
  readonly sample: readonly string[];
}

export interface Reject {
  readonly file: string;
  readonly reason: string;
  readonly rows: number;
  readonly example: { readonly line: number; readonly column: string; readonly value: string } | null;
}

export interface Quality {
  readonly checks: readonly Check[];
  readonly rejects: readonly Reject[];
}
