package io.jobwheel.configuration;

/**
 * A property that no class reads.
 *
 * @param name its name in the source, such as an environment variable
 * @param origin where it is set
 * @param nearest the most similar known name, in the form of the source
 */
record UnknownProperty(String name, String origin, String nearest) {}
