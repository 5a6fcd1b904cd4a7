import { describe, expect, it } from 'vitest';
import { readCatalog, readMeta, readQuality, readRun, readRuns, readStatus } from '../src/api/answers';
import { frameOf, memberOf, nameOf, showMember, valueAt } from '../src/api/frame';
import { describeFilters, panelAddress } from '../src/api/query';
import { parseView, togglePicks, viewAddress, withMembers } from '../src/api/view';
import { golden, meta, panel, table } from './fixtures';

const scope = {
  days: { from: '2026-01-01', to: '2026-03-31' },
  compare: 'last_year',
  where: [{ dimension: 'category', members: ['Toys', 'Garden'] }],
} as const;

describe('answers', () => {
  it('every golden answer is read', () => {
    expect(meta.pages.map((page) => page.name)).toEqual(['sales', 'customers', 'time']);
    expect(readStatus(golden('status'), '').feeds).toHaveLength(3);
    expect(readRuns(golden('runs'), '').length).toBeGreaterThan(1);
    expect(readRun(golden('run'), '').tasks.map((task) => task.task)).toEqual([
      'check_s3_files',
      'run_glue_crawler',
      'load_to_staging',
      'transform_to_dim_fact',
      'unload_to_processed',
    ]);
    expect(readCatalog(golden('catalog'), '').tables[0]?.columns[0]?.name).toBe('customer_id');
    const quality = readQuality(golden('quality'), '');
    expect(quality.checks.at(-1)?.sample[0]).toContain('order_id O0140021');
  });
  it('a wrong answer is refused with the place', () => {
    const broken = { ...(golden('meta') as object), measures: [{ name: null }] };
    expect(() => readMeta(broken, '')).toThrow(
      "cannot read answer at 'measures[0].name': expected string, found null",
    );
  });
});

describe('frames', () => {
  it('columns are known as splits, values and their comparisons', () => {
    const frame = frameOf(table('metrics_top_products'), meta, ['product'], false);
    expect(frame.splits.map((split) => split.name)).toEqual(['product']);
    expect(frame.values).toHaveLength(1);
    expect(frame.values[0]).toMatchObject({ name: 'revenue', unit: 'money', compareIndex: 2, sense: 'up' });
  });
  it('the columns of an analysis tell what they are by type and place', () => {
    const cohorts = frameOf(table('analysis_cohorts'), meta, [], true);
    expect(cohorts.splits.map((split) => split.name)).toEqual(['cohort', 'months_since']);
    expect(cohorts.values.map((value) => value.unit)).toEqual(['count', 'ratio']);
    const segments = frameOf(table('analysis_rfm_segments'), meta, [], true);
    expect(segments.values.map((value) => value.unit)).toEqual([
      'count',
      'money',
      'ratio',
      'ratio',
      'days',
      'number',
    ]);
  });
  it('decimals become numbers and members words', () => {
    const frame = frameOf(table('metrics_heatmap'), meta, ['weekday', 'hour'], false);
    const row = frame.table.rows[0] ?? [];
    const [weekday, hour] = frame.splits;
    if (!weekday || !hour || !frame.values[0]) throw new Error('the heat map has two splits and a value');
    expect(showMember(memberOf(row, weekday), weekday)).toBe('Mon');
    expect(showMember(memberOf(row, hour), hour)).toBe('09:00');
    expect(valueAt(row, frame.values[0])).toBe(362.25);
  });
});

describe('comparisons', () => {
  const data = { first_day: '2025-02-01', last_day: '2026-03-31', as_of: '2026-03-31' };
  const compared = (from: string, to: string): number | null | undefined => {
    const asked = { ...table('metrics_top_products'), compare: { from, to } };
    return frameOf(asked, { ...meta, data }, ['product'], false).values[0]?.compareIndex;
  };
  it('with days before the first data are no comparison', () => {
    expect(compared('2025-01-01', '2025-03-31')).toBeNull();
    expect(compared('2024-04-01', '2025-03-31')).toBeNull();
  });
  it('with data from their beginning, but for a closed day or two of a year, are one', () => {
    expect(compared('2025-02-01', '2025-03-31')).toBe(2);
    expect(compared('2025-01-30', '2026-01-29')).toBe(2);
  });
});

