package io.jobwheel.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What is wrong with one request: the first errors, and how many there are. A small request can
 * have very many. Confined to one thread.
 */
public final class FieldErrors {

  /** How many errors are listed at most. */
  public static final int LISTED = 100;

  private final List<FieldError> listed = new ArrayList<>();
  private int count;

  public static FieldErrors of(Collection<FieldError> errors) {
    FieldErrors all = new FieldErrors();
    errors.forEach(all::add);
    return all;
  }

  public void add(FieldError error) {
    count++;
    if (listed.size() < LISTED) {
      listed.add(error);
    }
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Returns the first errors, at most {@link #LISTED}. */
  public List<FieldError> listed() {
    return List.copyOf(listed);
  }

  /** Returns how many errors there are, listed or not. */
  public int count() {
    return count;
  }
}
