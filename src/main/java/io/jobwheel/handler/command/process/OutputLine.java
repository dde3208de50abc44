package io.jobwheel.handler.command.process;

/**
 * A line of output, or a part of a very long one.
 *
 * @param isError whether the line is from stderr
 * @param text the line without its line break
 */
public record OutputLine(boolean isError, String text) {}
