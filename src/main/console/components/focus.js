/**
 * Keeps the focus within the page: an element that had it can be removed by a drawing, such as the button of an action
 * that is not possible any more. A browser drops the focus then, and the next Tab would begin at the top.
 */
export class FocusKeeper {
  /** What had the focus last. @type {Element | null} */
  #last = null;

  constructor() {
    document.addEventListener('focusin', (event) => {
      this.#last = /** @type {Element | null} */ (event.target);
    });
  }

  /** Gives the focus to the dialog, the door or the page if its element is gone or disabled. Called after a drawing. */
  keep() {
    if (this.#last !== null && (!this.#last.isConnected || this.#last.matches(':disabled'))
      && (document.activeElement === null || document.activeElement === document.body)) {
      const next = document.querySelector('dialog[open] :is(input, select, textarea, button):not(:disabled)')
        ?? document.querySelector('main.door input') ?? document.querySelector('main');
      /** @type {HTMLElement | null} */ (next)?.focus({preventScroll: true});
    }
  }
}
