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
import java.util.concurrent.TimeUnit;

/**
 * Runs programs that the operator has configured by name. A client gives a name and values of
 * parameters, and each value becomes one argument or a part of one; there is no shell. When a job
 * ends, in whatever way, nothing of its program runs any more.
 */
public final class CommandHandler implements JobHandler<CommandCall, CommandResult>, AutoCloseable {

  /** The name of the type. */
  public static final String NAME = "command";

  private final Map<String, Command> commands = new TreeMap<>();
  private final Map<String, ConcurrencyLimit> turns = new HashMap<>();
  private final ProcessStarter starter;

  /**
   * Offers these commands, the names of which have to differ. First removes the processes and
   * folders that a killed run of the service may have left.
   *
   * @param ticker measures how long programs run
   */
  public CommandHandler(Collection<Command> offered, Ticker ticker) {
    starter = new ProcessStarter(ticker);
    OrphanCleaner.clear();
    for (Command command : offered) {
      commands.put(command.name(), command);
      turns.put(command.name(), new ConcurrencyLimit(command.limits().concurrent()));
    }
  }

  @Override
  public JobType<CommandCall> type() {
    return JobType.waiting(
            NAME,
            "Runs a program that the operator has configured: %s."
                .formatted(
                    commands.values().stream().map(Command::toString).collect(joining(", "))),
            CommandCall.class)
        .in(ExecutionMode.THREAD_POOL, ExecutionMode.VIRTUAL_THREADS);
  }

  @Override
  public List<FieldError> check(CommandCall call) {
    Command command = commands.get(call.name());
    return command == null
        ? List.of(
            new FieldError(
                "name", "is no command of this service; its commands are " + commands.keySet()))
        : command.check(call.parameters());
  }

  @Override
  public CommandResult run(CommandCall call, JobContext context) {
    Command command = commands.get(call.name());
    ConcurrencyLimit line = turns.get(call.name());
    if (command == null || line == null) {
      throw new JobFailedException(
          CommandErrorCode.UNKNOWN_COMMAND.code(),
          "This node has no command '%s'; give all nodes the same commands".formatted(call.name()),
          Retry.AS_PLANNED);
    }
    List<FieldError> errors = command.check(call.parameters());
    if (!errors.isEmpty()) { // the configuration has changed since the submit
      throw new JobFailedException(
          CommandErrorCode.INVALID_PARAMETERS.code(),
          errors.stream().map(it -> it.field() + " " + it.message()).collect(joining("; ")),
          Retry.NEVER);
    }
    ConcurrencyLimit.Turn turn = line.ask();
    try {
      awaitTurn(turn, command, context);
      return new CommandRun(command, context, starter).run(command.line(call.parameters()));
    } finally {
      line.giveBack(turn);
    }
  }

  private static void awaitTurn(ConcurrencyLimit.Turn turn, Command command, JobContext context) {
    CommandLimits limits = command.limits();
    boolean came =
        context.await(
            turn.come()
                .thenApply(_ -> true)
                .completeOnTimeout(false, limits.turnWait().toNanos(), TimeUnit.NANOSECONDS));
    if (!came) {
      throw new JobFailedException(
          CommandErrorCode.BUSY.code(),
          "%d of the command '%s' ran all the %s that this job waited for its turn"
              .formatted(limits.concurrent(), command.name(), limits.turnWait()),
          Retry.AS_PLANNED);
    }
  }

  /**
   * Says that the node begins to go down, and ends nothing. An attempt whose program is killed from
   * now on by somebody else is given back instead of failed.
   */
  public void nodeGoesDown() {
    starter.goDown();
  }

  /** Ends what runs at once, and takes no more. */
  @Override
  public void close() {
    starter.close();
  }
}
