package io.jobwheel.store.sql;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What batches answer. */
public final class RowCounts {

  private RowCounts() {}

  /** Fails when one of the rows was not written. */
  public static void requireOneEach(int[] counts, String table) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 1) {
        throw new IllegalStateException(
            "Row %d of %d of %s changed %d rows instead of one"
                .formatted(i, counts.length, table, counts[i]));
      }
    }
  }

  /** So many answers that say nothing. */
  public static List<@Nullable Void> nothing(int size) {
    return Collections.nCopies(size, null);
  }
}
