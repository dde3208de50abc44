package io.jobwheel.handler.command;

import io.jobwheel.handler.CallTimedOutException;
import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.command.process.OutputLine;
import io.jobwheel.handler.command.process.ProcessStarter;
import io.jobwheel.handler.command.process.RunningProcess;
import io.jobwheel.handler.command.process.WorkFolder;
import io.jobwheel.job.Backoff;
import io.jobwheel.job.Retry;
import io.jobwheel.os.ExitStatus;
import io.jobwheel.os.Signal;
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
 * One attempt of a command, from its start until nothing of it is left: (1) print what comes until
 * the program exits; (2) let what it has left running end by itself within the grace, then end it;
 * (3) print what is still in the pipes. However the attempt ends, its tree and its folder go first.
 * Confined to the thread of the body.
 */
final class CommandRun {

  private static final Duration START_LIMIT = Duration.ofSeconds(10);
  private static final Duration LAST_WORDS = Duration.ofSeconds(30);
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(2), Duration.ofMillis(20));
  private static final Duration SHUTDOWN_SHOWS = Duration.ofSeconds(1);

  private final Command command;
  private final JobContext context;
  private final ProcessStarter starter;
  private final OutputRecorder printed;

  CommandRun(Command command, JobContext context, ProcessStarter starter) {
    this.command = command;
    this.context = context;
    this.starter = starter;
    this.printed = new OutputRecorder(context, command);
  }

  CommandResult run(List<String> line) {
    try (WorkFolder home = WorkFolder.of(null, starter.service())) {
      RunningProcess child = start(line, home);
      boolean settled = false;
      try {
        CommandResult result = follow(child);
        settled = true;
        return judged(result);
      } finally {
        if (!settled) {
          child.discard(command.limits().grace());
        }
        starter.forget(child);
      }
    } catch (IOException e) {
      throw startFailed(e);
    }
  }

  private RunningProcess start(List<String> line, WorkFolder home) throws IOException {
    CompletableFuture<RunningProcess> starting =
        starter.start(
            new ProcessStarter.Start(
                command.program(),
                command.surroundings(),
                line,
                home.path(),
                context.jobId().toString(),
                context.attempt(),
                context.traceparent().orElse(null)));
    boolean started = false;
    try {
      RunningProcess child = context.await(starting);
      started = true;
      return child;
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

  /** The attempt has ended while the program was being started: it must not stay behind. */
  private void discard(CompletableFuture<RunningProcess> starting) {
    boolean interrupted = Thread.interrupted();
    CompletableFuture<Void> discarded =
        starting.thenAccept(child -> {
          child.discard(command.limits().grace());
          starter.forget(child);
        });
    try {
      discarded.get(START_LIMIT.plus(command.limits().grace()).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // there was no start, or it will be discarded when it comes
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private CommandResult follow(RunningProcess child) {
    Duration timeout = command.limits().timeout();
    if (!printUntil(child::hasExited, child, timeout.minus(child.age()))) {
      throw new CallTimedOutException(
          CommandErrorCode.COMMAND_TIMED_OUT.code(),
          "The command '%s' took longer than its timeout of %s, and was ended%s"
              .formatted(command.name(), timeout, printed.lastErrors()),
          Retry.AS_PLANNED);
    }
    Duration took = child.age().truncatedTo(ChronoUnit.MILLIS);
    endLeftovers(child);
    printLastWords(child);
    return printed.result(child.exitCode(), took);
  }

  private void endLeftovers(RunningProcess child) {
    Duration grace = command.limits().grace();
    Duration end = child.age().plus(grace);
    Duration pause = PAUSES.first();
    while (child.isAlive()) {
      if (child.age().compareTo(end) >= 0) {
        child.end(grace);
        return;
      }
      if (printUntil(child.lines()::isOver, child, pause)) {
        context.sleep(pause);
      }
      pause = PAUSES.next(pause);
    }
  }

  private void printLastWords(RunningProcess child) {
    Duration end = child.age().plus(LAST_WORDS);
    long taken;
    do {
      taken = printed.taken();
      if (printUntil(child.lines()::isOver, child, RunningProcess.SILENCE)) {
        return;
      }
      child.killHolders(); // whoever can print now has got away from the tree
    } while (printed.taken() > taken && child.age().compareTo(end) < 0);
    child.stopReading();
  }

  /** Prints what comes, at most so long; whether it is over. */
  private boolean printUntil(BooleanSupplier over, RunningProcess child, Duration limit) {
    Duration end = child.age().plus(limit);
    while (true) {
      CompletableFuture<@Nullable Void> change = child.lines().change(); // before looking
      if (over.getAsBoolean()) {
        return true;
      }
      Duration left = end.minus(child.age());
      if (!left.isPositive()) {
        return false;
      }
      OutputLine line = child.lines().poll();
      if (line == null) {
        context.await(change.completeOnTimeout(null, left.toNanos(), TimeUnit.NANOSECONDS));
      } else {
        context.checkCancelled(); // a print does not look when it need not wait
        printed.take(line);
      }
    }
  }

  private CommandResult judged(CommandResult result) {
    int exitCode = result.exitCode();
    if (command.exitCodes().success().contains(exitCode)) {
      return result;
    }
    boolean killed = // not by us
        ExitStatus.isAfter(exitCode, Signal.SIGTERM)
            || ExitStatus.isAfter(exitCode, Signal.SIGKILL);
    if (killed) {
      giveBackIfTheNodeGoesDown();
    }
    throw new JobFailedException(
        CommandErrorCode.UNEXPECTED_EXIT_CODE.code(),
        "The command '%s' ended with %s%s"
            .formatted(command.name(), ExitStatus.inWords(exitCode), printed.lastErrors()),
        killed ? Retry.AS_PLANNED : command.exitCodes().retryAfter(exitCode));
  }

  /**
   * A service manager may end the node and its programs by the same signal, and the program is gone
   * before the node knows. Then its end says nothing about the job, and the attempt ends as one
   * that is interrupted by the node: it is given back.
   */
  private void giveBackIfTheNodeGoesDown() {
    Duration waited = Duration.ZERO;
    while (!starter.nodeGoesDown()) {
      if (waited.compareTo(SHUTDOWN_SHOWS) >= 0) {
        return;
      }
      context.sleep(PAUSES.longest());
      waited = waited.plus(PAUSES.longest());
    }
    context.blocking(() -> {
      throw new InterruptedException("the node goes down");
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
