package io.jobwheel.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The validation errors of a request: the first ones, and the number of all, since a small request
 * can have very many. Not safe for use by several threads.
 */
public final class FieldErrors {

  /** Maximum number of listed errors. */
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

  /** Adds all errors of an enclosed field, listed or not. */
  public void addAll(FieldErrors errors, String path) {
    int before = count;
    errors.listed.forEach(error -> add(error.under(path)));
    count = before + errors.count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Returns the first errors, at most {@link #LISTED}. */
  public List<FieldError> listed() {
    return List.copyOf(listed);
  }

  /** Returns the number of all errors, listed or not. */
  public int count() {
    return count;
  }
}
