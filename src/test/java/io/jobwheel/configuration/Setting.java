package io.jobwheel.configuration;

/**
 * A property as an operator sees it.
 *
 * @param name the full name; NAME stands for a name that the operator chooses
 * @param type the type of its value, in words
 * @param fallback the default, in Markdown
 * @param range the valid values by its constraints; empty if there are none
 * @param meaning the description; empty if the metadata has none
 */
record Setting(String name, String type, String fallback, String range, String meaning) {

  /** Stands for a name that the operator chooses. */
  static final String NAME = "NAME";
}
