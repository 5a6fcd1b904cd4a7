import {
  compareAt,
  isPartial,
  memberOf,
  nameOf,
  valueAt,
  type Frame,
  type Named,
  type Split,
  type Value,
} from '../api/frame';
import { changeOf, type Cell, type Change, type Formatter } from '../base/format';
import type { Days } from '../base/range';

/** A frame as a table for people: texts, what they are sorted by, and how each value moved. */
export interface GridColumn {
  readonly name: string;
  readonly label: string;
  readonly sentence: string;
  readonly isNumber: boolean;
}

export interface GridCell {
  readonly text: string;
  /** The id beside a name. */
  readonly id: string;
  /** A second name below the first. */
  readonly second: Named | null;
  /** Set where a period is not whole: cut by the dates or without all of its data. */
  readonly partial: boolean;
  readonly sort: string | number | null;
  readonly change: Change | null;
}

export interface Grid {
  readonly columns: readonly GridColumn[];
  readonly rows: readonly (readonly GridCell[])[];
  readonly totals: readonly GridCell[] | null;
}

const kPlain = { text: '', id: '', second: null, partial: false, sort: null, change: null } as const;

/** The table of a frame; `days` mark the periods that they cut. With `pairs` the two names of a row share a cell. */
export function gridOf(frame: Frame, format: Formatter, days: Days, pairs = false): Grid {
  const { table, values } = frame;
  const splits = pairs ? frame.splits.slice(0, 1) : frame.splits;
  const other = pairs ? frame.splits[1] : undefined;
  const partialOf = (split: Split, member: string): boolean =>
    split.grain !== null && member !== '' && isPartial(table.incomplete_days, days, member, split.grain);
  const whole = values.map((value) => table.rows.every((row) => Number.isInteger(valueAt(row, value) ?? 0)));
  const cells = (row: readonly Cell[]): readonly GridCell[] => {
    const names = splits.map((split): GridCell => {
      const member = memberOf(row, split);
      const isNumber = split.grain === null && member !== '' && !Number.isNaN(Number(member));
      return {
        ...nameOf(member, split),
        second: other ? nameOf(memberOf(row, other), other) : null,
        partial: partialOf(split, member),
        sort: isNumber ? Number(member) : member,
        change: null,
      };
    });
    // Part of a period against part of another is no change.
    const isCut = names.some((name) => name.partial);
    const figures = values.map((value, at) => valueCell(row, value, format, whole[at] === true));
    return [...names, ...(isCut ? figures.map((cell) => ({ ...cell, change: null })) : figures)];
  };
  const hasTotals = splits.length > 0 && table.totals.length > 0;
  const label = { ...kPlain, text: 'Total' };
  const empty = kPlain;
  return {
    columns: [
      ...splits.map((split) => ({
        name: split.name,
        label: pairs ? 'Products' : split.label,
        sentence: '',
        isNumber: false,
      })),
      ...values.map((value) => ({ ...value, isNumber: true })),
    ],
    rows: table.rows.map(cells),
    totals: hasTotals
      ? [
          ...splits.map((_, index) => (index === 0 ? label : empty)),
          ...values.map((value, at) => valueCell(table.totals, value, format, whole[at] === true)),
        ]
      : null,
  };
}

function valueCell(row: readonly Cell[], value: Value, format: Formatter, whole: boolean): GridCell {
  const now = valueAt(row, value);
  return {
    ...kPlain,
    text: format.exact(now, value.unit, whole),
    sort: now,
    change: changeOf(now, compareAt(row, value), value.unit, value.sense),
  };
}

/** Rows by one column; what is missing comes last either way. */
export function sorted(
  rows: readonly (readonly GridCell[])[],
  column: number,
  descending: boolean,
): readonly (readonly GridCell[])[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const x = a[column]?.sort ?? null;
    const y = b[column]?.sort ?? null;
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    if (typeof x === 'number' && typeof y === 'number') return (x - y) * sign;
    return String(x).localeCompare(String(y), 'en', { numeric: true }) * sign;
  });
}
