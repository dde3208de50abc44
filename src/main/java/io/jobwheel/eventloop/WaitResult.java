package io.jobwheel.eventloop;

import java.util.Set;

/**
 * How things stood when a wait returned; both sets keep the order that was given.
 *
 * @param done those that had ended
 * @param pending those that had not; they go on
 */
public record WaitResult<F extends Future<?>>(Set<F> done, Set<F> pending) {}
