import {html, render} from './lib/lit-html/lit-html.js';

const root = document.getElementById('console');
if (root) {
  render(html`<h1>Jobwheel</h1>`, root);
}
