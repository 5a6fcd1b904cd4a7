// Runs before the first paint, so that a dark page never flashes white.
(() => {
  let stored;
  try {
    stored = localStorage.getItem('till.theme');
  } catch {
    stored = null;
  }
  const dark = stored ? stored === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
