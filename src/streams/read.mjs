// Follows a job by the npm package eventsource, and prints what came: the lines, and the longest time from a print until it was here.
// Usage: node read.mjs URL
import { EventSource } from 'eventsource';

const url = process.argv[2];
const lines = [];
let opened = 0;
let longest = 0;
let state;
const events = new EventSource(url);
const timer = setTimeout(() => finish('no end within 60 s'), 60_000);

function finish(problem) {
  clearTimeout(timer);
  events.close();
  console.log(JSON.stringify({ problem, lines, state, opened, longest }));
  process.exit(problem ? 1 : 0);
}

events.addEventListener('open', () => opened++);
events.addEventListener('job', (event) => (state = JSON.parse(event.data).state));
events.addEventListener('output', (event) => {
  const line = JSON.parse(event.data);
  lines.push(line.text);
  if (lines.length > 2) longest = Math.max(longest, Date.now() - Date.parse(line.at)); // the first ones were there before
});
events.addEventListener('reset', () => finish('reset'));
events.addEventListener('end', () => finish());
