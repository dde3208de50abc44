package io.jobwheel.handler.command;

import static java.util.stream.Collectors.joining;

import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import io.jobwheel.handler.command.process.OrphanCleaner;
import io.jobwheel.handler.command.process.ProcessStarter;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.Retry;
import io.jobwheel.time.Ticker;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Runs the job type {@code command}: programs that the operator has configured by name. The payload
 * has a name and values of parameters. Each value becomes one argument or a part of one; no shell
 * is involved. All processes of the program have ended when the attempt ends.
 */
public final class CommandHandler implements JobHandler<CommandCall, CommandResult>, AutoCloseable {

  /** The name of the job type. */
  public static final String NAME = "command";

  private final Map<String, Command> commands = new TreeMap<>();
  private final Map<String, ConcurrencyLimit> concurrencyLimits = new HashMap<>();
  private final ProcessStarter starter;
  private final Ticker ticker;

  /**
   * Creates a handler, and removes processes and folders that killed instances of the service have
   * left.
   *
   * @param all the commands, with unique names
   * @param ticker measures time limits and durations
   */
  public CommandHandler(Collection<Command> all, Ticker ticker) {
    this.ticker = ticker;
    starter = new ProcessStarter(ticker);
    OrphanCleaner.clear();
    for (Command command : all) {
      commands.put(command.name(), command);
      concurrencyLimits.put(command.name(), new ConcurrencyLimit(command.limits().maxConcurrent()));
    }
  }

  @Override
  public JobType<CommandCall> type() {
    return JobType.ioBound(
            NAME,
            "Runs a program that the operator has configured: %s."
                .formatted(
                    commands.values().stream().map(Command::toString).collect(joining(", "))),
            CommandCall.class)
        .withModes(ExecutionMode.THREAD_POOL, ExecutionMode.VIRTUAL_THREADS);
  }

  @Override
  public List<FieldError> validate(CommandCall call) {
    Command command = commands.get(call.name());
    return command == null
        ? List.of(
            new FieldError(
                "name", "is not a configured command; must be one of " + commands.keySet()))
        : command.validate(call.parameters());
  }

  @Override
  public CommandResult run(CommandCall call, JobContext context) {
    Command command = commands.get(call.name());
    ConcurrencyLimit limit = concurrencyLimits.get(call.name());
    if (command == null || limit == null) {
      throw new JobFailedException(
          CommandErrorCode.UNKNOWN_COMMAND.code(),
          "This node has no command '%s'; configure the same commands on all nodes"
              .formatted(call.name()),
          Retry.AS_PLANNED);
    }
    List<FieldError> errors = command.validate(call.parameters());
    if (!errors.isEmpty()) { // the configuration has changed since the submit
      throw new JobFailedException(
          CommandErrorCode.INVALID_PARAMETERS.code(),
          errors.stream().map(it -> it.field() + " " + it.message()).collect(joining("; ")),
          Retry.NEVER);
    }
    ConcurrencyLimit.Permit permit = limit.acquire();
    try {
      awaitPermit(permit, command, context);
      return new CommandRun(command, context, starter, ticker)
          .run(command.commandLine(call.parameters()));
    } finally {
      limit.release(permit);
    }
  }

  private void awaitPermit(ConcurrencyLimit.Permit permit, Command command, JobContext context) {
    CommandLimits limits = command.limits();
    CompletableFuture<Boolean> granted = permit.granted().thenApply(_ -> true);
    ticker.onTimeout(granted, limits.maxWait(), () -> granted.complete(false));
    boolean inTime;
    try {
      inTime = context.await(granted);
    } finally {
      granted.cancel(false); // removes the timer after a cancellation of the attempt
    }
    if (!inTime) {
      throw new JobFailedException(
          CommandErrorCode.BUSY.code(),
          "The command '%s' was at its limit of concurrent runs, %d, for %s"
              .formatted(command.name(), limits.maxConcurrent(), limits.maxWait()),
          Retry.AS_PLANNED);
    }
  }

  /**
   * Signals that the service begins to shut down, without ending programs. From now on an attempt
   * is released instead of failed if another process kills its program.
   */
  public void beginShutdown() {
    starter.beginShutdown();
  }

  /** Kills the running programs, and rejects further starts. */
  @Override
  public void close() {
    starter.close();
  }
}
