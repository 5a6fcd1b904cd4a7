import {
  addDays,
  daysBetween,
  isGrain,
  kMonths,
  kWeekdays,
  nextPeriod,
  showPeriod,
  type Grain,
} from '../base/dates';
import { humanise, numberOf, type Cell, type Sense, type Unit } from '../base/format';
import type { Days } from '../base/range';
import type { Column, Meta, Table } from './types';

/** A column that splits rows. `grain` is set if its members are first days of periods. */
export interface Split {
  readonly index: number;
  readonly name: string;
  readonly label: string;
  readonly grain: Grain | null;
  readonly ordinal: boolean;
  readonly filterable: boolean;
}

/** A column of values, with the column of its comparison. */
export interface Value {
  readonly index: number;
  readonly compareIndex: number | null;
  readonly name: string;
  readonly label: string;
  readonly unit: Unit;
  readonly sense: Sense;
  readonly addsOverTime: boolean;
  readonly addsOverMembers: boolean;
  readonly sentence: string;
}

/** A table whose columns are known for what they are: everything a chart needs to draw it. */
export interface Frame {
  readonly table: Table;
  readonly splits: readonly Split[];
  readonly values: readonly Value[];
}

const kUnits: Readonly<Record<string, Unit>> = {
  revenue: 'money',
  share: 'ratio',
  share_of_customers: 'ratio',
  share_of_revenue: 'ratio',
  support: 'ratio',
  confidence: 'ratio',
  average_recency_days: 'days',
  average_orders: 'number',
  lift: 'number',
};

const kWhole: readonly string[] = ['integer', 'bigint'];
const kOrdinals: readonly string[] = ['orders', 'items', 'nth_order', 'months_since', 'cohort', 'bucket'];

/** The frame of a table of measures by `by` (empty for analyses, whose splits are found by type and place). */
export function frameOf(table: Table, meta: Meta, by: readonly string[], isAnalysis: boolean): Frame {
  const splitCount = isAnalysis ? leadingSplits(table.columns) : by.length;
  const splits = table.columns
    .slice(0, splitCount)
    .map((column, index) => splitOf(column, index, meta, isAnalysis));
  const values = table.columns.flatMap((column, index) =>
    index < splitCount || column.name.endsWith('_compare') ? [] : [valueOf(table, column, index, meta)],
  );
  const isFair = coversComparison(table, meta);
  return {
    table,
    splits,
    values: isFair ? values : values.map((value) => ({ ...value, compareIndex: null })),
  };
}

/** The share of the compared days that may lie before the first data: a shop is closed on New Year's Day. */
const kLead = 0.02;

/** Whether the compared days have data from their beginning; a part of a year against a whole one says nothing. */
function coversComparison(table: Table, meta: Meta): boolean {
  if (!table.compare || !meta.data || table.compare.from >= meta.data.first_day) return true;
  const missing = daysBetween(table.compare.from, meta.data.first_day) - 1;
  return missing <= kLead * daysBetween(table.compare.from, table.compare.to);
}

/** An analysis begins with its texts and days; if it has none, its first column is what the rest is counted by. */
function leadingSplits(columns: readonly Column[]): number {
  const first = columns.findIndex((column) => column.type !== 'text' && column.type !== 'date');
  const found = first < 0 ? columns.length : first;
  const next = columns[found]?.name ?? '';
  return found === 0 || next === 'months_since' ? found + 1 : found;
}

function splitOf(column: Column, index: number, meta: Meta, isAnalysis: boolean): Split {
  const dimension = meta.dimensions.find((one) => one.name === column.name);
  const grain = isGrain(column.name) ? column.name : column.type === 'date' ? grainByName(column.name) : null;
  return {
    index,
    name: column.name,
    label: dimension?.label ?? humanise(column.name),
    grain,
    ordinal: dimension ? dimension.kind === 'ordinal' : kOrdinals.includes(column.name),
    filterable:
      dimension?.filterable === true && dimension.kind !== 'time' && (!isAnalysis || column.type === 'text'),
  };
}

/** Retail weeks and months begin on days of their own; they read like the common ones. */
function grainByName(name: string): Grain {
  return name.endsWith('week') ? 'week' : 'month';
}

function valueOf(table: Table, column: Column, index: number, meta: Meta): Value {
  const measure = meta.measures.find((one) => one.name === column.name);
  const compareIndex = table.columns.findIndex((other) => other.name === `${column.name}_compare`);
  const unit = measure?.unit ?? kUnits[column.name] ?? (kWhole.includes(column.type) ? 'count' : 'number');
  return {
    index,
    compareIndex: compareIndex < 0 ? null : compareIndex,
    name: column.name,
    // A span is told with its unit: `14.7 days`.
    label: measure?.label ?? humanise(unit === 'days' ? column.name.replace(/_days$/, '') : column.name),
    unit,
    sense: measure?.sense ?? 'none',
    addsOverTime: measure?.adds_over_time ?? false,
    addsOverMembers: measure?.adds_over_members ?? false,
    sentence: measure?.sentence ?? '',
  };
}

export function valueAt(row: readonly Cell[], value: Value): number | null {
  return numberOf(row[value.index]);
}

export function compareAt(row: readonly Cell[], value: Value): number | null {
  return value.compareIndex === null ? null : numberOf(row[value.compareIndex]);
}

/** A member as the API names it in a filter. */
export function memberOf(row: readonly Cell[], split: Split): string {
  const cell = row[split.index];
  return cell === null || cell === undefined ? '' : String(cell);
}

/** Whether a member stands for no value. */
export function isBlank(member: string): boolean {
  return member === '' || member === '(none)';
}

/** A name and the id that tells it from its namesakes: `Desk Lamp (P00133)`. */
export interface Named {
  readonly text: string;
  readonly id: string;
}

const kNamed: readonly string[] = ['product', 'customer', 'product_a', 'product_b'];

/** What showMember says, with the id apart where the members of the dimension have one. */
export function nameOf(member: string, split: Pick<Split, 'name' | 'grain'>): Named {
  const [, text, id] = (kNamed.includes(split.name) && /^(.*\S)\s+\(([^()\s]+)\)$/.exec(member)) || [];
  return text && id ? { text, id } : { text: showMember(member, split), id: '' };
}

/** A member as people read it. */
export function showMember(
  member: string,
  split: { readonly name: string; readonly grain: Grain | null },
): string {
  if (isBlank(member)) return 'Not given';
  if (split.grain !== null) return showPeriod(member, split.grain);
  if (split.name === 'weekday') return kWeekdays[Number(member) - 1] ?? member;
  if (split.name === 'month_of_year') return kMonths[Number(member) - 1] ?? member;
  if (split.name === 'hour') return `${member.padStart(2, '0')}:00`;
  // Codes of the files such as `store` or `female` read like the other words of a page.
  return /^[a-z]+( [a-z]+)*$/.test(member) ? humanise(member) : member;
}

/** Whether the period from `start` is cut by the range or has a day whose data is not complete. */
export function isPartial(incomplete: readonly string[], days: Days, start: string, grain: Grain): boolean {
  const end = addDays(nextPeriod(start, grain), -1);
  const cut = grain !== 'day' && (start < days.from || end > days.to);
  return cut || incomplete.some((day) => day >= start && day <= end);
}
