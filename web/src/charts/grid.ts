import { compareAt, memberOf, showMember, valueAt, type Frame, type Value } from '../api/frame';
import { changeOf, type Cell, type Change, type Formatter } from '../base/format';

/** A frame as a table for people: texts, what they are sorted by, and how each value moved. */
export interface GridColumn {
  readonly name: string;
  readonly label: string;
  readonly sentence: string;
  readonly isNumber: boolean;
}

export interface GridCell {
  readonly text: string;
  readonly sort: string | number | null;
  readonly change: Change | null;
}

export interface Grid {
  readonly columns: readonly GridColumn[];
  readonly rows: readonly (readonly GridCell[])[];
  readonly totals: readonly GridCell[] | null;
}

export function gridOf(frame: Frame, format: Formatter): Grid {
  const { table, splits, values } = frame;
  const cells = (row: readonly Cell[]): readonly GridCell[] => [
    ...splits.map((split) => {
      const member = memberOf(row, split);
      const isNumber = split.grain === null && member !== '' && !Number.isNaN(Number(member));
      return { text: showMember(member, split), sort: isNumber ? Number(member) : member, change: null };
    }),
    ...values.map((value) => valueCell(row, value, format)),
  ];
  const hasTotals = splits.length > 0 && table.totals.length > 0;
  const label = { text: 'Total', sort: null, change: null };
  const empty = { text: '', sort: null, change: null };
  return {
    columns: [
      ...splits.map((split) => ({ name: split.name, label: split.label, sentence: '', isNumber: false })),
      ...values.map((value) => ({ ...value, isNumber: true })),
    ],
    rows: table.rows.map(cells),
    totals: hasTotals
      ? [
          ...splits.map((_, index) => (index === 0 ? label : empty)),
          ...values.map((value) => valueCell(table.totals, value, format)),
        ]
      : null,
  };
}

function valueCell(row: readonly Cell[], value: Value, format: Formatter): GridCell {
  const now = valueAt(row, value);
  return {
    text: format.exact(now, value.unit),
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
