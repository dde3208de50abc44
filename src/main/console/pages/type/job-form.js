import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {absolute} from '../../core/base.js';
import {ApiError, call} from '../../core/client.js';
import {curl} from '../../core/curl.js';
import {current} from '../../core/session.js';
import {plain} from '../../core/text.js';
import {problemText} from '../../components/action.js';
import {RequestKeys} from '../../components/idempotency.js';
import {link} from '../../components/parts.js';
import {focusMistake, said, SchemaForm} from '../../components/schema-form/schema-form.js';
import {optionsSchema} from './options.js';

/**
 * The form that submits a job of a type.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['JobType']} JobType
 */
export class JobForm {
  #type;
  #changed;
  #submitted;
  #payload;
  #options;
  #keys = new RequestKeys();
  #isOptionWrong = false;
  #busy = false;
  /** @type {ApiError['problem'] | null} */
  #problem = null;
  #failure = '';
  /** The job of the last submit. @type {components['schemas']['Job'] | null} */
  #job = null;

  /**
   * @param {JobType} type
   * @param {() => void} changed called when it has to be drawn again
   * @param {() => void} submitted called after a submit
   */
  constructor(type, changed, submitted) {
    this.#type = type;
    this.#changed = changed;
    this.#submitted = submitted;
    const edited = () => { this.#problem = null; changed(); };
    this.#payload = new SchemaForm(type.schema, 'payload', edited);
    this.#options = new SchemaForm(optionsSchema(type.modes), '', edited);
  }

  #read() {
    const payload = this.#payload.read();
    const options = this.#options.read();
    return {
      body: {type: this.#type.name, payload: payload.value, ...options.value},
      mistakes: [...payload.mistakes, ...options.mistakes],
    };
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    if (this.#busy) {
      return;
    }
    const {body, mistakes} = this.#read();
    this.#job = null;
    this.#failure = '';
    this.#problem = null;
    this.#show(mistakes);
    if (mistakes.length === 0) {
      this.#busy = true;
      this.#changed();
      try {
        this.#job = (await call('/api/v1/jobs', submission(body, this.#keys.take(body)))).data;
        this.#keys.succeeded();
        this.#submitted();
      } catch (error) {
        if (error instanceof ApiError) {
          this.#problem = error.problem;
          this.#show(error.problem.errors ?? []);
        } else {
          this.#failure = error instanceof Error ? error.message : String(error);
        }
      } finally {
        this.#busy = false;
      }
    }
    this.#changed();
  }

  /** @param {import('../../components/schema-form/values.js').Mistake[]} mistakes */
  #show(mistakes) {
    this.#payload.mistakes = mistakes;
    this.#options.mistakes = mistakes;
    this.#isOptionWrong ||= this.#options.isWrong;
    if (mistakes.length > 0) {
      focusMistake();
    }
  }

  render() {
    return html`<form class="job" @submit=${(/** @type {SubmitEvent} */ event) => this.#submit(event)} novalidate>
      <h3>Payload</h3>
      ${this.#payload.switcher()}
      ${this.#payload.render()}
      <details class="options" ?open=${this.#isOptionWrong}>
        <summary>Mode, priority, time and attempts</summary>${this.#options.render()}</details>
      ${this.#outcome()}
      <div class="buttons"><button class="primary"
        aria-disabled=${this.#busy ? 'true' : nothing}>Submit job</button></div>
      ${this.#command()}
    </form>`;
  }

  #outcome() {
    const job = this.#job;
    return html`<div role="status">
      ${this.#problem ? problemText(this.#problem) : nothing}
      ${this.#failure ? html`<p class="problem">${plain(this.#failure)}</p>` : nothing}
      ${job ? html`<p class="done">${job.duplicate
        ? html`Another job holds the unique key${job.replaced ? ', and has the new payload' : ''}: `
        : 'Submitted: '}${link('/jobs/' + job.id, html`<code>${job.id}</code>`)}</p>` : nothing}
    </div>`;
  }

  #command() {
    const {body, mistakes} = this.#read();
    return html`<details class="curl"><summary>As a command</summary>
      ${mistakes.length > 0
        ? html`<p class="quiet">Correct first: ${plain(said(mistakes), 500)}.</p>`
        : html`<pre tabindex="0">${plain(curl({path: '/api/v1/jobs', ...submission(body, this.#keys.of(body))},
          location.origin + absolute(''), current()?.authenticated ?? false))}</pre>`}
    </details>`;
  }
}

/**
 * @param {object} body
 * @param {string} key
 */
function submission(body, key) {
  return {method: 'POST', headers: {'Idempotency-Key': key}, body};
}
