package io.jobwheel.api.job;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some jobs of a list, the newest first.
 *
 * @param nextCursor asks for the next page; null when this is the last
 */
@JsonPropertyOrder({"items", "nextCursor"})
record JobPage(List<JobDocument> items, @Nullable String nextCursor) {}
