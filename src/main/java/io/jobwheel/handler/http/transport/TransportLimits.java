package io.jobwheel.handler.http.transport;

import java.time.Duration;

/**
 * The limits of an HTTP transport.
 *
 * @param ioThreads the number of threads that serve all requests
 * @param maxConnections the maximum number of connections; further requests wait for one
 * @param maxConnectionsPerHost the maximum number of connections for one address, port and host
 *     name
 * @param idleTimeout the time after which an idle connection is closed
 * @param keptBodies the maximum number of bytes that the kept bodies of all responses take together
 */
public record TransportLimits(
    int ioThreads,
    int maxConnections,
    int maxConnectionsPerHost,
    Duration idleTimeout,
    long keptBodies) {}
