package io.jobwheel.store.sql;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the row counts of batches. */
public final class RowCounts {

  private RowCounts() {}

  /** Throws {@link IllegalStateException} unless each row changed exactly one table row. */
  public static void requireOneEach(int[] counts, String table) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 1) {
        throw new IllegalStateException(
            "Row %d of %d of %s changed %d rows instead of one"
                .formatted(i, counts.length, table, counts[i]));
      }
    }
  }

  /** Returns a list of {@code size} nulls. */
  public static List<@Nullable Void> noResults(int size) {
    return Collections.nCopies(size, null);
  }
}
