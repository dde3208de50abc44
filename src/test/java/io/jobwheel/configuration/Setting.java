package io.jobwheel.configuration;

/**
 * A property as an operator sees it.
 *
 * @param name in full; NAME stands for what the operator chooses
 * @param type what its value is, in words
 * @param fallback what counts when it is not set, in Markdown
 * @param range what its value may be, as far as a constraint says so; else empty
 * @param meaning what it is, a sentence or more; empty when the metadata has none
 */
record Setting(String name, String type, String fallback, String range, String meaning) {

  /** What stands for a name that the operator chooses. */
  static final String NAME = "NAME";
}
