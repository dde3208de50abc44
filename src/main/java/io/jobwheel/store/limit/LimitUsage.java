package io.jobwheel.store.limit;

/**
 * What jobs have of a limit at one time.
 *
 * @param used permits of jobs that are queued or run; 0 for a limit that is only a rate
 * @param keys keys some of whose permits are in use
 * @param blocked jobs that it holds
 */
public record LimitUsage(long used, long keys, long blocked) {}
