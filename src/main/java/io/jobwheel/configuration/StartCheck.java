package io.jobwheel.configuration;

/** A check that runs before the store is opened. All beans of this type run. */
@FunctionalInterface
public interface StartCheck {

  /**
   * Runs the check.
   *
   * @throws RuntimeException if the service must not start
   */
  void check();
}
