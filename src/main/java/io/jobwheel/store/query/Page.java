package io.jobwheel.store.query;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list. It can have fewer items than its limit, and even none, although another page
 * follows: a query examines a limited number of rows.
 *
 * @param items the items, newest first
 * @param next the position of the next page; {@code null} on the last page
 */
public record Page<T>(List<T> items, @Nullable UUID next) {

  /** Returns an empty page that is the last. */
  public static <T> Page<T> empty() {
    return new Page<>(List.of(), null);
  }
}
