package io.jobwheel.configuration;

/**
 * A property that no class reads.
 *
 * @param name as the source has it, such as a variable of the environment
 * @param origin where it is set
 * @param nearest the known name that is nearest, in the form of the source
 */
record UnknownProperty(String name, String origin, String nearest) {}
