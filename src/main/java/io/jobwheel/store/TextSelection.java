package io.jobwheel.store;

import java.util.Set;

/**
 * Which texts of several jobs are read, and how much of them.
 *
 * @param texts which ones; none leaves them unread
 * @param maxBytes where reading ends, in bytes of UTF-8: the text of a job is read if those of the
 *     jobs before it have less. So it is exceeded by one job at most, and the first job is always
 *     read
 */
public record TextSelection(Set<JobText> texts, long maxBytes) {

  /** No texts. */
  public static final TextSelection NONE = new TextSelection(Set.of(), Long.MAX_VALUE);

  public TextSelection {
    texts = Set.copyOf(texts);
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be 1 or more, not " + maxBytes);
    }
  }
}
