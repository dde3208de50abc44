package io.jobwheel.api.event;

import java.util.concurrent.Executor;

/**
 * The threads of all streams of a node.
 *
 * @param writers write to clients and never block
 * @param readers read from the store and wait for it
 */
public record StreamThreads(Executor writers, Executor readers) {}
