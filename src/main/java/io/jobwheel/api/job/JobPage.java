package io.jobwheel.api.job;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list of jobs, newest first.
 *
 * @param nextCursor the cursor of the next page; {@code null} on the last page
 */
@JsonPropertyOrder({"items", "nextCursor"})
record JobPage(List<JobDocument> items, @Nullable String nextCursor) {}
