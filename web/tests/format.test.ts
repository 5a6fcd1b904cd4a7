import { describe, expect, it } from 'vitest';
import { toCsv } from '../src/base/csv';
import { changeOf, Formatter, humanise, numberOf, showSeconds } from '../src/base/format';

describe('values', () => {
  const format = new Formatter('GBP');
  it('money is compact on tiles and axes and exact in tooltips', () => {
    expect(format.compact(4_874_038.67, 'money')).toBe('£4.87M');
    expect(format.compact(30.5951, 'money')).toBe('£30.60');
    expect(format.axis(120_000, 'money')).toBe('£120K');
    expect(format.exact(4_874_038.67, 'money')).toBe('£4,874,038.67');
  });
  it('a ratio is a percentage, a span is told in days, nothing is a dash', () => {
    expect(format.exact(0.0312, 'ratio')).toBe('3.1%');
    expect(format.exact(1, 'days')).toBe('1 day');
    expect(format.exact(14.6537, 'days')).toBe('14.7 days');
    expect(format.exact(null, 'money')).toBe('–');
  });
  it('short amounts have three digits and a true minus sign', () => {
    expect(format.axis(1_060_479.8, 'money')).toBe('£1.06M');
    expect(format.axis(-1_583, 'money')).toBe('−£1.58K');
    expect(format.exact(-23_264.41, 'money')).toBe('−£23,264.41');
  });
  it('a column is told with decimals throughout or not at all', () => {
    expect(format.exact(12, 'number')).toBe('12');
    expect(format.exact(12, 'number', false)).toBe('12.00');
  });
  it('decimals arrive as text', () => {
    expect(numberOf('184213.37')).toBe(184213.37);
    expect(numberOf(null)).toBeNull();
    expect(numberOf('Toys')).toBeNull();
  });
  it('durations and names read as words', () => {
    expect(showSeconds(131.4)).toBe('2 min 11 s');
    expect(showSeconds(0.32)).toBe('320 ms');
    expect(humanise('share_of_revenue')).toBe('Share of revenue');
    expect(humanise('product_a')).toBe('Product A');
  });
});

describe('changes', () => {
  it('what rounds to 0.0 % is neutral, whatever its sign', () => {
    expect(changeOf(9999.9, 10_000, 'money', 'up')).toEqual({
      text: '0.0%',
      direction: 'flat',
      tone: 'neutral',
    });
  });
  it('the sense of a measure decides what is good', () => {
    expect(changeOf(110, 100, 'count', 'up')).toEqual({ text: '+10.0%', direction: 'up', tone: 'good' });
    expect(changeOf(110, 100, 'count', 'down')?.tone).toBe('bad');
    expect(changeOf(90, 100, 'count', 'none')?.tone).toBe('neutral');
  });
  it('a ratio moves in percentage points', () => {
    expect(changeOf(0.031, 0.029, 'ratio', 'down')?.text).toBe('+0.2 pp');
  });
  it('there is no change without something to compare with', () => {
    expect(changeOf(10, null, 'count', 'up')).toBeNull();
    expect(changeOf(10, 0, 'count', 'up')).toBeNull();
  });
  it('from ten times on a change is a multiple', () => {
    expect(changeOf(990, 100, 'money', 'up')?.text).toBe('+890.0%');
    expect(changeOf(147_700, 100, 'money', 'up')).toEqual({ text: '×1,480', direction: 'up', tone: 'good' });
  });
  it('a fall of a negative amount has the right sign', () => {
    expect(changeOf(-110, -100, 'money', 'none')?.text).toBe('−10.0%');
  });
});

describe('CSV', () => {
  it('quotes what needs it and disarms formulas, but never numbers', () => {
    const text = toCsv(
      ['Sales, 1 – 30 Mar'],
      ['name', 'value'],
      [
        ['=1+1', '-12.50'],
        ['say "hi"', 3],
        [null, null],
      ],
    );
    expect(text).toBe('"Sales, 1 – 30 Mar"\r\nname,value\r\n\'=1+1,-12.50\r\n"say ""hi""",3\r\n,\r\n');
  });
});
