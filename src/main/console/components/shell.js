import {html, nothing, render} from '../lib/lit-html/lit-html.js';
import {absolute, pagePath} from '../core/base.js';
import {LOCKED} from '../core/client.js';
import {duration} from '../core/format.js';
import {match} from '../core/routes.js';
import {close, current, open} from '../core/session.js';
import {plain} from '../core/text.js';
import {ActionDialog} from './action.js';
import {door} from './door.js';
import {FocusKeeper, focusWhenDrawn} from './focus.js';
import {pageLink} from './links.js';

/**
 * What surrounds the pages: the menu, the door for keys, the dialog of actions, messages, and the way from a URL to a
 * page.
 *
 * @import {Route} from '../core/routes.js'
 * @import {Page} from '../core/page.js'
 */
export class Shell {
  /** @type {(Route & {menu?: boolean})[]} */
  #routes;
  /** @type {Page | null} */
  #page = null;
  /** @type {Route | null} */
  #route = null;
  #path = '';
  /** Counts the pages that were chosen: of two that are loaded at the same time, the later is shown. */
  #turn = 0;
  #drawing = false;
  #locked = false;
  #message = '';
  #messageTimer = 0;
  #failure = '';
  #focus = new FocusKeeper();
  #dialog = new ActionDialog(() => this.draw(), (text) => this.#say(text));

  /** @param {(Route & {menu?: boolean})[]} routes */
  constructor(routes) {
    this.#routes = routes;
  }

