import {stringify} from '../core/json.js';

/**
 * The `Idempotency-Key` of the requests of a form that can be submitted again and again. A request that is repeated
 * before there was an answer has the key of the first one, so that a lost answer does not lead to a second job; another
 * request has another key.
 */
export class RequestKeys {
  #random;
  /** The key of the next request that is not a repetition. */
  #fresh;
  /** The latest request, until it succeeds. @type {{text: string, key: string} | null} */
  #open = null;

  /** @param {() => string} [random] makes a key */
  constructor(random = randomKey) {
    this.#random = random;
    this.#fresh = random();
  }

  /**
   * Returns the key that a request would have.
   *
   * @param {unknown} body
   * @returns {string}
   */
  of(body) {
    return this.#open?.text === stringify(body, 0) ? this.#open.key : this.#fresh;
  }

  /**
   * Returns the key of a request that is about to be sent.
   *
   * @param {unknown} body
   * @returns {string}
   */
  take(body) {
    const text = stringify(body, 0);
    if (this.#open?.text !== text) {
      this.#open = {text, key: this.#fresh};
      this.#fresh = this.#random();
    }
    return this.#open.key;
  }

  /** Has the next request, also an equal one, get another key: the latest one has succeeded. */
  succeeded() {
    this.#open = null;
  }
}

/**
 * Returns a random key; `crypto.randomUUID` is missing on pages without HTTPS.
 *
 * @returns {string} 32 hexadecimal digits
 */
export function randomKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
