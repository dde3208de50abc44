package io.jobwheel.api.list;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of a page.
 *
 * @param nextCursor the cursor of the next page; {@code null} on the last page
 */
@JsonPropertyOrder({"items", "nextCursor"})
public record PageDocument<T>(List<T> items, @Nullable String nextCursor) {}
