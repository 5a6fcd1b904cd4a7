import { beforeAll, describe, expect, it, vi } from 'vitest';
import { frameOf } from '../src/api/frame';
import type { Panel } from '../src/api/types';
import { Formatter } from '../src/base/format';
import { dayLabel, evenDays } from '../src/charts/axis';
import { draw } from '../src/charts/draw';
import type { Scene } from '../src/charts/drawing';
import { gridOf, sorted } from '../src/charts/grid';
import { inkOn, readPalette, shadeOf } from '../src/charts/palette';
import { tipNode } from '../src/charts/tooltip';
import { meta, panel, table } from './fixtures';

const format = new Formatter('GBP');
const kDays = { from: '2026-01-01', to: '2026-03-31' };

beforeAll(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
});

function scene(shown: Panel, name: string, by: readonly string[], more: Partial<Scene> = {}): Scene {
  return {
    panel: shown,
    frame: frameOf(table(name), meta, by, shown.analysis !== null),
    days: kDays,
    format,
    palette: readPalette(),
    where: [],
    places: new Map(),
    compareLabel: 'Previous period',
    width: 800,
    ...more,
  };
}

describe('charts', () => {
  it('a heat map has a cell per pair, whole weekdays down, and picks both members', () => {
    const drawing = draw(scene(panel('hours'), 'metrics_heatmap', ['weekday', 'hour']));
    const axis = drawing?.option.yAxis as { readonly data: readonly string[] };
    expect(axis.data).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
    expect(drawing?.choiceAt(0)).toEqual({
      kind: 'members',
      picks: [
        { dimension: 'weekday', member: '1' },
        { dimension: 'hour', member: '9' },
      ],
    });
  });
  it('areas by category are stacked, and the month with an incomplete day is not joined', () => {
    const drawing = draw(
      scene(panel('category_over_time'), 'metrics_by_month_category', ['month', 'category']),
    );
    const series = drawing?.option.series as readonly {
      stack?: string;
      data: readonly [number, number | null][];
    }[];
    expect(series).toHaveLength(5);
    expect(series.every((one) => one.stack === 'all')).toBe(true);
    expect(series[0]?.data.map(([, value]) => value)).toEqual([27917.09, 26840.32, null]);
    expect(drawing?.legend.map((item) => item.label)).toEqual([
      'Electronics',
      'Garden',
      'Groceries',
      'Home',
      'Toys',
    ]);
    expect(drawing?.choiceAt(1)).toEqual({ kind: 'days', days: { from: '2026-02-01', to: '2026-02-28' } });
  });
  it('members beyond the named colours are one course, and what has no value has none', () => {
    const months = ['2026-01-01', '2026-02-01'];
    const members = ['(none)', ...Array.from({ length: 10 }, (_, index) => `C${index}`)];
    const rows = members.flatMap((member) =>
      months.map((month) => [month, member, member === '(none)' ? 0 : 10]),
    );
    const shown = { ...table('metrics_by_month_category'), rows, incomplete_days: [] };
    const frame = frameOf(shown, meta, ['month', 'category'], false);
    const drawing = draw(scene(panel('category_over_time'), 'metrics_by_month_category', [], { frame }));
    expect(drawing?.legend.map((item) => item.label).slice(-2)).toEqual(['C6', 'Other']);
    const series = drawing?.option.series as readonly { data: readonly [number, number | null][] }[];
    expect(series.at(-1)?.data[0]?.[1]).toBe(30);
    expect(drawing?.legend.at(-1)?.choice).toBeNull();
  });
  it('the middle of a donut tells what is selected of the whole', () => {
    const where = [{ dimension: 'product', members: ['Wireless Headphones (P00017)'] }];
    const shown = { ...panel('top_products'), form: 'donut' } as const;
    const centre = draw(scene(shown, 'metrics_top_products', ['product'], { where }))?.centre;
    expect(centre?.label).toBe('of £184K');
  });
  it('the ink on a shade is the one that is read better', () => {
    const palette = { ...readPalette(), text: '#151b27', surface: '#fff' };
    const ramp = ['#eaf0fe', '#7d9df8', '#1f3fb4'];
    expect(inkOn(shadeOf(ramp, 0), palette)).toBe('#151b27');
    expect(inkOn(shadeOf(ramp, 0.75), palette)).toBe('#fff');
  });
  it('what the limit leaves out of a donut is Other, so that the parts make the total', () => {
    const drawing = draw(
      scene({ ...panel('top_products'), form: 'donut' }, 'metrics_top_products', ['product']),
    );
    expect(drawing?.legend.at(-1)?.label).toBe('Other');
    expect(drawing?.centre?.value).toBe('£184K');
    expect(drawing?.choiceAt(0)).toEqual({
      kind: 'members',
      picks: [{ dimension: 'product', member: 'Wireless Headphones (P00017)' }],
    });
  });
  it('columns stand beside the compared ones', () => {
    const drawing = draw(
      scene({ ...panel('top_products'), form: 'column' }, 'metrics_top_products', ['product']),
    );
    expect(drawing?.option.series).toHaveLength(2);
    expect(drawing?.legend.map((item) => item.label)).toEqual(['Revenue', 'Previous period']);
  });
  it('a form that its table does not fit is not drawn', () => {
    expect(draw(scene({ ...panel('hours'), form: 'line' }, 'metrics_top_products', ['product']))).toBeNull();
  });
  it('labels of the time axis are even and name the years', () => {
    const days = evenDays('2025-03-31', '2026-03-30', 7);
    expect(days).toEqual([
      '2025-05-01',
      '2025-07-01',
      '2025-09-01',
      '2025-11-01',
      '2026-01-01',
      '2026-03-01',
    ]);
    expect(days.map((day) => dayLabel(day, true))).toEqual(['May', 'Jul', 'Sep', 'Nov', '2026', 'Mar']);
    expect(evenDays('2026-03-01', '2026-03-30', 6)).toHaveLength(6);
  });
  it('a tooltip is nodes, never HTML text', () => {
    const node = tipNode('<b>Toys</b>', [{ colour: '#ff0000', name: 'Revenue', value: '£1.00' }]);
    expect(node.querySelector('b')?.textContent).toBe('£1.00');
    expect(node.textContent).toBe('<b>Toys</b>Revenue£1.00');
  });
});

describe('tables', () => {
  const grid = gridOf(frameOf(table('metrics_top_products'), meta, ['product'], false), format, kDays);
  it('have the computed totals and how each value moved', () => {
    expect(grid.totals?.map((cell) => cell.text)).toEqual(['Total', '£184,213.37']);
    expect(grid.rows[0]?.[1]?.change?.text).toBe('+11.1%');
    expect(grid.rows[5]?.[1]?.change).toBeNull();
  });
  it('mark a period that the dates cut, and compare no part of it', () => {
    const frame = frameOf(table('metrics_by_month_category'), meta, ['month', 'category'], false);
    const cut = gridOf(frame, format, { from: '2026-01-10', to: '2026-03-31' });
    expect(cut.rows[0]?.[0]).toMatchObject({ text: 'Jan 2026', partial: true });
    expect(cut.rows[0]?.[2]?.change).toBeNull();
  });
  it('are sorted by value, not by text', () => {
    const rows = sorted(grid.rows, 1, false);
    expect(rows[0]?.[0]?.text).toBe('Board Game Night');
    expect(sorted(grid.rows, 1, true)[0]?.[0]?.text).toBe('Wireless Headphones');
  });
});
