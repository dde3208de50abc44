package io.jobwheel.execution.process;

import java.time.Duration;

/**
 * The settings of a pool of worker processes.
 *
 * @param workers number of processes
 * @param attemptsPerWorker number of attempts after which a process is replaced
 * @param memoryPerWorker resident memory in bytes above which a process is replaced after its
 *     attempt; 0 for no limit
 * @param startTimeout maximum time until a process is ready, and maximum wait of an attempt for a
 *     free process
 * @param cancelGrace maximum time that an attempt has to end after a cancellation; then its process
 *     is killed
 * @param unresponsiveAfter time without a response after which a process is killed
 */
public record ProcessPoolSettings(
    int workers,
    int attemptsPerWorker,
    long memoryPerWorker,
    Duration startTimeout,
    Duration cancelGrace,
    Duration unresponsiveAfter) {}