describe('names', () => {
  const product = { name: 'product', grain: null };
  it('the id of a product or customer stands apart from its name', () => {
    expect(nameOf('Desk Lamp (P00133)', product)).toEqual({ text: 'Desk Lamp', id: 'P00133' });
    expect(nameOf('CAKE STAND (3 TIER)  (22423)', product)).toEqual({
      text: 'CAKE STAND (3 TIER)',
      id: '22423',
    });
    expect(nameOf('Desk Lamp (P00133)', { name: 'category', grain: null }).id).toBe('');
  });
  it('no value is said so, and codes read as words', () => {
    expect(showMember('(none)', product)).toBe('Not given');
    expect(showMember('store', { name: 'channel', grain: null })).toBe('Store');
    expect(showMember('eBay', { name: 'channel', grain: null })).toBe('eBay');
  });
});

describe('views', () => {
  it('an address and its view are the same thing', () => {
    const address =
      '#/time?range=last_30_days&compare=last_year&where=category:Toys|Home%20%26%20Co&where=country:France';
    const view = parseView(address, 'sales');
    expect(view).toEqual({
      page: 'time',
      range: { preset: 'last_30_days' },
      compare: 'last_year',
      where: [
        { dimension: 'category', members: ['Toys', 'Home & Co'] },
        { dimension: 'country', members: ['France'] },
      ],
      item: '',
    });
    expect(viewAddress(view)).toBe(address);
  });
  it('a member may have any character', () => {
    const where = [{ dimension: 'product', members: ['Cup | Saucer', 'back\\slash', '50% + 1'] }];
    const view = { ...parseView('', 'sales'), where };
    expect(parseView(viewAddress(view), 'sales').where).toEqual(where);
    const params = new URL(panelAddress(panel('sales_tiles'), { ...scope, where }), 'http://x/').searchParams;
    expect(params.get('where')).toBe('product:Cup \\| Saucer|back\\\\slash|50% + 1');
  });
  it('what cannot be read is as by default', () => {
    const view = parseView('#/?from=2026-02-30&to=2026-03-01&compare=never&where=nothing', 'sales');
    expect(viewAddress(view)).toBe('#/sales');
  });
  it('own dates are kept', () => {
    expect(viewAddress(parseView('#/sales?from=2026-01-01&to=2026-01-31', 'sales'))).toBe(
      '#/sales?from=2026-01-01&to=2026-01-31',
    );
  });
  it('a second click takes back what the first selected', () => {
    const picks = [
      { dimension: 'weekday', member: '6' },
      { dimension: 'hour', member: '17' },
    ];
    const once = togglePicks([], picks);
    expect(once).toEqual([
      { dimension: 'weekday', members: ['6'] },
      { dimension: 'hour', members: ['17'] },
    ]);
    expect(togglePicks(once, picks)).toEqual([]);
  });
  it('a filter without members is none', () => {
    expect(withMembers([{ dimension: 'category', members: ['Toys'] }], 'category', [])).toEqual([]);
  });
});

describe('requests', () => {
  it('a panel asks for its measures by its dimensions under the scope', () => {
    const params = new URL(panelAddress(panel('revenue_over_time'), scope), 'http://x/').searchParams;
    expect(Object.fromEntries(params)).toEqual({
      measures: 'revenue',
      by: 'day',
      from: '2026-01-01',
      to: '2026-03-31',
      where: 'category:Toys|Garden',
      compare: 'last_year',
    });
  });
  it('a panel that highlights is not narrowed by its own dimension', () => {
    const params = new URL(panelAddress(panel('sales_by_category'), scope), 'http://x/').searchParams;
    expect(params.has('where')).toBe(false);
    expect(params.has('compare')).toBe(false);
  });
  it('an analysis is asked by its name', () => {
    expect(panelAddress(panel('cohort_retention'), { ...scope, where: [] })).toBe(
      'api/analyses/cohorts?from=2026-01-01&to=2026-03-31',
    );
  });
  it('filters read as sentences', () => {
    expect(describeFilters(meta, scope.where)).toEqual(['Category: Toys, Garden']);
  });
});
