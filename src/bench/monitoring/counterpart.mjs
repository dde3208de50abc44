// What the proof of monitoring talks to on loopback: calls that fail now and then or hang, and the receiver of alerts.
//   GET /calls/...  answers after 20 ms, every third time with 503; GET /slow/... after 3 s
//   POST /alerts    takes what Alertmanager sends; GET /alerts tells the names of those that fired, a line each
// Prints its port. Usage: node counterpart.mjs
import { createServer } from 'node:http';

const fired = new Set();
let calls = 0;

async function textOf(request) {
  let text = '';
  for await (const part of request) text += part;
  return text;
}

const server = createServer(async (request, response) => {
  const answer = (status, text) => response.writeHead(status, { 'Content-Type': 'text/plain' }).end(text);
  if (request.url === '/alerts' && request.method === 'POST') {
    for (const alert of JSON.parse(await textOf(request)).alerts) {
      if (alert.status === 'firing') fired.add(alert.labels.alertname);
    }
    answer(200, '');
  } else if (request.url === '/alerts') {
    answer(200, [...fired, ''].join('\n'));
  } else if (request.url.startsWith('/slow')) {
    setTimeout(() => answer(200, 'at last'), 3000);
  } else {
    setTimeout(() => answer(++calls % 3 ? 200 : 503, 'well'), 20);
  }
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
