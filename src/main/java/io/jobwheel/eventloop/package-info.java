/**
 * An event loop with asyncio's semantics, on virtual threads and public JDK API only.
 *
 * <p>A coroutine is an ordinary method in direct style; it runs as a {@link
 * io.jobwheel.eventloop.Task} of one {@link io.jobwheel.eventloop.EventLoop}, and only one task of
 * a loop runs at a time:
 *
 * <pre>{@code
 * try (EventLoop loop = EventLoop.create("loop-1")) {
 *   List<Task<Integer>> tasks = Stream.of(1000, 800, 500)
 *       .map(ms -> loop.createTask(() -> { EventLoop.sleep(Duration.ofMillis(ms)); return ms; }))
 *       .toList();
 *   loop.run(() -> EventLoop.gather(tasks)); // [1000, 800, 500] after one second
 * }
 * }</pre>
 *
 * <p>Tasks wait for each other with asyncio's primitives: {@link io.jobwheel.eventloop.Lock},
 * {@link io.jobwheel.eventloop.Semaphore}, {@link io.jobwheel.eventloop.Event}, {@link
 * io.jobwheel.eventloop.Condition} and {@link io.jobwheel.eventloop.Queue}. Each belongs to one
 * loop. They wait in a line, first come, first served, and whoever is cancelled loses nothing that
 * others wait for.
 *
 * <p>This package knows nothing but the JDK.
 */
@NullMarked
package io.jobwheel.eventloop;

import org.jspecify.annotations.NullMarked;
