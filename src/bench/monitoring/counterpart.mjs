// What the proof of monitoring talks to on loopback: calls that fail now and then or hang, the receiver of alerts, and
// that of traces.
//   GET /calls/...  answers after 20 ms, every third time with 503; GET /slow/... after 3 s; /gone/... with 410
//   POST /alerts    takes what Alertmanager sends; GET /alerts tells the names of those that fired, a line each
//   POST /v1/traces takes spans by OTLP; GET /v1/traces/ID answers 200 when one came of the trace with that id, else 404
// Prints its port. Usage: node counterpart.mjs
import { createServer } from 'node:http';

const fired = new Set();
const spans = []; // as they came, in Protocol Buffers
let calls = 0;

async function bytesOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

/** Whether a span of that trace came: its id is the first field of a span, of 16 bytes. */
function knows(traceId) {
  const field = Buffer.from(`0a10${traceId}`, 'hex');
  return field.length === 18 && spans.some((each) => each.includes(field));
}

const server = createServer(async (request, response) => {
  const answer = (status, text) => response.writeHead(status, { 'Content-Type': 'text/plain' }).end(text);
  if (request.url === '/alerts' && request.method === 'POST') {
    for (const alert of JSON.parse(await bytesOf(request)).alerts) {
      if (alert.status === 'firing') fired.add(alert.labels.alertname);
    }
    answer(200, '');
  } else if (request.url === '/alerts') {
    answer(200, [...fired, ''].join('\n'));
  } else if (request.url === '/v1/traces') {
    spans.push(await bytesOf(request));
    response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end();
  } else if (request.url.startsWith('/v1/traces/')) {
    answer(knows(request.url.slice('/v1/traces/'.length)) ? 200 : 404, '');
  } else if (request.url.startsWith('/slow')) {
    setTimeout(() => answer(200, 'at last'), 3000);
  } else if (request.url.startsWith('/gone')) {
    answer(410, '');
  } else {
    setTimeout(() => answer(++calls % 3 ? 200 : 503, 'well'), 20);
  }
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
