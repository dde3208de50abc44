package io.jobwheel.api.index;

import java.util.Optional;

/** The page that browsers are redirected to from the path {@code /}. */
@FunctionalInterface
public interface HomePage {

  /** Returns the path of the page, without the context path; empty if there is no page. */
  Optional<String> path();
}
