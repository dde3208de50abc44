/**
 * A message of a stream of server-sent events.
 *
 * @typedef {{event: string, id: string | null, data: string}} Message
 */

/** Splits the text of a stream into messages, as the HTML standard defines event streams. */
export class MessageParser {
  #rest = '';
  #event = '';
  /** @type {string[]} */
  #data = [];
  /** @type {string | null} */
  #id = null;

  /**
   * Takes the next part of the text, which can end anywhere.
   *
   * @param {string} text
   * @returns {Message[]} the messages that are complete
   */
  push(text) {
    /** @type {Message[]} */
    const messages = [];
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = this.#take(line.endsWith('\r') ? line.slice(0, -1) : line);
      if (message) {
        messages.push(message);
      }
    }
    return messages;
  }

  /**
   * @param {string} line
   * @returns {Message | null}
   */
  #take(line) {
    if (line === '') {
      const message = this.#data.length === 0
        ? null
        : {event: this.#event || 'message', id: this.#id, data: this.#data.join('\n')};
      this.#event = '';
      this.#data = [];
      this.#id = null;
      return message;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') {
      this.#event = value;
    } else if (field === 'data') {
      this.#data.push(value);
    } else if (field === 'id') {
      this.#id = value;
    }
    return null; // a comment, a field without a meaning, or a message that is not complete
  }
}
