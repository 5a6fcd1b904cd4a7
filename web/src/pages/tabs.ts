import type { Meta } from '../api/types';

export interface Tab {
  readonly name: string;
  readonly title: string;
  /** A dashboard's range and filters stay when one goes to another dashboard. */
  readonly isDashboard: boolean;
}

const kSystem: readonly Tab[] = [
  { name: 'pipeline', title: 'Pipeline', isDashboard: false },
  { name: 'catalog', title: 'Catalog', isDashboard: false },
  { name: 'quality', title: 'Quality', isDashboard: false },
];

/** The project's dashboards, then the pages about the data itself. */
export function tabsOf(meta: Meta): readonly Tab[] {
  const dashboards = meta.pages
    .filter((page) => !kSystem.some((tab) => tab.name === page.name))
    .map((page) => ({ name: page.name, title: page.title, isDashboard: true }));
  return [...dashboards, ...kSystem];
}
