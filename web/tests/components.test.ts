import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { frameOf } from '../src/api/frame';
import { readRun } from '../src/api/answers';
import { Formatter } from '../src/base/format';
import Bars from '../src/charts/Bars.svelte';
import Cohort from '../src/charts/Cohort.svelte';
import DataTable from '../src/charts/DataTable.svelte';
import Tiles from '../src/charts/Tiles.svelte';
import Chips from '../src/pages/Chips.svelte';
import RunPanel from '../src/pages/RunPanel.svelte';
import { golden, meta, panel, table } from './fixtures';

const format = new Formatter('GBP');
const days = { from: '2026-01-01', to: '2026-03-31' };

describe('components', () => {
  it('tiles show values with changes in the sense of the measure', () => {
    const frame = frameOf(table('metrics_tiles'), meta, [], false);
    render(Tiles, { frame, format, compareLabel: 'previous period', days });
    expect(screen.getByText('£184K')).toBeTruthy();
    expect(screen.getByText('+7.2%').parentElement?.className).toContain('good');
    expect(screen.getByText('+0.2 pp').parentElement?.className).toContain('bad');
  });
  it('a click on a bar picks its member', async () => {
    const onchoose = vi.fn();
    const frame = frameOf(table('metrics_top_products'), meta, ['product'], false);
    const shown = panel('top_products');
    render(Bars, { panel: shown, frame, format, where: [], compareLabel: 'previous period', onchoose });
    await fireEvent.click(screen.getByRole('button', { name: /Desk Lamp/ }));
    expect(onchoose).toHaveBeenCalledWith({
      kind: 'members',
      picks: [{ dimension: 'product', member: 'Desk Lamp (P00133)' }],
    });
  });
  it('a table sorts by the header that is pressed and keeps its total last', async () => {
    const frame = frameOf(table('metrics_top_products'), meta, ['product'], false);
    render(DataTable, { frame, format, days, label: 'Top products' });
    await fireEvent.click(screen.getByRole('button', { name: 'Product' }));
    const rows = screen.getAllByRole('row');
    expect(rows[1]?.textContent).toContain('Air Fryer');
    expect(rows.at(-1)?.textContent).toContain('Total');
    expect(screen.getByRole('columnheader', { name: 'Product' }).getAttribute('aria-sort')).toBe('ascending');
  });
  it('cohorts are a triangle of shares', () => {
    const frame = frameOf(table('analysis_cohorts'), meta, [], true);
    render(Cohort, { frame, format, label: 'Cohorts' });
    const row = screen.getByRole('rowheader', { name: 'Apr 2025' }).closest('tr');
    expect(row && within(row).getByText('34%')).toBeTruthy();
    expect(row && within(row).getByText('344')).toBeTruthy();
  });
  it('a chip removes its filter', async () => {
    const onwhere = vi.fn();
    const where = [{ dimension: 'weekday', members: ['6', '7'] }];
    render(Chips, { meta, where, onwhere });
    expect(screen.getByText('Sat, Sun')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Remove filter Day of week' }));
    expect(onwhere).toHaveBeenCalledWith([]);
  });
  it('bars without an order of their own are ranked', () => {
    const frame = frameOf(table('analysis_rfm_segments'), meta, [], true);
    const onchoose = vi.fn();
    render(Bars, { panel: panel('segments'), frame, format, where: [], compareLabel: '', onchoose });
    const sizes = screen
      .getAllByRole('listitem')
      .map((item) => item.querySelector('.value')?.textContent ?? '');
    const numbers = sizes.map((size) => Number(size.replaceAll(',', '')));
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
  });
  it('a failed run tells what is wrong and what to do', () => {
    const run = readRun(golden('run'), '');
    const reason = "cannot load 'a.csv': 9 of 10 rows refused\nhint: mend the file";
    const tasks = run.tasks.map((task, index) =>
      index === 2 ? { ...task, status: 'failed', reason } : task,
    );
    render(RunPanel, { run: { ...run, status: 'failed', tasks } as typeof run, timezone: 'Europe/London' });
    expect(screen.getByText("cannot load 'a.csv': 9 of 10 rows refused", { exact: false })).toBeTruthy();
    expect(screen.getByText('mend the file')).toBeTruthy();
  });
  it('a run shows its five tasks by title and by task id', () => {
    render(RunPanel, { run: readRun(golden('run'), ''), timezone: 'Europe/London' });
    expect(screen.getByText('Star and checks')).toBeTruthy();
    expect(screen.getByText('transform_to_dim_fact')).toBeTruthy();
    expect(screen.getByText(/2 attempts/)).toBeTruthy();
  });
});
