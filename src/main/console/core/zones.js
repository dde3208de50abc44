/**
 * Times in two zones.
 */

/**
 * Returns an instant in UTC.
 *
 * @param {string | null | undefined} instant an ISO 8601 instant
 * @returns {string} such as 2026-11-30 01:30:00 UTC, with a fraction if it has one
 */
export function utc(instant) {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/.exec(instant ?? '');
  if (parts) {
    return `${parts[1]} ${parts[2]}${(parts[3] ?? '').replace(/(\.\d{1,3})\d*$/, '$1').replace(/\.0+$/, '')} UTC`;
  }
  return instant ?? '–';
}

/**
 * Returns an instant in a zone, to the second.
 *
 * @param {string | null | undefined} instant an ISO 8601 instant
 * @param {string} zone a name of the tz database
 * @returns {string} such as 2026-11-30 02:30:00 +01:00; empty if the browser does not know the zone
 */
export function zoned(instant, zone) {
  if (!instant) {
    return '–';
  }
  try {
    const parts = new Intl.DateTimeFormat('en', {
      timeZone: zone, calendar: 'iso8601', numberingSystem: 'latn', hourCycle: 'h23', timeZoneName: 'longOffset',
      year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
    }).formatToParts(new Date(instant));
    const of = (/** @type {string} */ type) => parts.find((part) => part.type === type)?.value ?? '';
    return `${of('year')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')}:${of('second')} `
      + (of('timeZoneName').replace('GMT', '') || '+00:00');
  } catch {
    return '';
  }
}

/**
 * Returns a local time with its offset, as the API writes it, in the form of {@link zoned}.
 *
 * @param {string} local such as 2026-11-30T02:30:00+01:00
 * @returns {string}
 */
export function local(local) {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(Z|[+-][\d:]+)$/.exec(local);
  return parts
    ? `${parts[1]} ${parts[2].padEnd(8, ':00')} ${parts[3] === 'Z' ? '+00:00' : parts[3]}`
    : local;
}

/**
 * Returns the instant of a field of the type `datetime-local`.
 *
 * @param {string} value such as 2026-11-30T02:30; empty for none
 * @param {boolean} [isUtc] whether it was entered in UTC; otherwise in the zone of the browser
 * @returns {string | undefined} an ISO 8601 instant
 */
export function entered(value, isUtc = false) {
  const date = new Date(isUtc ? `${value}Z` : value);
  return value === '' || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
