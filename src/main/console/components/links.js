import {absolute} from '../core/base.js';

/**
 * Returns the link to a page of the console that a click follows here; null for other links, and if the click is for
 * another tab or window, or is handled otherwise.
 *
 * @param {MouseEvent} event
 * @returns {HTMLAnchorElement | null}
 */
export function pageLink(event) {
  const link = /** @type {Element} */ (event.target).closest?.('a[href]');
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  return link instanceof HTMLAnchorElement && isPlain && !event.defaultPrevented && !link.target && !link.download
    && !link.hash && link.origin === location.origin && `${link.pathname}/`.startsWith(absolute('/console/'))
    ? link
    : null;
}
