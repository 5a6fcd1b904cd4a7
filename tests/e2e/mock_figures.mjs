// Figures by any dimensions for the mock: revenue of a day = base x year's course x weekday x chance of the day;
// a member takes its share. Deterministic: chance is a hash of the day.
const kDay = 86_400_000;
const kShares = {
  category: { Electronics: 0.34, Groceries: 0.23, Home: 0.17, Toys: 0.12, Garden: 0.08, Books: 0.06 },
  channel: { Store: 0.58, Online: 0.31, Marketplace: 0.11 },
  country: { 'United Kingdom': 0.61, Germany: 0.14, France: 0.1, Ireland: 0.07, Netherlands: 0.05, Spain: 0.03 },
  product: {
    'Wireless Headphones (P00017)': 0.061, 'Espresso Machine (P00103)': 0.052, 'Robot Vacuum (P00088)': 0.047,
    'Smart Watch (P00021)': 0.041, 'Air Fryer (P00110)': 0.036, 'Building Blocks XL (P00240)': 0.031,
    'Olive Oil 1 l (P00307)': 0.027, 'Garden Hose 25 m (P00415)': 0.024, 'Desk Lamp (P00133)': 0.021,
    'Board Game Night (P00251)': 0.018, 'Pruning Shears (P00420)': 0.012,
  },
  customer: Object.fromEntries(
    ['Ada Murray', 'Ben Okafor', 'Chloe Laurent', 'Dmitri Novak', 'Elena García', 'Finn Becker', 'Grace Liu',
      'Hassan Aziz', 'Ines Duarte', 'Jack O’Neill', 'Kira Holm'].map((name, index) =>
      [`${name} (C0${1041 + index * 37})`, 0.006 / (1 + index * 0.22)]),
  ),
  new_or_returning: { New: 0.31, Returning: 0.69 },
  gender: { Female: 0.52, Male: 0.44, Other: 0.04 },
  hour: Object.fromEntries([4, 5, 7, 9, 10, 9, 8, 9, 12, 13, 9, 5].map((size, index) => [index + 9, size / 100])),
};
const kWeekdays = [0.86, 0.82, 0.9, 0.98, 1.2, 1.42, 0.82];
const kSeasons = ['Winter', 'Winter', 'Spring', 'Spring', 'Spring', 'Summer', 'Summer', 'Summer', 'Autumn', 'Autumn',
  'Autumn', 'Winter'];
const kSeasonOrder = ['Spring', 'Summer', 'Autumn', 'Winter'];

const instant = (day) => Date.parse(`${day}T00:00:00Z`);
const dayOf = (at) => new Date(at).toISOString().slice(0, 10);
const chance = (seed) => {
  const x = Math.sin(seed * 12.9898) * 43758.5453;
  return x - Math.floor(x);
};

function revenueOf(at) {
  const date = new Date(at);
  const yearDay = (at - Date.UTC(date.getUTCFullYear(), 0, 1)) / kDay;
  const course = 1 + 0.16 * Math.sin((yearDay / 365) * 2 * Math.PI - 2.2) + (yearDay > 320 ? 0.38 : 0);
  const growth = 1 + ((at - Date.UTC(2025, 0, 1)) / kDay / 365) * 0.11;
  return 11800 * course * growth * kWeekdays[(date.getUTCDay() + 6) % 7] * (0.88 + 0.24 * chance(at / kDay));
}

const kTime = {
  day: (at) => dayOf(at),
  week: (at) => dayOf(at - ((new Date(at).getUTCDay() + 6) % 7) * kDay),
  month: (at) => `${dayOf(at).slice(0, 7)}-01`,
  quarter: (at) => `${dayOf(at).slice(0, 4)}-${['01', '04', '07', '10'][Math.floor(new Date(at).getUTCMonth() / 3)]}-01`,
  year: (at) => `${dayOf(at).slice(0, 4)}-01-01`,
  weekday: (at) => ((new Date(at).getUTCDay() + 6) % 7) + 1,
  weekend: (at) => ([0, 6].includes(new Date(at).getUTCDay()) ? 'Weekend' : 'Weekday'),
  month_of_year: (at) => new Date(at).getUTCMonth() + 1,
  season: (at) => kSeasons[new Date(at).getUTCMonth()],
};