  /** Asks for the rights of the user, and shows the page of the URL or the door. */
  async open() {
    window.addEventListener('popstate', () => this.#show());
    document.addEventListener('click', (event) => this.#followLink(event));
    window.addEventListener(LOCKED, () => this.#lock('The service does not accept the key any more.'));
    const refused = await open();
    if (refused === null) {
      await this.#show();
    } else {
      this.#lock(refused);
    }
  }

  /** Draws all soon. */
  draw() {
    if (!this.#drawing) {
      this.#drawing = true;
      requestAnimationFrame(() => {
        this.#drawing = false;
        this.#render();
        this.#focus.keep();
      });
    }
  }

  #render() {
    try {
      render(this.#template(), document.body);
    } catch (error) {
      // such as a field that a node of another version does not send
      console.error(error);
      this.#failure = 'This page cannot be drawn. Reload it, or choose another page.';
      this.#stopPage();
      render(this.#template(), document.body);
    }
  }

  /** @param {string} message why the door is closed */
  #lock(message) {
    this.#stopPage();
    this.#turn++;
    this.#locked = true;
    this.#failure = message;
    document.title = 'Jobwheel';
    this.draw();
  }

  /** @param {string} entered @param {boolean} keep */
  async #unlock(entered, keep) {
    const refused = await open(entered, keep);
    if (refused !== null) {
      this.#lock(refused);
      return;
    }
    this.#locked = false;
    this.#failure = '';
    await this.#show();
  }

  #signOut() {
    close();
    this.#lock('');
  }

  /**
   * Shows another page.
   *
   * @param {string} path without /console, such as /jobs?state=FAILED
   * @param {boolean} [replace] whether the present URL leaves the history
   */
  go(path, replace = false) {
    const url = absolute('/console' + (path === '/' ? '' : path));
    history[replace ? 'replaceState' : 'pushState'](null, '', url);
    void this.#show();
  }

  async #show() {
    if (this.#locked) {
      return;
    }
    const path = pagePath(location.pathname);
    const query = new URLSearchParams(location.search);
    if (path === this.#path && this.#page?.take(query)) {
      this.draw();
      return;
    }
    const found = match(this.#routes, path);
    const turn = ++this.#turn;
    const isOtherPage = path !== this.#path;
    const before = document.activeElement;
    this.#stopPage();
    this.#path = path;
    this.#route = found?.route ?? null;
    if (!found) {
      document.title = 'Not found · Jobwheel';
      this.draw();
      return;
    }
    try {
      const module = await found.route.load();
      if (this.#turn !== turn) {
        return; // another page was chosen meanwhile, or the door was closed
      }
      this.#failure = '';
      this.#page = new module.default({
        params: found.params,
        query,
        changed: () => this.draw(),
        go: (/** @type {string} */ to, /** @type {boolean} */ replace) => this.go(to, replace),
        act: (/** @type {import('./action.js').Action} */ action) => this.#dialog.open(action),
        say: (/** @type {string} */ text) => this.#say(text),
      });
      this.#page?.start();
    } catch (error) {
      console.error(error);
      this.#failure = 'This page cannot be loaded. Reload it.';
    }
    this.draw();
    if (isOtherPage) {
      window.scrollTo(0, 0);
      focusWhenDrawn('main', before, {preventScroll: true});
    }
  }

  #stopPage() {
    this.#dialog.close();
    this.#page?.stop();
    this.#page = null;
    this.#path = '';
  }

  /** @param {MouseEvent} event */
  #followLink(event) {
    const link = pageLink(event);
    if (link) {
      event.preventDefault();
      this.go(pagePath(link.pathname) + link.search);
    }
  }

  /** @param {string} text */
  #say(text) {
    this.#message = text;
    window.clearTimeout(this.#messageTimer);
    this.#messageTimer = window.setTimeout(() => { this.#message = ''; this.draw(); }, 8000);
    this.draw();
  }

  #template() {
    if (this.#locked) {
      return door(this.#failure, (key, keep) => this.#unlock(key, keep));
    }
    document.title = `${this.#page?.title ?? this.#route?.title ?? 'Not found'} · Jobwheel`;
    return html`
      <a class="skip" href="#main">Skip to the page</a>
      ${this.#header()}
      ${this.#stale()}
      <main id="main" tabindex="-1">${this.#content()}</main>
      ${this.#dialog.render()}
      <div class="message" role="status">${this.#message ? html`<p>${plain(this.#message, 1000)}</p>` : nothing}</div>`;
  }

  #content() {
    if (this.#failure) {
      return html`<p class="problem">${this.#failure}</p>`;
    }
    if (this.#page) {
      return this.#page.render();
    }
    return this.#route === null && this.#path
      ? html`<h1>Not found</h1><p>There is no such page. Begin at <a href=${absolute('/console')}>Now</a>.</p>`
      : html`<p class="quiet">Loading…</p>`;
  }

  #header() {
    const section = this.#route?.section ?? this.#route?.pattern;
    return html`<header class="top">
      <a class="brand" href=${absolute('/console')}>Jobwheel</a>
      <nav aria-label="Pages">
        ${this.#routes.filter((route) => route.menu).map((route) => html`
          <a href=${absolute('/console' + (route.pattern === '/' ? '' : route.pattern))}
            aria-current=${route.pattern === section ? 'page' : nothing}>${route.title}</a>`)}
      </nav>
      <span class="who">${this.#who()}</span>
    </header>`;
  }

  #who() {
    const user = current();
    if (!user?.authenticated) {
      return html`<span class="quiet"
        title="Authentication is disabled; the service accepts this host only.">no keys</span>`;
    }
    const isReader = !user.scopes.includes('jobs:write') && !user.scopes.includes('jobs:admin');
    return html`<span title=${user.scopes.join(', ')}>${plain(user.name, 100)}${isReader ? ' (read only)' : ''}</span>
      <button class="plain" @click=${() => this.#signOut()}>Sign out</button>`;
  }

  #stale() {
    const since = this.#page?.live.staleSince ?? null;
    return since === null ? nothing : html`<p class="stale" role="alert">
      The service does not answer. What you see is stale since ${new Date(since).toLocaleTimeString()}<span
        aria-hidden="true"> (${duration(Math.max(0, Math.floor((Date.now() - since) / 1000)))})</span>.</p>`;
  }
}
