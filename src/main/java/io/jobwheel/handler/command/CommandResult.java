package io.jobwheel.handler.command;

import java.time.Duration;

/**
 * What a command that succeeded leaves behind.
 *
 * @param exitCode one of its success exit codes
 * @param duration from its start to its end, in whole milliseconds
 * @param lines how many lines of it were printed
 * @param cutLines how many lines were dropped because its output has a limit
 * @param cutCharacters how many characters these had
 */
public record CommandResult(
    int exitCode, Duration duration, long lines, long cutLines, long cutCharacters) {}