function measure(name, revenue, days) {
  const orders = Math.round(revenue / 42.6);
  const customers = Math.round(orders ** 0.94);
  const values = {
    revenue: revenue.toFixed(2),
    gross_sales: (revenue * 1.071).toFixed(2),
    discounts: (-revenue * 0.041).toFixed(2),
    returns: (-revenue * 0.03).toFixed(2),
    orders,
    customers,
    units: String(Math.round(orders * 2.37)),
    average_order_value: '42.6000',
    items_per_order: '2.37',
    return_rate: (0.028 + 0.004 * chance(revenue)).toFixed(4),
    repeat_rate: (0.41 + 0.02 * chance(revenue + 1)).toFixed(4),
    gross_margin: (0.36 + 0.08 * chance(revenue + 2)).toFixed(4),
    new_customers: Math.round(customers * 0.29),
    returning_customers: Math.round(customers * 0.71),
    revenue_per_customer: (revenue / Math.max(1, customers)).toFixed(2),
    trading_days: days,
    revenue_per_trading_day: (revenue / Math.max(1, days)).toFixed(2),
  };
  return values[name] ?? null;
}

function sliced(where) {
  let share = 1;
  const times = [];
  const members = {};
  for (const text of where) {
    const [dimension, list] = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1).split('|')];
    if (kTime[dimension]) times.push((at) => list.includes(String(kTime[dimension](at))));
    else if (kShares[dimension]) {
      members[dimension] = list;
      share *= list.reduce((sum, one) => sum + (kShares[dimension][one] ?? 0), 0);
    }
  }
  return { share, members, keeps: (at) => times.every((test) => test(at)) };
}

/** The members of a dimension with their parts of what is selected. */
function membersOf(name, slice) {
  const all = Object.entries(kShares[name] ?? { All: 1 });
  const kept = slice.members[name] ? all.filter(([member]) => slice.members[name].includes(member)) : all;
  const sum = slice.members[name] ? kept.reduce((total, [, share]) => total + share, 0) : 1;
  return kept.map(([member, share]) => [member, share / sum]);
}

/** Groups: key → revenue and days, for the days `from` … `to`. */
function grouped(by, from, to, slice) {
  const groups = new Map();
  const add = (key, revenue) => {
    const id = JSON.stringify(key);
    const group = groups.get(id) ?? { key, revenue: 0, days: 0 };
    groups.set(id, { key, revenue: group.revenue + revenue, days: group.days + 1 });
  };
  for (let at = instant(from); at <= instant(to); at += kDay) {
    if (!slice.keeps(at)) continue;
    let keys = [{ key: [], share: slice.share }];
    by.forEach((name, place) => {
      if (kTime[name]) keys = keys.map((one) => ({ ...one, key: [...one.key, kTime[name](at)] }));
      else {
        keys = keys.flatMap((one) => membersOf(name, slice).map(([member, share], index) => {
          const drift = 1 + 0.3 * Math.sin(at / kDay / 47 + index * 1.9 + place);
          return { key: [...one.key, name === 'hour' ? Number(member) : member], share: one.share * share * drift };
        }));
      }
    });
    for (const one of keys) add(one.key, revenueOf(at) * one.share);
  }
  return [...groups.values()];
}

function compareRange(mode, from, to) {
  const days = (instant(to) - instant(from)) / kDay + 1;
  const back = { previous_period: days, last_year: 365, last_year_weekday: 364 }[mode];
  return back ? { from: dayOf(instant(from) - back * kDay), to: dayOf(instant(to) - back * kDay) } : null;
}

const order = (a, b) => (typeof a === 'number' ? a - b : kSeasonOrder.includes(a)
  ? kSeasonOrder.indexOf(a) - kSeasonOrder.indexOf(b) : String(a) < String(b) ? -1 : 1);

