package io.jobwheel.handler.command;

import io.jobwheel.handler.CallTimedOutException;
import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.command.process.OutputLine;
import io.jobwheel.handler.command.process.ProcessStarter;
import io.jobwheel.handler.command.process.RunningProcess;
import io.jobwheel.handler.command.process.StartRequest;
import io.jobwheel.handler.command.process.WorkFolder;
import io.jobwheel.job.Backoff;
import io.jobwheel.job.Retry;
import io.jobwheel.os.ExitStatus;
import io.jobwheel.os.Signal;
import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a command, from its start until all its processes have ended: (1) prints output
 * until the program exits; (2) waits for remaining processes to end within the grace period, then
 * ends them; (3) prints the rest of the pipes. In any case the process tree and the folder are
 * removed before the attempt ends. Confined to the thread of the handler.
 */
final class CommandRun {

  private static final Duration START_LIMIT = Duration.ofSeconds(10);
  private static final Duration MAX_DRAIN_TIME = Duration.ofSeconds(30);
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(2), Duration.ofMillis(20));
  private static final Duration SHUTDOWN_DETECTION = Duration.ofSeconds(1);

  private final Command command;
  private final JobContext context;
  private final ProcessStarter starter;
  private final Ticker ticker;
  private final OutputRecorder output;

  CommandRun(Command command, JobContext context, ProcessStarter starter, Ticker ticker) {
    this.command = command;
    this.context = context;
    this.starter = starter;
    this.ticker = ticker;
    this.output = new OutputRecorder(context, command);
  }

  CommandResult run(List<String> commandLine) {
    try (WorkFolder home = WorkFolder.of(null, starter.service())) {
      RunningProcess process = start(commandLine, home);
      boolean settled = false;
      try {
        CommandResult result = printUntilEnd(process);
        settled = true;
        return requireSuccess(result);
      } finally {
        if (!settled) {
          process.discard(command.limits().grace());
        }
        starter.unregister(process);
      }
    } catch (IOException e) {
      throw startFailed(e);
    }
  }

  private RunningProcess start(List<String> commandLine, WorkFolder home) throws IOException {
    CompletableFuture<RunningProcess> starting =
        starter.start(
            new StartRequest(
                command.program(),
                command.environment(),
                commandLine,
                home.path(),
                context.jobId().toString(),
                context.attempt(),
                context.traceparent().orElse(null)));
    boolean started = false;
    try {
      RunningProcess process = context.await(starting);
      started = true;
      return process;
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    } finally {
      if (!started) {
        discard(starting);
      }
    }
  }

  /** Ends a program that is being started while the attempt ends. */
  private void discard(CompletableFuture<RunningProcess> starting) {
    boolean interrupted = Thread.interrupted();
    CompletableFuture<Void> discarded =
        starting.thenAccept(process -> {
          process.discard(command.limits().grace());
          starter.unregister(process);
        });
    try {
      discarded.get(START_LIMIT.plus(command.limits().grace()).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // it did not start, or it is discarded after its start
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private CommandResult printUntilEnd(RunningProcess process) {
    Duration timeout = command.limits().timeout();
    if (!printUntil(process::hasExited, process, timeout.minus(process.age()))) {
      throw new CallTimedOutException(
          CommandErrorCode.COMMAND_TIMED_OUT.code(),
          "The command '%s' exceeded its timeout of %s and was ended%s"
              .formatted(command.name(), timeout, output.lastErrors()),
          Retry.AS_PLANNED);
    }
    Duration took = process.age().truncatedTo(ChronoUnit.MILLIS);
    endRemaining(process);
    drain(process);
    return output.result(process.exitCode(), took);
  }

  private void endRemaining(RunningProcess process) {
    Duration grace = command.limits().grace();
    Duration end = process.age().plus(grace);
    Duration pause = PAUSES.first();
    while (process.isAlive()) {
      if (process.age().compareTo(end) >= 0) {
        process.end(grace);
        return;
      }
      if (printUntil(process.lines()::isOver, process, pause)) {
        context.sleep(pause);
      }
      pause = PAUSES.next(pause);
    }
  }

  private void drain(RunningProcess process) {
    Duration end = process.age().plus(MAX_DRAIN_TIME);
    long taken;
    do {
      taken = output.taken();
      if (printUntil(process.lines()::isOver, process, RunningProcess.MAX_SILENCE)) {
        return;
      }
      process.killHolders(); // what still writes has left the process tree
    } while (output.taken() > taken && process.age().compareTo(end) < 0);
    process.stopReading();
  }

  /** Prints output until the condition holds; returns false if the limit elapses before. */
  private boolean printUntil(BooleanSupplier condition, RunningProcess process, Duration limit) {
    Duration end = process.age().plus(limit);
    while (true) {
      CompletableFuture<@Nullable Void> change = process.lines().change(); // before the check
      if (condition.getAsBoolean()) {
        return true;
      }
      Duration left = end.minus(process.age());
      if (!left.isPositive()) {
        return false;
      }
      OutputLine line = process.lines().poll();
      if (line == null) {
        ticker.onTimeout(change, left, () -> change.complete(null));
        context.await(change);
      } else {
        context.checkCancelled(); // a print without a wait does not check
        output.take(line);
      }
    }
  }

  private CommandResult requireSuccess(CommandResult result) {
    int exitCode = result.exitCode();
    if (command.exitCodes().success().contains(exitCode)) {
      return result;
    }
    boolean killed = // by another process
        ExitStatus.isAfter(exitCode, Signal.SIGTERM)
            || ExitStatus.isAfter(exitCode, Signal.SIGKILL);
    if (killed) {
      releaseIfShuttingDown();
    }
    throw new JobFailedException(
        CommandErrorCode.UNEXPECTED_EXIT_CODE.code(),
        "The command '%s' ended with %s%s"
            .formatted(command.name(), ExitStatus.inWords(exitCode), output.lastErrors()),
        killed ? Retry.AS_PLANNED : command.exitCodes().retryAfter(exitCode));
  }

  /**
   * Releases the attempt if the service begins to shut down within a second: a service manager may
   * have killed the program together with the service.
   */
  private void releaseIfShuttingDown() {
    long end = ticker.after(SHUTDOWN_DETECTION);
    while (!starter.isShuttingDown()) {
      if (ticker.hasReached(end)) {
        return;
      }
      context.sleep(PAUSES.longest());
    }
    context.executeBlocking(() -> {
      throw new InterruptedException("the service is shutting down");
    });
  }

  private JobFailedException startFailed(IOException error) {
    String reason = String.valueOf(error.getMessage());
    boolean tooLong = reason.contains("error=7") || reason.contains("error: 7");
    return new JobFailedException(
        CommandErrorCode.START_FAILED.code(),
        "The command '%s' could not be started: %s".formatted(command.name(), reason),
        tooLong ? Retry.NEVER : Retry.AS_PLANNED,
        error);
  }
}
