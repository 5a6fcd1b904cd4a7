import { readFault } from './answers';
import type { Read } from './read';

/** What went wrong with a request, in words for a person. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}

const kKept = 200;

/** GET requests with a small cache of answers; the cache belongs to one publication and is emptied with it. */
export class Client {
  readonly #answers = new Map<string, unknown>();

  /** The answer that is already here, if any. */
  peek<T>(path: string, read: Read<T>): T | null {
    return this.#answers.has(path) ? read(this.#answers.get(path), '') : null;
  }

  /** The answer of `path`; throws ApiError, or what fetch throws when `signal` aborts. */
  async get<T>(path: string, read: Read<T>, signal?: AbortSignal): Promise<T> {
    const body = await this.#fetch(path, signal ?? null);
    try {
      const answer = read(body, '');
      this.#keep(path, body);
      return answer;
    } catch (fault) {
      const message = fault instanceof Error ? fault.message : String(fault);
      throw new ApiError(
        'internal',
        message,
        'the page and the server are of different versions: reload the page',
      );
    }
  }

  /** As get(), but an answer that is already here is given again. */
  async getKept<T>(path: string, read: Read<T>, signal?: AbortSignal): Promise<T> {
    return this.peek(path, read) ?? (await this.get(path, read, signal));
  }

  forget(): void {
    this.#answers.clear();
  }

  #keep(path: string, body: unknown): void {
    this.#answers.delete(path);
    this.#answers.set(path, body);
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= kKept) break;
      this.#answers.delete(oldest);
    }
  }

  async #fetch(path: string, signal: AbortSignal | null): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(path, { signal, headers: { accept: 'application/json' } });
    } catch (fault) {
      if (fault instanceof DOMException && fault.name === 'AbortError') throw fault;
      throw new ApiError('unavailable', 'cannot reach the server', 'is till serve still running?');
    }
    const body: unknown = await response.json().catch(() => null);
    if (response.ok) return body;
    try {
      const { error } = readFault(body, '');
      throw new ApiError(error.code, error.message, error.hint);
    } catch (fault) {
      if (fault instanceof ApiError) throw fault;
      throw new ApiError('internal', `cannot read '${path}': the server answered ${response.status}`, '');
    }
  }
}
