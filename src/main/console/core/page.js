import {Live} from './live.js';

/**
 * A page: it gets values, and makes a template of them. One page is shown at a time.
 *
 * @typedef {object} Context
 * @property {Record<string, string>} params the variable segments of the path
 * @property {URLSearchParams} query
 * @property {() => void} changed draws the page again
 * @property {(path: string, replace?: boolean) => void} go shows another page, such as /jobs?state=FAILED
 * @property {(action: import('../components/action.js').Action) => void} act opens the dialog of an action
 * @property {(text: string) => void} say shows a short message, which is read out, too
 */
export class Page {
  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    this.params = context.params;
    this.query = context.query;
    this.live = new Live(() => this.update());
  }

  /** What the tab shows. @returns {string} */
  get title() {
    return 'Jobwheel';
  }

  /** Begins to get values. Called once. */
  start() {}

  /** Ends everything that the page has begun. */
  stop() {
    this.live.stop();
  }

  /**
   * Takes another query of the same path. A page that does not handle it is made anew.
   *
   * @param {URLSearchParams} query
   * @returns {boolean} whether it was taken
   */
  take(query) {
    return query.toString() === this.query.toString();
  }

  /** Draws the page soon; several calls draw once. */
  update() {
    this.context.changed();
  }

  /** @returns {unknown} the template of the page */
  render() {
    return '';
  }
}
