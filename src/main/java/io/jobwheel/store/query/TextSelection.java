package io.jobwheel.store.query;

import java.util.Set;

/**
 * Selects which texts of several jobs are read, and limits their size.
 *
 * @param texts the texts to read; empty for none
 * @param maxBytes the limit in bytes of UTF-8: the texts of a job are read if those of the jobs
 *     before it are smaller in total. The last job may exceed the limit, and the first is always
 *     read
 */
public record TextSelection(Set<JobText> texts, long maxBytes) {

  /** Reads no texts. */
  public static final TextSelection NONE = new TextSelection(Set.of(), Long.MAX_VALUE);

  public TextSelection {
    texts = Set.copyOf(texts);
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be 1 or more, not " + maxBytes);
    }
  }
}
