import {html, nothing} from '../lib/lit-html/lit-html.js';

/**
 * The page that asks for a key.
 *
 * @param {string} failure why the last key was refused; empty without one
 * @param {(key: string, keep: boolean) => void} enter
 */
export function door(failure, enter) {
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const values = new FormData(form);
    const key = String(values.get('key') ?? '').trim();
    if (key) {
      enter(key, values.get('keep') !== null);
    }
  };
  return html`<main class="door">
    <h1>Jobwheel</h1>
    <form @submit=${submit}>
      <label for="key">Key</label>
      <input id="key" name="key" type="password" autocomplete="off" spellcheck="false" required
        aria-describedby="key-help" autofocus>
      <p id="key-help" class="quiet">A key of the service, or a token. It stays in this tab.</p>
      <label class="check"><input type="checkbox" name="keep"> Keep it until the tab is closed</label>
      ${failure ? html`<p class="problem" role="alert">${failure}</p>` : nothing}
      <button class="primary">Open</button>
    </form>
  </main>`;
}
