import {ApiError, send, UnreachableError} from './client.js';

/**
 * Follows a stream of server-sent events. `EventSource` cannot send a key, so the stream is read by `fetch`.
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

/**
 * Reads a stream until its event `end`, and connects again when it is cut. While the tab is hidden it goes on: there is
 * one stream a tab.
 *
 * @param {string} path of the stream
 * @param {AbortSignal} signal ends it
 * @param {(message: Message) => void} receive called for each message, also for `end`
 * @param {(connected: boolean) => void} connection called when it is cut, and when it is there again
 * @returns {Promise<void>} fulfilled after the end
 * @throws {ApiError} if the service refuses the stream
 */
export async function follow(path, signal, receive, connection) {
  /** @type {string | null} */
  let last = null;
  for (let failures = 0; !signal.aborted;) {
    try {
      const response = await send(path, {
        signal,
        headers: {Accept: 'text/event-stream', ...(last === null ? {} : {'Last-Event-ID': last})},
      });
      connection(true);
      failures = 0;
      const parser = new MessageParser();
      const body = /** @type {ReadableStream<any>} */ (response.body);
      const reader = body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        for (const message of parser.push(part.value)) {
          last = message.id ?? last;
          receive(message);
          if (message.event === 'end') {
            await reader.cancel();
            return;
          }
        }
      }
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      if (error instanceof ApiError) {
        throw error;
      }
      if (!(error instanceof UnreachableError || error instanceof TypeError)) {
        throw error;
      }
    }
    connection(false);
    failures++;
    await pause(Math.min(10_000, 500 * 2 ** failures), signal);
  }
}

/**
 * @param {number} millis
 * @param {AbortSignal} signal ends the pause early
 * @returns {Promise<void>}
 */
function pause(millis, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, {once: true});
  });
}
