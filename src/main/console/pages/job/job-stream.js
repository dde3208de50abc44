import {ApiError} from '../../core/client.js';
import {follow} from '../../core/stream.js';

/**
 * The stream of events of a job. If it is refused for another reason than that there is no job, such as a limit of
 * requests, it is asked for again after a pause.
 *
 * @import {Message} from '../../core/messages.js'
 * @typedef {object} Listener
 * @property {() => void} begun called before the first message of a stream that was opened; what the stream before it
 *     has brought comes again
 * @property {(message: Message) => void} received
 * @property {(error: ApiError) => boolean} refused returns whether there is no job
 * @property {() => void} ended called after the end, and after a refusal
 */

/** The pause before a stream that was refused is asked for again, in milliseconds. */
const AGAIN = 5000;

export class JobStream {
  #path;
  #listener;
  #aborter = new AbortController();
  /** Whether each change of the job comes by it. */
  isConnected = false;

  /**
   * @param {string} path
   * @param {Listener} listener
   */
  constructor(path, listener) {
    this.#path = path;
    this.#listener = listener;
  }

  /** Opens it, in place of the one that is open. */
  async open() {
    this.close();
    const aborter = new AbortController();
    this.#aborter = aborter;
    let hasBegun = false;
    try {
      await follow(this.#path, aborter.signal, this.#listener.received, (isConnected) => {
        if (isConnected && !hasBegun) {
          hasBegun = true;
          this.#listener.begun();
        }
        this.isConnected = isConnected;
      });
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      }
      if (!this.#listener.refused(error)) {
        this.#openLater(aborter.signal);
      }
    } finally {
      if (this.#aborter === aborter) {
        this.isConnected = false;
        this.#listener.ended();
      }
    }
  }

  /** @param {AbortSignal} signal of the stream that was refused */
  #openLater(signal) {
    window.setTimeout(() => {
      if (!signal.aborted) {
        void this.open();
      }
    }, AGAIN);
  }

  /** Ends it. */
  close() {
    this.#aborter.abort();
  }
}
