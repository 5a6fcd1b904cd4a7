/** An instant in the project's own time zone: `1 Apr 2026, 05:00`. */
export function showInstant(instant: string, timezone: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  const look: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' };
  try {
    return date.toLocaleString('en-GB', { ...look, timeZone: timezone });
  } catch {
    // The browser may not know the zone; its own is then better than nothing.
    return date.toLocaleString('en-GB', look);
  }
}