export function answerMetrics(params, meta) {
  const list = (name) => (params.get(name) ?? '').split(',').filter(Boolean);
  const measures = list('measures');
  const by = list('by');
  const from = params.get('from') ?? meta.data.first_day;
  const to = params.get('to') ?? meta.data.last_day;
  const slice = sliced(params.getAll('where'));
  const compare = compareRange(params.get('compare'), from, to);
  const now = grouped(by, from, to, slice).sort((a, b) => {
    const place = a.key.findIndex((part, index) => part !== b.key[index]);
    return place < 0 ? 0 : order(a.key[place], b.key[place]);
  });
  const before = compare ? grouped(by, compare.from, compare.to, slice) : [];
  const byTime = by.length > 0 && ['day', 'week', 'month', 'quarter', 'year'].includes(by[0]);
  const pair = (group, index) =>
    byTime ? before[index] : before.find((one) => JSON.stringify(one.key) === JSON.stringify(group.key));
  const cells = (group, other) => [
    ...measures.map((name) => measure(name, group.revenue, group.days)),
    ...(compare ? measures.map((name) => (other ? measure(name, other.revenue, other.days) : null)) : []),
  ];
  if (params.get('order')?.startsWith('-')) now.sort((a, b) => b.revenue - a.revenue);
  const rows = now.map((group, index) => [...group.key, ...cells(group, pair(group, index))]);
  const total = (groups) => groups[0] ?? { revenue: 0, days: 0 };
  const all = total(grouped([], from, to, slice));
  const allBefore = compare ? total(grouped([], compare.from, compare.to, slice)) : null;
  const type = (name) =>
    ['day', 'week', 'month', 'quarter', 'year'].includes(name) ? 'date'
      : ['weekday', 'hour', 'month_of_year'].includes(name) ? 'integer' : 'text';
  return {
    columns: [
      ...by.map((name) => ({ name, type: type(name) })),
      ...measures.map((name) => ({ name, type: 'decimal' })),
      ...(compare ? measures.map((name) => ({ name: `${name}_compare`, type: 'decimal' })) : []),
    ],
    rows: rows.slice(0, Number(params.get('limit') ?? rows.length)),
    publication: 42, source: 'sql', from, to, compare,
    totals: [...by.map(() => null), ...cells(all, allBefore)],
    incomplete_days: [meta.data.last_day].filter((day) => day >= from && day <= to),
  };
}

export function answerMembers(params) {
  const search = (params.get('search') ?? '').toLowerCase();
  const names = Object.keys(kShares[params.get('dimension')] ?? {}).filter((one) => one.toLowerCase().includes(search));
  return {
    columns: [{ name: params.get('dimension'), type: 'text' }],
    rows: names.slice(0, Number(params.get('limit') ?? 50)).map((name) => [name]),
    publication: 42, source: 'sql',
  };
}

const kAnalyses = {
  order_frequency: ['orders', 'customers', (n) => Math.round(4100 * 0.58 ** n), 10],
  basket_size: ['items', 'orders', (n) => Math.round(9000 * Math.exp(-(((n - 2.4) / 3.1) ** 2))), 20],
};

export function answerAnalysis(name, params, golden) {
  const range = { publication: 42, source: 'sql', from: params.get('from'), to: params.get('to') };
  const column = (one, type) => ({ name: one, type });
  if (['rfm_segments', 'cohorts', 'product_pairs'].includes(name)) return { ...golden(`analysis_${name}`), ...range };
  if (kAnalyses[name]) {
    const [first, second, value, count] = kAnalyses[name];
    const rows = Array.from({ length: count }, (_, index) => [index + 1, value(index + 1)]);
    return { ...range, columns: [column(first, 'integer'), column(second, 'bigint')], rows };
  }
  if (name === 'days_between_orders') {
    const buckets = ['0-7', '8-14', '15-30', '31-60', '61-90', '91-180', 'over 180'];
    const sizes = [812, 1430, 2204, 1961, 1022, 774, 318];
    return { ...range, columns: [column('bucket', 'text'), column('intervals', 'bigint')],
      rows: buckets.map((bucket, index) => [bucket, sizes[index]]) };
  }
  if (name === 'repeat_curve') {
    const rows = Array.from({ length: 10 }, (_, index) => [index + 1, Math.round(5413 * 0.62 ** index),
      (0.62 ** index).toFixed(4)]);
    return { ...range, rows,
      columns: [column('nth_order', 'integer'), column('customers', 'bigint'), column('share', 'decimal')] };
  }
  if (name === 'demographics') {
    const bands = ['under 18', '18-24', '25-34', '35-44', '45-54', '55-64', '65 and over'];
    const rows = bands.flatMap((band, index) => ['Female', 'Male'].map((gender, place) => {
      const customers = Math.round(90 + 420 * Math.exp(-(((index - 3) / 1.7) ** 2)) * (place ? 0.86 : 1));
      return [band, gender, customers, (customers * 61.37).toFixed(2)];
    }));
    return { ...range, rows, columns: [column('age_band', 'text'), column('gender', 'text'),
      column('customers', 'bigint'), column('revenue', 'decimal')] };
  }
  return null;
}
