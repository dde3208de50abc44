/** Times, durations and numbers as people read them. */

const PARTS = /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/**
 * Returns the seconds of an ISO 8601 duration as the API writes it.
 *
 * @param {string | null | undefined} iso such as PT1M30S
 * @returns {number} NaN if it is none
 */
export function seconds(iso) {
  const parts = PARTS.exec(iso ?? '');
  if (!parts) {
    return NaN;
  }
  const [, sign, days, hours, minutes, rest] = parts;
  const total = Number(days ?? 0) * 86400 + Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(rest ?? 0);
  return sign ? -total : total;
}

/**
 * Returns a duration with two units at most, such as 1 m 30 s or 12 ms.
 *
 * @param {number} value seconds
 * @returns {string} a dash if there is none
 */
export function duration(value) {
  if (!Number.isFinite(value)) {
    return '–';
  }
  if (value < 0) {
    return '-' + duration(-value);
  }
  if (value === 0) {
    return '0 s';
  }
  if (value < 0.0009995) {
    return `${Math.max(1, Math.round(value * 1e6))} µs`;
  }
  if (value < 0.9995) {
    const millis = value * 1000;
    return `${millis < 9.95 ? trim(millis.toFixed(1)) : Math.round(millis)} ms`;
  }
  if (value < 59.95) {
    return `${trim(value.toFixed(1))} s`;
  }
  const whole = Math.round(value);
  if (whole < 3600) {
    return two(Math.floor(whole / 60), 'm', whole % 60, 's');
  }
  const minutes = Math.round(value / 60);
  if (minutes < 1440) {
    return two(Math.floor(minutes / 60), 'h', minutes % 60, 'm');
  }
  const hours = Math.round(value / 3600);
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** @param {string} digits */
function trim(digits) {
  return digits.replace(/\.0$/, '');
}

/**
 * @param {number} first
 * @param {string} unit
 * @param {number} second
 * @param {string} lesser
 */
function two(first, unit, second, lesser) {
  return second === 0 ? `${first} ${unit}` : `${first} ${unit} ${second} ${lesser}`;
}

/**
 * Returns the seconds from one instant to another.
 *
 * @param {string | null | undefined} from an ISO 8601 instant
 * @param {string | null | undefined} to an ISO 8601 instant
 * @returns {number} NaN if one is missing
 */
export function between(from, to) {
  return from && to ? (Date.parse(to) - Date.parse(from)) / 1000 : NaN;
}

/**
 * Returns how long ago an instant was, or in what time it comes.
 *
 * @param {string | null | undefined} instant an ISO 8601 instant
 * @param {number} now milliseconds since the epoch
 * @returns {string}
 */
export function ago(instant, now) {
  if (!instant) {
    return '–';
  }
  const passed = (now - Date.parse(instant)) / 1000;
  if (Math.abs(passed) < 1) {
    return 'now';
  }
  return passed > 0 ? `${duration(Math.floor(passed))} ago` : `in ${duration(Math.ceil(-passed))}`;
}

/**
 * Returns an instant in the zone of the browser, to the millisecond.
 *
 * @param {string | null | undefined} instant an ISO 8601 instant
 * @returns {string} such as 2026-11-29 14:03:07.123
 */
export function time(instant) {
  if (!instant) {
    return '–';
  }
  const date = new Date(instant);
  const digits = (/** @type {number} */ number, size = 2) => String(number).padStart(size, '0');
  return `${date.getFullYear()}-${digits(date.getMonth() + 1)}-${digits(date.getDate())} `
    + `${digits(date.getHours())}:${digits(date.getMinutes())}:${digits(date.getSeconds())}`
    + `.${digits(date.getMilliseconds(), 3)}`;
}

/**
 * Returns a whole number with separators.
 *
 * @param {number | null | undefined} value
 * @returns {string}
 */
export function count(value) {
  return value === null || value === undefined ? '–' : Math.round(value).toLocaleString('en');
}

/**
 * Returns a rate per second with three digits at most.
 *
 * @param {number} value per second
 * @returns {string}
 */
export function rate(value) {
  if (!Number.isFinite(value)) {
    return '–';
  }
  return value >= 10 || value === 0 ? count(value) : trim(value.toFixed(1));
}

/**
 * Returns a share as a percentage.
 *
 * @param {number} share 0 to 1
 * @returns {string}
 */
export function percent(share) {
  return Number.isFinite(share) ? `${trim((share * 100).toFixed(share < 0.0995 ? 1 : 0))} %` : '–';
}

/**
 * Returns a size in bytes with a unit.
 *
 * @param {number | null | undefined} size
 * @returns {string}
 */
export function bytes(size) {
  if (size === null || size === undefined || !Number.isFinite(size)) {
    return '–';
  }
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = size < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(size) / 10));
  const value = size / 2 ** (10 * power);
  return `${power === 0 || value >= 99.5 ? Math.round(value) : trim(value.toFixed(1))} ${units[power]}`;
}
