// Follows a job by the EventSource of a browser, on a page of the same origin, and prints the lines that the page has shown.
// Usage: node browser.mjs CHROMIUM PAGE-URL
import { chromium } from 'playwright-core';

const [program, url] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(url);
  await page.waitForFunction(() => document.title === 'end', null, { timeout: 60_000 });
  const lines = await page.locator('li').allTextContents();
  console.log(JSON.stringify({ lines, state: await page.locator('#state').textContent(), errors }));
} finally {
  await browser.close();
}
