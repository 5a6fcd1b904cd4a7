import { memberOf, showMember, valueAt, type Frame, type Split, type Value } from '../api/frame';
import type { Cell } from '../base/format';
import type { Pick } from '../api/view';
import { kGrid } from './axis';
import { domain, tipRows } from './column';
import { baseOption, isFaint, mainValue, type Drawing, type Scene } from './drawing';
import { inkOn, shadeOf } from './palette';
import { tipFrame, tipNode } from './tooltip';

const kLabelRoom = 46;
const kMostLabels = 60;

interface HeatCell {
  readonly row: readonly Cell[];
  readonly x: number;
  readonly y: number;
  readonly number: number;
}

/** The first split down, the second across; darker (in dark themes lighter) is more. */
export function drawHeat(scene: Scene): Drawing | null {
  const { frame, panel, palette } = scene;
  const [down, across] = frame.splits;
  const value = mainValue(frame, panel);
  if (!down || !across || !value) return null;
  const rows = domain(frame.table.rows, down);
  const columns = domain(frame.table.rows, across);
  const cells = cellsOf(frame, down, across, value);
  const numbers = cells.map((cell) => cell.number);
  const low = Math.min(0, ...numbers);
  const high = Math.max(0, ...numbers);
  const axis = {
    type: 'category' as const,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
  };
  const label = { color: palette.axis, fontSize: 11 };
  const room = (scene.width - 60) / Math.max(1, columns.length);
  const labelled = room >= kLabelRoom && cells.length <= kMostLabels;
  const every = Math.max(1, Math.ceil((across.name === 'hour' ? 28 : 34) / room));
  return {
    option: {
      ...baseOption(scene),
      grid: { ...kGrid, top: 2, right: 2 },
      xAxis: {
        ...axis,
        data: columns.map((member) => (across.name === 'hour' ? `${member}h` : showMember(member, across))),
        axisLabel: { ...label, margin: 10, interval: (index: number) => index % every === 0 },
      },
      yAxis: {
        ...axis,
        inverse: true,
        data: rows.map((member) => showMember(member, down)),
        axisLabel: { ...label, margin: 10 },
      },
      visualMap: {
        type: 'continuous',
        show: false,
        min: low,
        max: high,
        inRange: { color: [...palette.ramp] },
      },
      tooltip: {
        ...tipFrame(palette),
        trigger: 'item',
        formatter: (params: unknown) => {
          const cell = cells[(params as { dataIndex?: number }).dataIndex ?? 0];
          if (!cell) return '';
          const title = [down, across].map((one) => showMember(memberOf(cell.row, one), one));
          return tipNode(title.join(', '), tipRows(scene, cell.row, value));
        },
      },
      series: {
        type: 'heatmap',
        itemStyle: { borderColor: palette.surface, borderWidth: 2, borderRadius: 5 },
        emphasis: { itemStyle: { borderColor: palette.text, borderWidth: 1.5 } },
        data: cells.map((cell) => ({
          value: [cell.x, cell.y, cell.number],
          label: {
            show: labelled,
            fontSize: 11,
            color: inkOn(shadeOf(palette.ramp, (cell.number - low) / (high - low || 1)), palette),
            formatter: () => scene.format.axis(cell.number, value.unit),
          },
          itemStyle: {
            opacity:
              isFaint(scene, down, rows[cell.y] ?? '') || isFaint(scene, across, columns[cell.x] ?? '')
                ? 0.25
                : 1,
          },
        })),
      },
    },
    legend: [],
    target: 'item',
    choiceAt: (index) => {
      const cell = cells[index];
      if (!cell) return null;
      const picks: Pick[] = [down, across].flatMap((split) => {
        const member = memberOf(cell.row, split);
        return split.filterable && member !== '' ? [{ dimension: split.name, member }] : [];
      });
      return picks.length > 0 ? { kind: 'members', picks } : null;
    },
    centre: null,
    ramp: {
      low: scene.format.axis(low, value.unit),
      high: scene.format.axis(high, value.unit),
    },
  };
}

/** A cell per pair of members. Where there is no row nothing was sold, unless the pair may lie outside the dates. */
function cellsOf(frame: Frame, down: Split, across: Split, value: Value): readonly HeatCell[] {
  const isWhole = value.addsOverTime && down.grain === null && across.grain === null;
  const rowOf = new Map(
    frame.table.rows.map((row) => [`${memberOf(row, down)}\n${memberOf(row, across)}`, row]),
  );
  const columns = domain(frame.table.rows, across);
  return domain(frame.table.rows, down).flatMap((one, y) =>
    columns.flatMap((other, x) => {
      const row =
        rowOf.get(`${one}\n${other}`) ?? (isWhole ? emptyRow(frame, down, across, one, other) : null);
      const number = row ? (valueAt(row, value) ?? (isWhole ? 0 : null)) : null;
      return row === null || number === null ? [] : [{ row, x, y, number }];
    }),
  );
}

function emptyRow(frame: Frame, down: Split, across: Split, one: string, other: string): readonly Cell[] {
  return frame.table.columns.map((_, at) => (at === down.index ? one : at === across.index ? other : null));
}
