import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {live} from '../../lib/lit-html/directives/live.js';
import {focusWhenDrawn} from '../focus.js';
import {parse, stringify, Verbatim} from '../../core/json.js';
import {fieldOf} from './fields.js';
import {fieldTemplate, partsTemplate} from './form.js';
import {below, initialState, stateFor, valueOf} from './values.js';

/**
 * A form made from a JSON Schema. Its value can be edited as JSON, too: for what the form cannot hold, such as an empty
 * text, and for what the schema does not have.
 *
 * @import {Mistake} from './values.js'
 */
export class SchemaForm {
  #field;
  /** The state of the field is kept at `value`. */
  #holder;
  #path;
  #changed;
  /** The value as JSON while it is edited so; null in the form. @type {string | null} */
  #text = null;
  #refusal = '';
  /** What is wrong, as the fields show it. @type {Mistake[]} */
  mistakes = [];

  /**
   * @param {any} schema
   * @param {string} path of the value in the request, such as payload; empty for the request itself
   * @param {() => void} changed called when a user has changed something
   * @param {any} [value] the value to begin with; one that the form cannot hold is edited as JSON
   */
  constructor(schema, path, changed, value) {
    this.#field = fieldOf(schema);
    this.#path = path;
    this.#changed = changed;
    this.#holder = {value: initialState(this.#field)};
    if (value !== undefined) {
      this.#text = stringify(value);
      this.#toForm();
      this.#refusal = '';
    }
  }

  /**
   * Returns the value, and what is wrong with it.
   *
   * @returns {{value: any, mistakes: Mistake[]}}
   */
  read() {
    /** @type {Mistake[]} */
    const mistakes = [];
    if (this.#text === null) {
      return {value: valueOf(this.#field, this.#holder.value, this.#path, mistakes), mistakes};
    }
    try {
      parse(this.#text);
      return {value: new Verbatim(this.#text.trim()), mistakes};
    } catch (error) {
      return {value: null, mistakes: [{field: this.#path, message: `is not JSON: ${String(error)}`}]};
    }
  }

  /** Whether one of the mistakes is of a field of this form. */
  get isWrong() {
    const names = (this.#field.fields ?? []).map((part) => below(this.#path, part.name));
    return this.mistakes.some(({field}) => names.some((name) => field === name || field.startsWith(name + '.')
      || field.startsWith(name + '[')));
  }

  #toJson() {
    this.#refusal = '';
    this.#text = stringify(this.read().value ?? {});
    this.#changed();
  }

  #toForm() {
    try {
      this.#holder.value = stateFor(this.#field, parse(this.#text ?? ''));
      this.#text = null;
      this.#refusal = '';
    } catch (error) {
      this.#refusal = error instanceof SyntaxError
        ? 'This is not JSON.'
        : 'The form cannot hold this JSON as it is. Go on as JSON.';
    }
    this.#changed();
  }

  /** The template of the fields. */
  render() {
    return this.#text === null ? this.#fields() : this.#editor(this.#text);
  }

  /** The template of the switch between the form and JSON. */
  switcher() {
    return html`<div class="buttons" role="group" aria-label="How to edit">
      <button type="button" aria-pressed=${this.#text === null}
        @click=${() => { if (this.#text !== null) { this.#toForm(); } }}>Form</button>
      <button type="button" aria-pressed=${this.#text !== null}
        @click=${() => { if (this.#text === null) { this.#toJson(); } }}>JSON</button>
    </div>`;
  }

  #fields() {
    const form = {
      mistakes: this.mistakes,
      changed: (/** @type {string} */ path) => {
        this.mistakes = this.mistakes.filter(({field}) => !(field === path || field.startsWith(`${path}.`)
          || field.startsWith(`${path}[`)));
        this.#changed();
      },
    };
    return this.#field.kind === 'object'
      ? partsTemplate(this.#field, this.#holder.value, this.#path, form)
      : fieldTemplate({...this.#field, label: this.#field.label || 'Value'},
        {holder: this.#holder, key: 'value', path: this.#path, form});
  }

  /** @param {string} text */
  #editor(text) {
    const set = (/** @type {InputEvent} */ event) => {
      this.#text = /** @type {HTMLTextAreaElement} */ (event.target).value;
      this.mistakes = [];
      this.#refusal = '';
      this.#changed();
    };
    return html`<label class="field"><span>JSON</span>
      <textarea rows="12" spellcheck="false" data-path=${this.#path} aria-invalid=${this.mistakes.length > 0}
        .value=${live(text)} @input=${set}></textarea></label>
      ${this.#refusal ? html`<p class="problem" role="alert">${this.#refusal}</p>` : nothing}`;
  }
}

/**
 * Returns mistakes in one line.
 *
 * @param {Mistake[]} mistakes
 */
export function said(mistakes) {
  return mistakes.slice(0, 5).map((each) => `${each.field} ${each.message}`).join('; ');
}

/** Moves the focus to the first field that is wrong, once it is drawn; not if the user goes on elsewhere. */
export function focusMistake() {
  focusWhenDrawn('[aria-invalid="true"]');
}
