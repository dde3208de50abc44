import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {choice} from '../../components/parts.js';
import {focusMistake, said, SchemaForm} from '../../components/schema-form/schema-form.js';
import {plain} from '../../core/text.js';
import {SCHEDULE_OPTIONS, whenSchema} from './schemas.js';

/**
 * @import {components} from '#api'
 * @import {Action} from '../../components/action.js'
 * @typedef {components['schemas']['JobType']} JobType
 */

/**
 * Returns the action that creates a schedule of one job. It never replaces one.
 *
 * @param {JobType[]} types those of this node
 * @param {(name: string) => void} then called after success
 * @returns {Action}
 */
export function createAction(types, then) {
  let name = '';
  /** Called when something changes, once the dialog has said what to call. */
  let redraw = () => {};
  const changed = () => redraw();
  let type = types.find((each) => each.name === 'countdown')?.name ?? types[0]?.name ?? '';
  const makePayload = () =>
    new SchemaForm(types.find((each) => each.name === type)?.schema ?? {}, 'job.payload', changed);
  const makeForms = () => ({
    times: new SchemaForm(whenSchema(browserZone()), '', changed),
    payload: makePayload(),
    options: new SchemaForm(SCHEDULE_OPTIONS, '', changed),
  });
  // a page makes an action for its button each time it is drawn; the forms are made when the dialog is open
  /** @type {ReturnType<typeof makeForms> | null} */
  let forms = null;
  /** The latest refusal, which stays at its fields until these change. @type {unknown} */
  let shown = null;
  let isOptionWrong = false;

  return {
    label: 'New schedule',
    explain: 'Submits a job at the times of a cron expression, or at a fixed period. The payload is checked when a '
      + 'time is due, not before.',
    scope: 'jobs:write',
    request: () => {
      const {times, payload, options} = (forms ??= makeForms());
      const parts = [times.read(), payload.read(), options.read()];
      const mistakes = parts.flatMap((part) => part.mistakes);
      if (name === '' || mistakes.length > 0) {
        throw new Error(name === '' ? 'Give it a name.' : `Correct first: ${said(mistakes)}.`);
      }
      const [when, job, further] = parts.map((part) => part.value);
      return {
        method: 'PUT',
        path: `/api/v1/schedules/${encodeURIComponent(name)}`,
        headers: {'If-None-Match': '*'},
        body: {...when, job: {type, payload: job}, ...further},
      };
    },
    fields: (draw, problem) => {
      redraw = draw;
      const all = (forms ??= makeForms());
      const {times, payload, options} = all;
      if (problem && problem !== shown) {
        shown = problem;
        for (const form of [times, payload, options]) {
          form.mistakes = problem.errors ?? [];
        }
        isOptionWrong ||= options.isWrong;
        focusMistake();
      }
      return html`
        <label class="field"><span>Name <small>(required)</small></span><input .value=${name} autocomplete="off"
          required pattern="[a-z0-9][a-z0-9._\\-]{0,99}" spellcheck="false"
          @input=${(/** @type {InputEvent} */ event) => {
            name = /** @type {HTMLInputElement} */ (event.target).value; changed(); }}>
          <small>Lower-case letters, digits, dots, dashes and underscores, at most 100.</small></label>
        ${problem?.status === 412 ? html`<p class="problem">A schedule has this name already. Take another name, or
          change that schedule on its page.</p>` : nothing}
        ${times.render()}
        ${choice('Job type', type, types.map((each) => [each.name, plain(each.name, 100)]), (value) => {
          type = value;
          all.payload = makePayload();
          changed();
        })}
        <fieldset><legend>Payload</legend>${payload.switcher()}${payload.render()}</fieldset>
        <details class="options" ?open=${isOptionWrong}><summary>Overlap, catch-up, limits</summary>
          ${options.render()}</details>`;
    },
    then: () => { then(name); return `The schedule ${name} is created.`; },
  };
}

function browserZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
