import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {live} from '../../lib/lit-html/directives/live.js';
import {stringify} from '../../core/json.js';
import {plain} from '../../core/text.js';
import {below, initialState} from './values.js';

/**
 * The templates of the fields of a form.
 *
 * @import {Field} from './fields.js'
 * @import {Mistake} from './values.js'
 *
 * @typedef {object} Form
 * @property {Mistake[]} mistakes those that are shown, of the form and of the API
 * @property {(path: string) => void} changed called when a user has changed the field of a path
 *
 * @typedef {{holder: any, key: string | number, path: string, form: Form}} Place where the state of a field is kept
 */

/**
 * Returns the template of a field.
 *
 * @param {Field} field
 * @param {Place} place
 * @returns {unknown}
 */
export function fieldTemplate(field, place) {
  switch (field.kind) {
    case 'constant': return nothing;
    case 'object': return objectTemplate(field, place);
    case 'list': return listTemplate(field, place);
    case 'map': return mapTemplate(field, place);
    case 'variants': return variantsTemplate(field, place);
    default: return simple(field, place);
  }
}

/**
 * Returns the fields of an object, without a frame.
 *
 * @param {Field} field
 * @param {any} state
 * @param {string} path
 * @param {Form} form
 */
export function partsTemplate(field, state, path, form) {
  return (field.fields ?? []).map((part) =>
    fieldTemplate(part, {holder: state, key: part.name, path: below(path, part.name), form}));
}

/** @param {Field} field @param {Place} place */
function objectTemplate(field, place) {
  return group(field, place, partsTemplate(field, place.holder[place.key], place.path, place.form), true);
}

/** @param {Field} field @param {Place} place */
function listTemplate(field, {holder, key, path, form}) {
  const items = /** @type {any[]} */ (holder[key]);
  const item = /** @type {Field} */ (field.item);
  return group(field, {holder, key, path, form}, html`
    ${items.map((_, index) => html`<div class="entry">
      <div>${fieldTemplate({...item, label: `Item ${index + 1}`},
        {holder: items, key: index, path: `${path}[${index}]`, form})}</div>
      ${remover(`item ${index + 1} of ${field.label}`, () => { items.splice(index, 1); form.changed(path); })}
    </div>`)}
    <button type="button" @click=${() => { items.push(initialState(item)); form.changed(path); }}>
      Add an item</button>`);
}

/** @param {Field} field @param {Place} place */
function mapTemplate(field, {holder, key, path, form}) {
  const entries = /** @type {{key: string, value: any}[]} */ (holder[key]);
  const item = /** @type {Field} */ (field.item);
  return group(field, {holder, key, path, form}, html`
    ${entries.map((entry, index) => html`<div class="entry">
      <div class="pair">
        <label class="field"><span>Name</span><input autocomplete="off" .value=${live(entry.key)}
          @input=${(/** @type {InputEvent} */ event) => { entry.key = entered(event); form.changed(path); }}></label>
        ${fieldTemplate({...item, label: 'Value'}, {holder: entry, key: 'value', path: below(path, entry.key), form})}
      </div>
      ${remover(`entry ${index + 1} of ${field.label}`, () => { entries.splice(index, 1); form.changed(path); })}
    </div>`)}
    <button type="button" @click=${() => { entries.push({key: '', value: initialState(item)}); form.changed(path); }}>
      Add an entry</button>`);
}

/** @param {string} what @param {() => void} remove */
function remover(what, remove) {
  return html`<button type="button" aria-label=${`Remove ${what}`} @click=${remove}>Remove</button>`;
}

/** @param {Field} field @param {Place} place */
function variantsTemplate(field, {holder, key, path, form}) {
  const state = holder[key];
  const variants = field.fields ?? [];
  const choose = (/** @type {Event} */ event) => {
    const chosen = entered(event);
    holder[key] = {chosen, value: chosen === '' ? null : initialState(variants[Number(chosen)])};
    form.changed(path);
  };
  return group(field, {holder, key, path, form}, html`
    <label class="field"><span>Kind</span><select @change=${choose}>
      <option value="" ?selected=${state.chosen === ''}>${field.required ? 'choose…' : 'left out'}</option>
      ${variants.map((variant, index) => html`<option value=${index} ?selected=${state.chosen === String(index)}>
        ${plain(variant.label, 100)}</option>`)}
    </select></label>
    ${state.chosen === '' ? nothing : variantTemplate(variants[Number(state.chosen)], state, path, form)}`);
}

