/**
 * Moves the focus to an element after the next drawing, unless the user has moved it by then.
 *
 * @param {string} selector the first element that fits gets it
 * @param {Element | null} [before] what has the focus if the user has not moved it
 * @param {FocusOptions} [options]
 */
export function focusWhenDrawn(selector, before = document.activeElement, options = {}) {
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const now = document.activeElement;
    if (now === null || now === document.body || now === before) {
      /** @type {HTMLElement | null} */ (document.querySelector(selector))?.focus(options);
    }
  }));
}

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
