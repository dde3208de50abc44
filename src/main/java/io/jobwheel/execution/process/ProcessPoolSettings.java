package io.jobwheel.execution.process;

import java.time.Duration;

/**
 * How a pool of processes is kept.
 *
 * @param children how many
 * @param jobsPerChild after how many jobs a child is replaced
 * @param memoryPerChild resident bytes past which a child is replaced after its job; 0 for no limit
 * @param startTimeout how long a child may take until it is ready
 * @param cancelGrace how long a job that was told to end may take before its child is killed
 * @param unresponsiveAfter how long a child may owe an answer before it is killed
 */
public record ProcessPoolSettings(
    int children,
    int jobsPerChild,
    long memoryPerChild,
    Duration startTimeout,
    Duration cancelGrace,
    Duration unresponsiveAfter) {}
