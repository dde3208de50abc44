import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {focusMistake, said, SchemaForm} from '../../components/schema-form/schema-form.js';
import {definition, LIMIT} from './definition.js';

/**
 * What can be done with a limit.
 *
 * @import {components} from '#api'
 * @import {Action} from '../../components/action.js'
 * @typedef {components['schemas']['Limit']} Limit
 * @typedef {{limit: Limit, etag: string}} Version
 */

/** @param {string} name */
export function limitPath(name) {
  return `/api/v1/limits/${encodeURIComponent(name)}`;
}

/** A form of a definition, which is made when its dialog is open. */
class LimitForm {
  /** @type {SchemaForm | null} */
  #form = null;
  /** The latest refusal, which stays at its fields until these change. @type {unknown} */
  #shown = null;
  #initial;
  #redraw = () => {};

  /** @param {Record<string, unknown>} [initial] */
  constructor(initial) {
    this.#initial = initial;
  }

  #made() {
    return (this.#form ??= new SchemaForm(LIMIT, '', () => this.#redraw(), this.#initial));
  }

  /** Returns the definition. Throws an error with what is wrong with it. */
  body() {
    const {value, mistakes} = this.#made().read();
    if (mistakes.length > 0) {
      throw new Error(`Correct first: ${said(mistakes)}.`);
    }
    return value ?? {};
  }

  /**
   * @param {() => void} draw
   * @param {{errors?: {field: string, message: string}[]} | null} problem
   */
  render(draw, problem) {
    this.#redraw = draw;
    const form = this.#made();
    if (problem && problem !== this.#shown) {
      this.#shown = problem;
      form.mistakes = problem.errors ?? [];
      focusMistake();
    }
    return html`${form.switcher()}${form.render()}`;
  }
}

/**
 * Returns the action that creates a limit. It never replaces one.
 *
 * @param {() => void} then called after success
 * @returns {Action}
 */
export function createAction(then) {
  let name = '';
  const form = new LimitForm();
  return {
    label: 'New limit',
    explain: 'A limit holds for the jobs that name it. Give at least one of total, perKey and rate.',
    scope: 'jobs:admin',
    request: () => {
      if (name === '') {
        throw new Error('Give it a name.');
      }
      return {method: 'PUT', path: limitPath(name), headers: {'If-None-Match': '*'}, body: form.body()};
    },
    fields: (draw, problem) => html`
      <label class="field"><span>Name <small>(required)</small></span><input .value=${name} autocomplete="off"
        required pattern="[a-z0-9][a-z0-9._\\-]{0,99}" spellcheck="false"
        @input=${(/** @type {InputEvent} */ event) => {
          name = /** @type {HTMLInputElement} */ (event.target).value; draw(); }}>
        <small>Lower-case letters, digits, dots, dashes and underscores, at most 100.</small></label>
      ${problem?.status === 412 ? html`<p class="problem">A limit has this name already. Take another name, or edit
        that limit.</p>` : nothing}
      ${form.render(draw, problem)}`,
    then: () => { then(); return `The limit ${name} is created.`; },
  };
}

/**
 * Returns the action that replaces the definition of a limit.
 *
 * @param {Version} version the one that is edited
 * @param {() => void} then called after success
 * @returns {Action}
 */
export function editAction({limit, etag}, then) {
  const form = new LimitForm(definition(limit));
  return {
    label: 'Edit',
    explain: `Replaces the definition of ${limit.name}, also for the jobs that wait. Jobs that run go on, also if `
      + 'there are more of them than it then allows.',
    scope: 'jobs:admin',
    request: () => ({method: 'PUT', path: limitPath(limit.name), headers: {'If-Match': etag}, body: form.body()}),
    fields: (draw, problem) => html`
      ${problem?.status === 412 ? html`<p class="problem">The limit has changed since the dialog was opened. Close it,
        and edit the present definition.</p>` : nothing}
      ${form.render(draw, problem)}`,
    then: () => { then(); return `The limit ${limit.name} is changed.`; },
  };
}

/**
 * @param {Limit} limit
 * @param {() => void} then called after success
 * @returns {Action}
 */
export function deleteAction(limit, then) {
  return {
    label: 'Delete',
    explain: `Deletes the limit ${limit.name}. It holds for no job any more: those that only it holds are released. `
      + 'Jobs that name it are refused from then on.',
    scope: 'jobs:admin',
    danger: true,
    request: () => ({method: 'DELETE', path: limitPath(limit.name)}),
    then: () => { then(); return `The limit ${limit.name} is deleted.`; },
  };
}
