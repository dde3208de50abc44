package io.jobwheel.store.query;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Selects a page of a list, newest first.
 *
 * @param filter what the list contains
 * @param before the position of the page: only smaller ids are included; {@code null} for the first
 *     page
 * @param limit the maximum number of items, 1 or more
 */
public record PageQuery<F>(F filter, @Nullable UUID before, int limit) {}
