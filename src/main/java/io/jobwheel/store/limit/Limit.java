package io.jobwheel.store.limit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A limit as it is stored.
 *
 * @param configured whether it comes from the configuration of the nodes
 * @param createdBy the submitter whose request created it; null if it came from the configuration,
 *     or if authentication was disabled
 * @param updatedBy the submitter whose request changed it last, or created it; null as for {@code
 *     createdBy}
 * @param version 1, and one more after each change
 */
public record Limit(
    String name,
    LimitSpec spec,
    boolean configured,
    @Nullable String createdBy,
    Instant createdAt,
    @Nullable String updatedBy,
    Instant updatedAt,
    long version) {

  /** Creates the first version of a limit. */
  public static Limit first(
      String name, LimitSpec spec, boolean configured, @Nullable String by, Instant now) {
    return new Limit(name, spec, configured, by, now, by, now, 1);
  }

  /** Returns the next version of this limit, changed at a time. */
  public Limit changed(LimitSpec spec, boolean configured, @Nullable String by, Instant now) {
    return new Limit(name, spec, configured, createdBy, createdAt, by, now, version + 1);
  }
}
