import { memberOf, showMember, valueAt } from '../api/frame';
import type { Pick } from '../api/view';
import { kGrid } from './axis';
import { domain, tipRows } from './column';
import { baseOption, isFaint, mainValue, type Drawing, type Scene } from './drawing';
import { tipFrame, tipNode } from './tooltip';

/** The first split down, the second across; darker (in dark themes lighter) is more. */
export function drawHeat(scene: Scene): Drawing | null {
  const { frame, panel, palette } = scene;
  const [down, across] = frame.splits;
  const value = mainValue(frame, panel);
  if (!down || !across || !value) return null;
  const rows = domain(frame.table.rows, down);
  const columns = domain(frame.table.rows, across);
  const cells = frame.table.rows.flatMap((row) => {
    const number = valueAt(row, value);
    const y = rows.indexOf(memberOf(row, down));
    const x = columns.indexOf(memberOf(row, across));
    return number === null || x < 0 || y < 0 ? [] : [{ row, x, y, number }];
  });
  const numbers = cells.map((cell) => cell.number);
  const axis = {
    type: 'category' as const,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
  };
  const label = { color: palette.axis, fontSize: 11 };
  const room = (scene.width - 60) / Math.max(1, columns.length);
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
        min: Math.min(0, ...numbers),
        max: Math.max(0, ...numbers),
        inRange: { color: [...palette.ramp] },
      },
      tooltip: {
        ...tipFrame(palette),
        trigger: 'item',
        formatter: (params: unknown) => {
          const cell = cells[(params as { dataIndex?: number }).dataIndex ?? 0];
          if (!cell) return '';
          const title = [cell.row].map((row) =>
            [down, across].map((one) => showMember(memberOf(row, one), one)),
          );
          return tipNode(title.flat().join(', '), tipRows(scene, cell.row, value));
        },
      },
      series: {
        type: 'heatmap',
        itemStyle: { borderColor: palette.surface, borderWidth: 2, borderRadius: 5 },
        emphasis: { itemStyle: { borderColor: palette.text, borderWidth: 1.5 } },
        data: cells.map((cell) => ({
          value: [cell.x, cell.y, cell.number],
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
      low: scene.format.axis(Math.min(0, ...numbers), value.unit),
      high: scene.format.axis(Math.max(0, ...numbers), value.unit),
    },
  };
}
