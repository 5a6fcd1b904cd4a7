import { readMeta } from './answers';
import { ApiError, Client } from './client';
import type { Meta } from './types';

/** What the server says of the project, kept up to date: a new publication empties the cache and reloads it. */
export class Session {
  readonly client = new Client();
  meta = $state.raw<Meta | null>(null);
  error = $state.raw<ApiError | null>(null);
  /** Grows with each publication that arrives; whoever shows data asks again. */
  version = $state(0);
  #events: EventSource | null = null;

  async start(): Promise<void> {
    await this.reload();
    this.#events = new EventSource('api/events');
    this.#events.addEventListener('publication', (event: MessageEvent<unknown>) => {
      if (!this.#isShown(event.data)) void this.reload();
    });
  }

  async reload(): Promise<void> {
    try {
      const meta = await this.client.get('api/meta', readMeta);
      this.client.forget();
      this.meta = meta;
      this.error = null;
      this.version += 1;
    } catch (fault) {
      this.error = fault instanceof ApiError ? fault : new ApiError('internal', String(fault), '');
    }
  }

  stop(): void {
    this.#events?.close();
  }

  #isShown(data: unknown): boolean {
    const number = typeof data === 'string' ? /"number"\s*:\s*(\d+)/.exec(data)?.[1] : undefined;
    return number !== undefined && Number(number) === this.meta?.publication?.number;
  }
}
