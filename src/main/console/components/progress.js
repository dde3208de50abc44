import {html, nothing, svg} from '../lib/lit-html/lit-html.js';
import {percent} from '../core/format.js';
import {cell} from './parts.js';

/**
 * Returns a bar with its share as text.
 *
 * @param {number} share 0 to 1
 * @param {string} label for those who do not see it
 */
export function bar(share, label) {
  const part = Math.min(1, Math.max(0, Number(share))) || 0;
  return html`<svg class="bar" role="img" aria-label="${label}: ${percent(part)}">
    ${svg`<rect width="${part * 100}%" height="100%"></rect>`}</svg>`;
}

/**
 * Returns the progress of a job, with its message.
 *
 * @param {{fraction: number, message: string | null} | null | undefined} progress
 */
export function progressBar(progress) {
  return progress
    ? html`${bar(progress.fraction, 'Progress')}<small>${percent(Number(progress.fraction))}</small>
      ${progress.message ? cell(progress.message, 80) : nothing}`
    : nothing;
}
