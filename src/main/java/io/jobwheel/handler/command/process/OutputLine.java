package io.jobwheel.handler.command.process;

/** A line, or a piece of a very long one, that a program has printed. */
public record OutputLine(boolean isError, String text) {}
