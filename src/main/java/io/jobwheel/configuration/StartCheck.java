package io.jobwheel.configuration;

/** Checks something that must be right before the store is opened. All beans of this type run. */
@FunctionalInterface
public interface StartCheck {

  /**
   * Checks it, and does nothing if it is right.
   *
   * @throws RuntimeException if the service must not start
   */
  void check();
}