/** @param {Field} variant @param {any} state @param {string} path @param {Form} form */
function variantTemplate(variant, state, path, form) {
  return variant.kind === 'object'
    ? partsTemplate(variant, state.value, path, form)
    : fieldTemplate(variant, {holder: state, key: 'value', path, form});
}

/**
 * @param {Field} field
 * @param {Place} place
 * @param {unknown} content
 * @param {boolean} [exact] whether the parts show mistakes of their own paths
 */
function group(field, {path, form}, content, exact = false) {
  const found = exact ? form.mistakes.filter((each) => each.field === path) : mistakesAt(form, path, true);
  return html`<fieldset class=${found.length ? 'wrong' : ''} aria-describedby=${helpOf(path)}>
    <legend>${plain(field.label, 100)}${mark(field)}</legend>
    <div id=${helpOf(path)}>${help(field)}${said(found)}</div>
    ${content}
  </fieldset>`;
}

/** @param {Field} field @param {Place} place */
function simple(field, place) {
  const found = mistakesAt(place.form, place.path, false);
  return html`<div class="field">
    <label for=${idOf(place.path)}>${plain(field.label, 100)}${mark(field)}</label>
    ${control(field, place, found.length > 0)}
    <span id=${helpOf(place.path)}>${help(field)}${said(found)}</span>
  </div>`;
}

/** @param {Field} field @param {Place} place @param {boolean} wrong */
function control(field, {holder, key, path, form}, wrong) {
  const state = /** @type {string} */ (holder[key]);
  const set = (/** @type {Event} */ event) => { holder[key] = entered(event); form.changed(path); };
  const describedBy = helpOf(path);
  if (field.kind === 'boolean' || field.kind === 'choice') {
    const choices = field.kind === 'boolean'
      ? [['true', 'true'], ['false', 'false']]
      : (field.values ?? []).map((value, index) =>
        [String(index), plain(typeof value === 'string' ? value : stringify(value, 0), 100)]);
    return html`<select id=${idOf(path)} data-path=${path} aria-invalid=${wrong} aria-describedby=${describedBy}
      @change=${set}>
      <option value="" ?selected=${state === ''}>${field.required ? 'choose…' : 'left out'}</option>
      ${choices.map(([value, text]) => html`<option value=${value} ?selected=${state === value}>${text}</option>`)}
    </select>`;
  }
  const isNumber = field.kind === 'number';
  if (isNumber || (field.kind === 'text' && field.short)) {
    return html`<input id=${idOf(path)} data-path=${path} autocomplete="off" spellcheck="false" aria-invalid=${wrong}
      inputmode=${isNumber ? 'decimal' : 'text'} aria-describedby=${describedBy}
      placeholder=${field.example ? plain(field.example, 60) : nothing}
      aria-required=${field.required} .value=${live(state)} @input=${set}>`;
  }
  const rows = Math.min(12, Math.max(field.kind === 'json' ? 2 : 1, state.split('\n', 12).length));
  return html`<textarea id=${idOf(path)} data-path=${path} rows=${rows} spellcheck="false" aria-invalid=${wrong}
    aria-describedby=${describedBy} aria-required=${field.required}
    placeholder=${field.kind === 'json' ? 'JSON' : nothing} .value=${live(state)} @input=${set}></textarea>`;
}

/** @param {string} path @returns {string} the id of the control; white space would separate ids */
function idOf(path) {
  return 'field-' + path.replace(/\s/g, '_');
}

/** @param {string} path @returns {string} the id of what is said about the control */
function helpOf(path) {
  return 'help-' + path.replace(/\s/g, '_');
}

/** @param {Event} event */
function entered(event) {
  return /** @type {HTMLInputElement} */ (event.target).value;
}

/** @param {Field} field */
function mark(field) {
  return field.required ? html` <small>(required)</small>` : nothing;
}

/** @param {Field} field */
function help(field) {
  const text = [field.help, field.limits && `${field.limits}.`].filter(Boolean).join(' ');
  return text ? html`<small>${plain(text, 1000)}</small>` : nothing;
}

/** @param {Mistake[]} mistakes */
function said(mistakes) {
  return mistakes.map((mistake) => html`<strong class="mistake" role="alert">${plain(mistake.message, 500)}</strong>`);
}

/**
 * Returns the mistakes of a field, and of what is inside of it unless its parts show them.
 *
 * @param {Form} form
 * @param {string} path
 * @param {boolean} hasParts
 */
function mistakesAt(form, path, hasParts) {
  return form.mistakes.filter(({field}) =>
    field === path || (!hasParts && (field.startsWith(path + '.') || field.startsWith(path + '['))));
}
