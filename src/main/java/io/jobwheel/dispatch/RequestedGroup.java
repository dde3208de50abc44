package io.jobwheel.dispatch;

import io.jobwheel.job.ReturnWhen;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group as a client asks for it, not checked yet.
 *
 * @param mode a wire name, for all its jobs
 * @param jobs in order; their own modes must be null or that of the group
 */
public record RequestedGroup(
    @Nullable String mode, ReturnWhen returnWhen, List<RequestedJob> jobs) {}
