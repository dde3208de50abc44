import {ApiError, LONGEST_CALL, send, UnreachableError} from './client.js';
import {MessageParser} from './messages.js';

/** @import {Message} from './messages.js' */

/** The longest time without anything from the service, which sends a comment every 15 seconds, in milliseconds. */
const SILENCE = 40_000;

/**
 * Follows a stream of server-sent events until its event `end`, and connects again when it is cut. `EventSource` cannot
 * send a key, so the stream is read by `fetch`. It goes on while the tab is hidden: there is one stream a tab.
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
      const response = await connect(path, signal, last);
      connection(true);
      const parser = new MessageParser();
      const body = /** @type {ReadableStream<any>} */ (response.body);
      const reader = body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await read(reader); !part.done; part = await read(reader)) {
        for (const message of parser.push(part.value)) {
          failures = 0;
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
    // not all tabs at the same moment
    await pause(Math.min(10_000, 500 * 2 ** Math.min(failures, 5)) * (1 + Math.random() / 4), signal);
  }
}

/**
 * @param {string} path
 * @param {AbortSignal} signal
 * @param {string | null} last the id of the last message; null for none
 * @returns {Promise<Response>}
 */
async function connect(path, signal, last) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new DOMException('too late', 'TimeoutError')), LONGEST_CALL);
  try {
    return await send(path, {
      signal: AbortSignal.any([signal, limit.signal]),
      headers: {Accept: 'text/event-stream', ...(last === null ? {} : {'Last-Event-ID': last})},
    });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Reads the next part. After a long silence the stream ends: a proxy can keep a connection whose service is gone.
 *
 * @param {ReadableStreamDefaultReader<string>} reader
 * @returns {Promise<ReadableStreamReadResult<string>>}
 */
async function read(reader) {
  const timer = setTimeout(() => void reader.cancel(), SILENCE);
  try {
    return await reader.read();
  } finally {
    clearTimeout(timer);
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
