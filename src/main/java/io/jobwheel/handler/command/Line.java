package io.jobwheel.handler.command;

/** A line, or a piece of a very long one, that a program has printed. */
record Line(boolean isError, String text) {}
