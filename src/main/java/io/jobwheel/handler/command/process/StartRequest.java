package io.jobwheel.handler.command.process;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to start a program.
 *
 * @param program the path of the program
 * @param environment the environment of the process
 * @param commandLine the program and its arguments
 * @param home a fresh folder for {@code HOME} and {@code TMPDIR}; also the working folder, unless
 *     the environment has one
 * @param jobId the id of the job
 * @param attempt the number of the attempt
 * @param traceparent the trace context; {@code null} if the attempt belongs to no trace
 */
public record StartRequest(
    Path program,
    ProcessEnvironment environment,
    List<String> commandLine,
    Path home,
    String jobId,
    int attempt,
    @Nullable String traceparent) {}
