import {html, nothing} from '../lib/lit-html/lit-html.js';
import {absolute} from '../core/base.js';
import {ApiError, call} from '../core/client.js';
import {curl} from '../core/curl.js';
import {can, current} from '../core/session.js';
import {plain} from '../core/text.js';

/**
 * Something that a user can do: one call of the API, shown before it is made.
 *
 * @typedef {object} Request
 * @property {string} method
 * @property {string} path
 * @property {unknown} [body]
 * @property {Record<string, string>} [headers]
 *
 * @typedef {object} Action
 * @property {string} label the verb on the button, such as Cancel
 * @property {string} explain what happens, in a sentence
 * @property {import('../core/session.js').Scope} scope what the key needs
 * @property {() => Request | Request[]} request made anew whenever the fields change; several only with `perform`
 * @property {() => Promise<import('../core/client.js').Answer | void>} [perform] makes the calls, if one is not enough
 * @property {(changed: () => void, problem: ApiError['problem'] | null) => unknown} [fields] the template of its
 *     fields; `problem` is why the service has refused the request, until something changes
 * @property {boolean} [danger] whether it cannot be undone
 * @property {(answer: any) => string | void} [then] called after success with the
 *     {@link import('../core/client.js').Answer}, if there is one; returns the message to show
 */

/**
 * Returns the button of an action; nothing if the user may not do it.
 *
 * @param {import('../core/page.js').Page} page
 * @param {Action} action
 */
export function actionButton(page, action) {
  return can(action.scope)
    ? html`<button class=${action.danger ? 'danger' : ''}
        @click=${() => page.context.act(action)}>${action.label}…</button>`
    : nothing;
}

/** The dialog that explains an action, shows its curl, and does it. */
export class ActionDialog {
  /** @type {Action | null} */
  #action = null;
  #busy = false;
  #mistake = '';
  /** @type {ApiError['problem'] | null} */
  #problem = null;
  #draw;
  #say;
  #copied = false;

  /**
   * @param {() => void} draw
   * @param {(text: string) => void} say
   */
  constructor(draw, say) {
    this.#draw = draw;
    this.#say = say;
  }

  /** @param {Action} action */
  open(action) {
    this.#action = action;
    this.#busy = false;
    this.#clear();
    this.#draw();
    requestAnimationFrame(() => requestAnimationFrame(() => this.#element()?.showModal()));
  }

  #element() {
    return /** @type {HTMLDialogElement | null} */ (document.querySelector('dialog.action'));
  }

  #clear() {
    this.#mistake = '';
    this.#problem = null;
    this.#copied = false;
  }

  /** Closes the dialog. The answer to a call that is under way does not change what is opened after it. */
  close() {
    this.#element()?.close();
    this.#action = null;
    this.#busy = false;
    this.#draw();
  }

  /** @param {SubmitEvent} event */
  async #confirm(event) {
    event.preventDefault();
    const action = this.#action;
    if (!action || this.#busy) {
      return;
    }
    this.#clear();
    this.#busy = true;
    this.#draw();
    const isOpen = () => this.#action === action;
    try {
      const answer = await (action.perform?.() ?? perform(action.request()));
      if (!isOpen()) {
        this.#say(`${action.label}: done.`); // the user has gone on; nothing leads away from there
        return;
      }
      this.close();
      this.#say(action.then?.(answer) ?? `${action.label}: done.`);
    } catch (error) {
      this.#refused(error, isOpen(), action.label);
    }
  }

  /**
   * @param {unknown} error
   * @param {boolean} isOpen whether the dialog is still that of the action
   * @param {string} label
   */
  #refused(error, isOpen, label) {
    const message = error instanceof Error ? error.message : String(error);
    if (!isOpen) {
      this.#say(`${label}: ${message}`);
      return;
    }
    this.#busy = false;
    if (error instanceof ApiError) {
      this.#problem = error.problem;
    } else {
      this.#mistake = message;
    }
    this.#draw();
  }

  render() {
    const action = this.#action;
    if (!action) {
      return nothing;
    }
    return html`<dialog class="action" aria-labelledby="action-title" @cancel=${() => this.close()}>
      <form @submit=${(/** @type {SubmitEvent} */ event) => this.#confirm(event)}>
        <h2 id="action-title">${action.label}</h2>
        <p>${action.explain}</p>
        ${action.fields?.(() => { this.#clear(); this.#draw(); }, this.#problem) ?? nothing}
        ${this.#refusal()}
        ${this.#command(action)}
        <div class="buttons">
          <button type="button" @click=${() => this.close()}>Close</button>
          <button class=${action.danger ? 'danger' : 'primary'} ?disabled=${this.#busy}>${action.label}</button>
        </div>
      </form>
    </dialog>`;
  }

  #refusal() {
    if (this.#mistake) {
      return html`<p class="problem" role="alert">${this.#mistake}</p>`;
    }
    return this.#problem === null ? nothing : problemText(this.#problem);
  }

  /** @param {Action} action */
  #command(action) {
    let command = '';
    try {
      command = [action.request()].flat()
        .map((each) => curl(each, location.origin + absolute(''), current()?.authenticated ?? false))
        .join('\n');
    } catch (error) {
      return html`<p class="problem">${error instanceof Error ? error.message : String(error)}</p>`;
    }
    return html`<details class="curl">
      <summary>As a command</summary>
      <pre tabindex="0">${plain(command)}</pre>
      <button type="button" @click=${() => this.#copy(command)}>${this.#copied ? 'Copied' : 'Copy'}</button>
    </details>`;
  }

  /** @param {string} command */
  async #copy(command) {
    this.#copied = await copy(command);
    this.#draw();
  }
}

/** @param {Request | Request[]} requests */
function perform(requests) {
  const [{path, ...options}] = [requests].flat();
  return call(path, options);
}

/**
 * Returns a problem of the API as text, with its fields.
 *
 * @param {ApiError['problem']} problem
 */
export function problemText(problem) {
  return html`<div class="problem" role="alert">
    <p>${plain(problem.detail ?? problem.title ?? `The service answered ${problem.status}.`)}</p>
    ${problem.errors?.length ? html`<ul>${problem.errors.map((error) => html`
      <li><code>${plain(error.field, 200)}</code>: ${plain(error.message, 500)}</li>`)}</ul>` : nothing}
  </div>`;
}

/**
 * Copies a text, also where browsers offer no clipboard: on pages without HTTPS.
 *
 * @param {string} text
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    (document.querySelector('dialog[open]') ?? document.body).append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
