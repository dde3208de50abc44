// Decides the cases by the function of docs/webhooks.md in page.mjs, or by an npm package. Usage: node verify.mjs WHICH CASES
import { readFileSync } from 'node:fs';

const [which, file] = process.argv.slice(2);

async function byPackage(name) {
  const { Webhook } = await import(name);
  return (secret, headers, body) => {
    try {
      new Webhook(secret).verify(body.toString(), headers);
      return true;
    } catch {
      return false;
    }
  };
}

const isValid = which === 'page' ? (await import('./page.mjs')).isValid : await byPackage(which);
for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
  const [, secret, id, timestamp, signatures, body] = line.split('\t');
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures };
  console.log(isValid(secret, headers, Buffer.from(body, 'base64')));
}
