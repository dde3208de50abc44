package io.jobwheel.eventloop;

import java.util.Set;

/**
 * Contains the result of a wait: asyncio's {@code (done, pending)}. Both sets keep the order that
 * was given.
 *
 * @param done the futures that were done
 * @param pending the futures that were not; they continue
 */
public record WaitResult<F extends Future<?>>(Set<F> done, Set<F> pending) {}
