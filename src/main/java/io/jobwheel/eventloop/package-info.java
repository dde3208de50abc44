/**
 * Provides an event loop with asyncio's semantics, on virtual threads and public JDK API only.
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
 * io.jobwheel.eventloop.Condition}, {@link io.jobwheel.eventloop.Barrier} and {@link
 * io.jobwheel.eventloop.Queue}. Each belongs to one loop and serves tasks in the order of their
 * arrival; a cancelled task takes nothing away from the tasks that wait behind it.
 *
 * <p>This package depends on the JDK only, and on JSpecify's annotations at compile time. The
 * descriptor that makes it a module of its own is {@code src/main/eventloop/module-info.java}.
 */
@NullMarked
package io.jobwheel.eventloop;

import org.jspecify.annotations.NullMarked;
