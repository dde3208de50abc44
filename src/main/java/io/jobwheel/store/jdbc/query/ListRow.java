package io.jobwheel.store.jdbc.query;

import io.jobwheel.store.query.Page;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of the query of a page.
 *
 * @param item the item; {@code null} if it does not match the filter
 * @param followed whether {@link ListScan} has a row after this one, which the page may leave out
 * @param last whether the scan ended here
 */
record ListRow<T>(UUID id, @Nullable T item, boolean followed, boolean last) {

  /** Returns the page of all rows of a query. */
  static <T> Page<T> page(List<ListRow<T>> rows) {
    if (rows.isEmpty()) {
      return Page.empty();
    }
    ListRow<T> end = rows.getLast();
    boolean more = end.followed() || end.last();
    return new Page<>(
        rows.stream().map(ListRow::item).filter(Objects::nonNull).toList(), more ? end.id() : null);
  }
}
