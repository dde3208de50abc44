package io.jobwheel.job;

import org.jspecify.annotations.Nullable;

/**
 * What holds a job that is {@link JobState#BLOCKED}.
 *
 * @param limit the name of the limit
 * @param key the key whose permits are in use; null if those of the limit as a whole are
 */
public record Blocker(String limit, @Nullable String key) {}
