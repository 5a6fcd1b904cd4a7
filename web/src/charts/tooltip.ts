import type { Option } from './engine';
import type { Palette } from './palette';

export interface TipRow {
  readonly colour: string;
  readonly name: string;
  readonly value: string;
  readonly quiet?: boolean;
}

function element(tag: string, className: string, text: string): HTMLElement {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}

/** A tooltip's body as nodes with classes: the content policy forbids style attributes in HTML text. */
export function tipNode(title: string, rows: readonly TipRow[], note = ''): HTMLElement {
  const root = element('div', 'tip', '');
  root.append(element('div', 'tip-title', title));
  for (const row of rows) {
    const line = element('div', row.quiet === true ? 'tip-row quiet' : 'tip-row', '');
    const dot = element('span', 'tip-dot', '');
    dot.style.backgroundColor = row.colour;
    line.append(dot, element('span', '', row.name), element('b', '', row.value));
    root.append(line);
  }
  if (note !== '') root.append(element('div', 'tip-note', note));
  return root;
}

/** The tooltip's frame; an arrow would need HTML text, so there is none. */
export function tipFrame(palette: Palette): NonNullable<Option['tooltip']> {
  return {
    confine: true,
    backgroundColor: palette.raised,
    borderColor: palette.line,
    borderWidth: 1,
    padding: [8, 12],
    transitionDuration: 0.1,
    textStyle: { color: palette.text, fontSize: 12 },
  };
}
