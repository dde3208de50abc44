package io.jobwheel.store.jdbc.row;

import io.jobwheel.job.Uniqueness;
import io.jobwheel.job.Uniqueness.OnConflict;
import io.jobwheel.job.Uniqueness.Until;
import io.jobwheel.store.sql.Micros;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link Uniqueness} as one text of fields that are separated by spaces: when the key
 * becomes free, the microseconds for which it is kept after the end, what a conflict does, the id
 * of the key, and the key if the client gave one.
 */
public final class UniquenessColumn {

  private static final int FIELDS = 5;

  private UniquenessColumn() {}

  /** Returns the text; null for none. */
  public static @Nullable String write(@Nullable Uniqueness unique) {
    if (unique == null) {
      return null;
    }
    String fields =
        "%s %d %s %s"
            .formatted(
                unique.until(), Micros.of(unique.keep()), unique.onConflict(), unique.keyId());
    return unique.key() == null ? fields : fields + " " + unique.key();
  }

  /** Returns the uniqueness of a text; null for none. */
  public static @Nullable Uniqueness read(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String[] fields = text.split(" ", FIELDS);
    return new Uniqueness(
        UUID.fromString(fields[3]),
        fields.length < FIELDS ? null : fields[4],
        Until.valueOf(fields[0]),
        Micros.toDuration(Long.parseLong(fields[1])),
        OnConflict.valueOf(fields[2]));
  }
}
