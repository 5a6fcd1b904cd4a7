import { changeOf } from '../base/format';
import { compareAt, memberOf, showMember, valueAt, type Split, type Value } from '../api/frame';
import type { Cell } from '../base/format';
import { categoryAxis, kGrid, valueAxis } from './axis';
import { baseOption, isFaint, mainValue, memberChoice, type Drawing, type Scene } from './drawing';
import type { BarSeriesOption } from './engine';
import { seriesColour } from './palette';
import { tipFrame, tipNode, type TipRow } from './tooltip';

/** Vertical columns in the dimension's own order; the compared ones stand in grey beside them. */
export function drawColumn(scene: Scene): Drawing | null {
  const { frame, panel, palette } = scene;
  const split = frame.splits[0];
  const value = mainValue(frame, panel);
  if (!split || !value) return null;
  const members = domain(frame.table.rows, split);
  const rowOf = new Map(frame.table.rows.map((row) => [memberOf(row, split), row]));
  const labels = members.map((member) => columnLabel(member, split));
  const compared =
    value.compareIndex !== null && frame.table.rows.some((row) => compareAt(row, value) !== null);
  const numbers = (read: (row: readonly Cell[]) => number | null): (number | null)[] =>
    members.map((member) => {
      const row = rowOf.get(member);
      return row ? read(row) : null;
    });
  const look: BarSeriesOption = {
    type: 'bar',
    barMaxWidth: compared ? 22 : 40,
    barCategoryGap: members.length > 14 ? '20%' : '34%',
    barGap: '12%',
    emphasis: { disabled: true },
  };
  const series: BarSeriesOption[] = [
    {
      ...look,
      name: value.label,
      data: numbers((row) => valueAt(row, value)).map((number, index) => ({
        value: number ?? 0,
        itemStyle: {
          color: seriesColour(palette, 0),
          opacity: isFaint(scene, split, members[index] ?? '') ? 0.28 : 1,
          borderRadius: (number ?? 0) < 0 ? [0, 0, 4, 4] : [4, 4, 0, 0],
        },
      })),
    },
  ];
  if (compared) {
    const before = numbers((row) => compareAt(row, value));
    const itemStyle = { color: palette.compare, opacity: 0.55, borderRadius: [4, 4, 0, 0] };
    series.unshift({ ...look, name: scene.compareLabel, data: before, itemStyle });
  }
  const item = { value: '', share: '', look: 'dot', muted: false, choice: null } as const;
  return {
    option: {
      ...baseOption(scene),
      grid: kGrid,
      xAxis: categoryAxis(scene, labels),
      yAxis: valueAxis(scene, value.unit, Math.max(0, ...numbers((row) => valueAt(row, value)).map(Number))),
      tooltip: {
        ...tipFrame(palette),
        trigger: 'axis',
        axisPointer: { type: 'shadow', shadowStyle: { color: palette.grid, opacity: 0.5 } },
        formatter: (params: unknown) => {
          const index = Array.isArray(params) ? ((params[0] as { dataIndex?: number }).dataIndex ?? 0) : 0;
          const row = rowOf.get(members[index] ?? '');
          return tipNode(tipTitle(members[index] ?? '', split), row ? tipRows(scene, row, value) : []);
        },
      },
      series,
    },
    legend: compared
      ? [
          { ...item, label: value.label, colour: seriesColour(palette, 0) },
          { ...item, label: scene.compareLabel, colour: palette.compare },
        ]
      : [],
    target: 'column',
    choiceAt: (index) => memberChoice(split, members[index] ?? ''),
    centre: null,
    ramp: null,
  };
}

/** The members to draw: gaps in weekdays, months and hours are filled, all else is as it came. */
export function domain(rows: readonly (readonly Cell[])[], split: Split): readonly string[] {
  const found = [...new Set(rows.map((row) => memberOf(row, split)))];
  const numbers = found.filter((member) => member !== '').map(Number);
  if (numbers.length === 0) return found;
  const fill = (first: number, last: number): readonly string[] =>
    Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
  switch (split.name) {
    case 'weekday':
      return fill(1, 7);
    case 'month_of_year':
      return fill(1, 12);
    case 'hour':
      return fill(Math.min(...numbers), Math.max(...numbers));
    default:
      return found;
  }
}

const kOpenEnds: Readonly<Record<string, string>> = { orders: '10', items: '20' };

function columnLabel(member: string, split: Split): string {
  if (split.name === 'hour') return `${member}h`;
  // The last counted place of an analysis stands for itself and all above.
  return kOpenEnds[split.name] === member ? `${member}+` : showMember(member, split);
}

function tipTitle(member: string, split: Split): string {
  const label = columnLabel(member, split);
  return /^\d+\+?$/.test(label) ? `${split.label}: ${label}` : showMember(member, split);
}

/** The drawn value, its comparison, then the other values of the row. */
export function tipRows(scene: Scene, row: readonly Cell[], value: Value): readonly TipRow[] {
  const now = valueAt(row, value);
  const before = compareAt(row, value);
  const colour = seriesColour(scene.palette, 0);
  const rows: TipRow[] = [{ colour, name: value.label, value: scene.format.exact(now, value.unit) }];
  if (before !== null) {
    const change = changeOf(now, before, value.unit, value.sense);
    const text = scene.format.exact(before, value.unit);
    rows.push({ colour: scene.palette.compare, name: scene.compareLabel, value: text, quiet: true });
    if (change) rows.push({ colour: 'transparent', name: 'Change', value: change.text, quiet: true });
  }
  for (const other of scene.frame.values) {
    if (other === value) continue;
    const text = scene.format.exact(valueAt(row, other), other.unit);
    rows.push({ colour: 'transparent', name: other.label, value: text, quiet: true });
  }
  return rows;
}
