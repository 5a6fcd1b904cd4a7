import type { Cell } from './format';

/** One cell: quoted where needed; text that a spreadsheet would run as a formula gets an apostrophe, numbers never. */
function cellText(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  const isNumber = typeof cell === 'number' || /^[-+]?\d+(\.\d+)?$/.test(text);
  const safe = !isNumber && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** CSV text with CRLF line ends; `notes` stand above the header, one per line. */
export function toCsv(
  notes: readonly string[],
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
): string {
  const lines = [...notes.map((note) => [note]), header, ...rows];
  return lines.map((cells) => cells.map(cellText).join(',')).join('\r\n') + '\r\n';
}

/** Hands text to the browser as a file to save. */
export function saveText(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
