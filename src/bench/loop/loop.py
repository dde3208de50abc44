"""The workloads of loop.sh on asyncio. Reads one round a line, WORKLOAD N OPERATIONS, and answers with a line:
operations a second, for sleepers seconds."""

import asyncio
import sys
import threading
import time


async def yields(n, each):
    async def give_way():
        for _ in range(each + 1):
            await asyncio.sleep(0)

    tasks = [asyncio.create_task(give_way()) for _ in range(n)]
    await asyncio.sleep(0)  # now each has begun, and made one yield that does not count
    began = time.perf_counter()
    await asyncio.gather(*tasks)
    return n * each / (time.perf_counter() - began)


async def sleepers(n, pauses):
    async def doze():
        for _ in range(pauses):
            await asyncio.sleep(1)

    began = time.perf_counter()
    await asyncio.gather(*[asyncio.create_task(doze()) for _ in range(n)])
    return time.perf_counter() - began


async def round_trips(trips):
    loop = asyncio.get_running_loop()
    ping = loop.create_future()
    pong = loop.create_future()

    async def answer():
        nonlocal ping
        for _ in range(trips):
            await ping
            ping = loop.create_future()
            pong.set_result(None)

    answering = asyncio.create_task(answer())
    await asyncio.sleep(0)
    began = time.perf_counter()
    for _ in range(trips):
        ping.set_result(None)
        await pong
        pong = loop.create_future()
    ended = time.perf_counter()
    await answering
    return trips / (ended - began)


async def posts(threads, each):
    loop = asyncio.get_running_loop()
    all_called = loop.create_future()
    left = threads * each

    def called():
        nonlocal left
        left -= 1
        if left == 0:
            all_called.set_result(None)

    def post():
        for _ in range(each):
            loop.call_soon_threadsafe(called)

    began = time.perf_counter()
    for _ in range(threads):
        threading.Thread(target=post, daemon=True).start()
    await all_called
    return threads * each / (time.perf_counter() - began)


def answer(workload, n, operations):
    match workload:
        case "yield":
            return f"{asyncio.run(yields(n, operations // n)):.0f}"
        case "ping":
            return f"{asyncio.run(round_trips(operations)):.0f}"
        case "post":
            return f"{asyncio.run(posts(n, operations // n)):.0f}"
        case "sleep":
            return f"{asyncio.run(sleepers(n, operations)):.3f}"
    raise ValueError(workload)


for line in sys.stdin:
    name, count, total = line.split()
    print(answer(name, int(count), int(total)), flush=True)
