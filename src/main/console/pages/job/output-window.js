import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {ref} from '../../lib/lit-html/directives/ref.js';
import {send} from '../../core/client.js';
import {count} from '../../core/format.js';
import {OutputBuffer} from './output.js';

/**
 * The window of the output of a job: it follows the end, and stands still while one has scrolled up.
 *
 * @import {Page} from '../../core/page.js'
 */
export class OutputWindow {
  buffer = new OutputBuffer();
  #page;
  #id;
  /** What is shown while the window stands still. @type {{text: string, received: number} | null} */
  #frozen = null;
  /** @type {Element | undefined} */
  #element;
  #attach = (/** @type {Element | undefined} */ element) => { this.#element = element; };

  /**
   * @param {Page} page
   * @param {string} id of the job
   */
  constructor(page, id) {
    this.#page = page;
    this.#id = id;
  }

  /**
   * Returns the section.
   *
   * @param {number} attempt the latest attempt
   * @param {boolean} isLive whether more output may come
   */
  render(attempt, isLive) {
    if (this.buffer.received === 0) {
      return attempt === 0 ? nothing : html`<h2>Output</h2>
        <p class="quiet">${isLive ? 'The job has not printed anything yet.' : 'The job has not printed anything.'}</p>`;
    }
    const text = this.#frozen?.text ?? this.buffer.text;
    queueMicrotask(() => this.#followEnd()); // after the new text is in the page
    return html`<h2>Output</h2>
      <pre class="output" tabindex="0" aria-label="Output" ${ref(this.#attach)} @scroll=${() => this.#scrolled()}><bdi
        >${text}</bdi></pre>
      <div class="buttons">
        <span class="quiet" role="status">${this.#state(isLive)}</span>
        ${this.#frozen ? html`<button @click=${() => this.#release()}>Follow the end</button>` : nothing}
        <button @click=${() => this.#download(attempt)}>Download the whole output of attempt ${attempt}</button>
      </div>`;
  }

  /** @param {boolean} isLive */
  #state(isLive) {
    if (this.#frozen) {
      return `It stands still; ${count(this.buffer.received - this.#frozen.received)} more lines.`;
    }
    const lines = `${count(this.buffer.received)} ${this.buffer.received === 1 ? 'line' : 'lines'}`;
    const {dropped, cut, received} = this.buffer;
    return [
      dropped > 0 ? `${lines}, of which the last ${count(received - dropped)} are here.` : `${lines}.`,
      cut > 0 ? `${count(cut)} long ${cut === 1 ? 'line is' : 'lines are'} cut.` : '',
      isLive ? 'It follows the end.' : '',
    ].join(' ');
  }

  #scrolled() {
    const element = this.#element;
    if (!element) {
      return;
    }
    const isAtEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 8;
    if (isAtEnd !== (this.#frozen === null)) {
      this.#frozen = isAtEnd ? null : {text: this.buffer.text, received: this.buffer.received};
      this.#page.update();
    }
  }

  #release() {
    this.#frozen = null;
    this.#page.update();
  }

  #followEnd() {
    if (this.#frozen === null && this.#element) {
      this.#element.scrollTop = this.#element.scrollHeight;
    }
  }

  /**
   * Saves the output as a file; a plain link could not carry the key.
   *
   * @param {number} attempt
   */
  async #download(attempt) {
    try {
      const path = `/api/v1/jobs/${encodeURIComponent(this.#id)}/output?attempt=${attempt}`;
      const response = await send(path, {headers: {Accept: 'text/plain'}});
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await response.blob());
      link.download = `${this.#id}-${attempt}.txt`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      this.#page.context.say(error instanceof Error ? error.message : String(error));
    }
  }
}
