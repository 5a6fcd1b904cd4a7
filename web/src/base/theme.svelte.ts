export type ThemeName = 'light' | 'dark';

const kKey = 'till.theme';

/** The page's palette: the stored choice, else the system's, followed while nothing is stored. */
export class Theme {
  #name = $state<ThemeName>(document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light');

  constructor() {
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => {
      if (this.#stored() === null) this.#apply(event.matches ? 'dark' : 'light');
    });
  }

  get name(): ThemeName {
    return this.#name;
  }

  toggle(): void {
    this.#apply(this.#name === 'dark' ? 'light' : 'dark');
    try {
      localStorage.setItem(kKey, this.#name);
    } catch {
      // Storage may be refused; the choice then lasts as long as the page.
    }
  }

  #apply(name: ThemeName): void {
    document.documentElement.dataset['theme'] = name;
    this.#name = name;
  }

  #stored(): string | null {
    try {
      return localStorage.getItem(kKey);
    } catch {
      return null;
    }
  }
}
