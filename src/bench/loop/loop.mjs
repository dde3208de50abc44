// The workloads of loop.sh on Node's loop. Reads one round a line, WORKLOAD N OPERATIONS, and answers with a line:
// operations a second, for sleepers seconds. "yield" is n async functions that await a setImmediate, "yield-bare" n
// chains of setImmediate callbacks with no promise at all.

import { createInterface } from 'node:readline';

const turn = () => new Promise((resolve) => setImmediate(resolve));
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const seconds = (began) => Number(process.hrtime.bigint() - began) / 1e9;

async function yields(n, each) {
  const giveWay = async () => {
    for (let i = 0; i < each; i++) await turn();
  };
  const began = process.hrtime.bigint();
  await Promise.all(Array.from({ length: n }, giveWay));
  return (n * each) / seconds(began);
}

function bareYields(n, each) {
  return new Promise((resolve) => {
    let running = n;
    const began = process.hrtime.bigint();
    for (let t = 0; t < n; t++) {
      let left = each;
      const step = () => {
        if (--left > 0) setImmediate(step);
        else if (--running === 0) resolve((n * each) / seconds(began));
      };
      setImmediate(step);
    }
  });
}

async function sleepers(n, pauses) {
  const doze = async () => {
    for (let i = 0; i < pauses; i++) await pause(1000);
  };
  const began = process.hrtime.bigint();
  await Promise.all(Array.from({ length: n }, doze));
  return seconds(began);
}

function future() {
  let resolve;
  const promise = new Promise((it) => (resolve = it));
  return { promise, resolve };
}

async function roundTrips(trips) {
  let ping = future();
  let pong = future();
  const answer = async () => {
    for (let i = 0; i < trips; i++) {
      await ping.promise;
      ping = future();
      pong.resolve();
    }
  };
  const answering = answer();
  const began = process.hrtime.bigint();
  for (let i = 0; i < trips; i++) {
    ping.resolve();
    await pong.promise;
    pong = future();
  }
  const rate = trips / seconds(began);
  await answering;
  return rate;
}

const workloads = {
  yield: async (n, operations) => (await yields(n, Math.floor(operations / n))).toFixed(0),
  'yield-bare': async (n, operations) => (await bareYields(n, Math.floor(operations / n))).toFixed(0),
  ping: async (_, operations) => (await roundTrips(operations)).toFixed(0),
  sleep: async (n, pauses) => (await sleepers(n, pauses)).toFixed(3),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [workload, n, operations] = line.split(' ');
  console.log(await workloads[workload](Number(n), Number(operations)));
}
