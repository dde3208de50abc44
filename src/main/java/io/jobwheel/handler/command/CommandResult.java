package io.jobwheel.handler.command;

import java.time.Duration;

/**
 * The result of a command that succeeded.
 *
 * @param exitCode the exit code, one of the command's success exit codes
 * @param duration the time from its start to its exit, truncated to milliseconds
 * @param lines the number of printed lines
 * @param cutLines the number of lines that were dropped because of the output limits
 * @param cutCharacters the number of characters in these lines
 */
public record CommandResult(
    int exitCode, Duration duration, long lines, long cutLines, long cutCharacters) {}
