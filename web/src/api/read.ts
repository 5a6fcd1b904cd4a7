/** A reader turns unknown JSON into a typed value or throws a ReadError that names the place. */
export type Read<T> = (value: unknown, at: string) => T;

export class ReadError extends Error {
  constructor(at: string, expected: string, found: unknown) {
    const kind = found === null ? 'null' : Array.isArray(found) ? 'array' : typeof found;
    super(`cannot read answer at '${at}': expected ${expected}, found ${kind}`);
  }
}

export const text: Read<string> = (value, at) => {
  if (typeof value !== 'string') throw new ReadError(at, 'string', value);
  return value;
};

export const number: Read<number> = (value, at) => {
  if (typeof value !== 'number') throw new ReadError(at, 'number', value);
  return value;
};

export const flag: Read<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw new ReadError(at, 'boolean', value);
  return value;
};

export const cell: Read<string | number | null> = (value, at) => {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  throw new ReadError(at, 'string, number or null', value);
};

export function nullable<T>(read: Read<T>): Read<T | null> {
  return (value, at) => (value === null || value === undefined ? null : read(value, at));
}

/** What a field is when it is left out. */
export function either<T>(read: Read<T>, absent: T): Read<T> {
  return (value, at) => (value === null || value === undefined ? absent : read(value, at));
}

export function list<T>(read: Read<T>): Read<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw new ReadError(at, 'array', value);
    return value.map((item: unknown, index) => read(item, `${at}[${index}]`));
  };
}

export function oneOf<const T extends string>(...names: readonly T[]): Read<T> {
  return (value, at) => {
    const found = names.find((name) => name === value);
    if (found === undefined) throw new ReadError(at, names.join(' or '), value);
    return found;
  };
}

export function record<T extends object>(fields: { readonly [K in keyof T]-?: Read<T[K]> }): Read<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ReadError(at, 'object', value);
    }
    const from = value as Readonly<Record<string, unknown>>;
    const out: Partial<T> = {};
    for (const name of names) out[name] = fields[name](from[name], at === '' ? name : `${at}.${name}`);
    return out as T;
  };
}
