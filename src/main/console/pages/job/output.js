import {plain} from '../../core/text.js';

/**
 * The end of the output of a job, bounded in lines and in characters: a job can print for days.
 *
 * @typedef {{attempt: number, line: number, at: string, text: string}} Line
 */

/** The most lines that are kept. */
export const MOST_LINES = 2000;

/** The most characters of a line that are kept; the rest is counted. */
export const LONGEST_LINE = 10_000;

/** The most characters of all lines together. */
export const MOST_CHARACTERS = 1_000_000;

export class OutputBuffer {
  /** @type {{attempt: number, text: string}[]} */
  #lines = [];
  #characters = 0;
  #text = '';
  #isFresh = true;
  /** The lines that came, those that are dropped included. */
  received = 0;
  /** The lines of which only the beginning is kept. */
  cut = 0;

  /** @param {Line} line */
  push({attempt, text}) {
    const shown = plain(text.replace(/\n$/, ''), LONGEST_LINE);
    this.cut += text.length > LONGEST_LINE ? 1 : 0;
    this.received++;
    this.#lines.push({attempt, text: shown});
    this.#characters += shown.length;
    this.#isFresh = false;
    // a burst is trimmed once, not line by line
    if (this.#lines.length > MOST_LINES * 1.5 || this.#characters > MOST_CHARACTERS * 1.5) {
      this.#trim();
    }
  }

  /** Forgets all lines. */
  clear() {
    this.#lines = [];
    this.#characters = 0;
    this.#text = '';
    this.#isFresh = true;
    this.received = 0;
    this.cut = 0;
  }

  /** The lines that came and are not kept. */
  get dropped() {
    this.#trim();
    return this.received - this.#lines.length;
  }

  /** The kept lines, with a heading before each attempt but a lone first one. */
  get text() {
    if (!this.#isFresh) {
      this.#trim();
      const isOne = this.#lines.every((line) => line.attempt === 1);
      let attempt = isOne ? 1 : 0;
      /** @type {string[]} */
      const parts = [];
      for (const line of this.#lines) {
        if (line.attempt !== attempt) {
          attempt = line.attempt;
          parts.push(`── attempt ${attempt} ──`);
        }
        parts.push(line.text);
      }
      this.#text = parts.join('\n');
      this.#isFresh = true;
    }
    return this.#text;
  }

  #trim() {
    let first = Math.max(0, this.#lines.length - MOST_LINES);
    let characters = this.#lines.slice(first).reduce((sum, line) => sum + line.text.length, 0);
    while (characters > MOST_CHARACTERS && first < this.#lines.length - 1) {
      characters -= this.#lines[first].text.length;
      first++;
    }
    this.#lines.splice(0, first);
    this.#characters = characters;
  }
}
