package io.jobwheel.dispatch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group as a client asks for it, not validated yet. What is null was not given.
 *
 * @param mode a wire name, for all its jobs
 * @param returnWhen the name of a {@code ReturnWhen}; {@code ALL_COMPLETED} unless given
 * @param jobs in order; their own modes must be null or that of the group
 */
public record GroupRequest(
    @Nullable String mode,
    @Nullable String returnWhen,
    @Nullable List<@Nullable JobRequest> jobs) {}
