package io.jobwheel.handler.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.os.ProcessTable;
import io.jobwheel.time.Ticker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One attempt of a command on its own thread, as in a lane. */
public final class RunningHandler implements AutoCloseable {

  public final TestContext context;

  private final CommandHandler handler;
  private final CompletableFuture<Object> end = new CompletableFuture<>();
  private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

  public RunningHandler(Command command) throws Exception {
    this(command, Ticker.system());
  }

  /** With steady time of its own. */
  public RunningHandler(Command command, Ticker ticker) throws Exception {
    this(new CommandHandler(java.util.List.of(command), ticker));
  }

  public RunningHandler(CommandHandler handler) throws Exception {
    this.handler = handler;
    CompletableFuture<TestContext> made = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          TestContext mine = new TestContext();
          made.complete(mine);
          try {
            end.complete(handler.run(Commands.call(), mine));
          } catch (Throwable e) {
            end.complete(e);
          }
          interrupted.complete(Thread.currentThread().isInterrupted());
        });
    context = made.get(10, TimeUnit.SECONDS);
  }

  public boolean hasEnded() {
    return end.isDone();
  }

  public CommandResult result() throws Exception {
    return switch (end.get(30, TimeUnit.SECONDS)) {
      case CommandResult result -> result;
      case Object other -> throw new AssertionError("no result", (Throwable) other);
    };
  }

  public Throwable failure() throws Exception {
    Object ended = end.get(30, TimeUnit.SECONDS);
    assertThat(ended).isInstanceOf(Throwable.class);
    return (Throwable) ended;
  }

  /** Cancels the attempt and waits for its end. */
  public void cancel() throws Exception {
    context.cancel();
    assertThat(failure()).isInstanceOf(java.util.concurrent.CancellationException.class);
    assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
  }

  /** Returns the processes of the attempt. */
  java.util.List<ProcessTable.Entry> processes() {
    return ProcessTable.read().stream()
        .filter(entry -> entry.environment().contains("JOBWHEEL_JOB_ID=" + context.id))
        .toList();
  }

  @Override
  public void close() {
    handler.close();
  }
}
