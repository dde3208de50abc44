package io.jobwheel.execution.process;

import static io.jobwheel.os.Signal.SIGKILL;

import io.jobwheel.os.ExitStatus;
import io.jobwheel.os.ProcessSignals;
import io.jobwheel.os.TemporaryFolder;
import io.jobwheel.time.Ticker;
import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** Starts child processes: each is ready afterwards, or gone with all its traces. */
record WorkerStarter(WorkerCommand command, Frame.Serve serve, Duration limit, Ticker ticker) {

  private static final Duration LAST_MOMENT = Duration.ofMillis(200);
  private static final int WARM_UPS = 20;

  /**
   * Starts a child by that name and waits until jobs can come.
   *
   * @throws WorkerStartException when it ended, or was not ready in time
   */
  WorkerProcess start(String name) throws InterruptedException {
    long deadline = ticker.after(limit);
    Path folder;
    try {
      folder = TemporaryFolder.create("jobwheel-").path();
    } catch (IOException e) {
      throw new WorkerStartException("%s has no temporary folder: %s".formatted(name, e), false, e);
    }
    Process process = null;
    CompletableFuture<Void> gone = null;
    boolean ready = false;
    try (ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Path socket = folder.resolve("child");
      door.bind(UnixDomainSocketAddress.of(socket));
      process =
          new ProcessBuilder(command.toList(socket, folder))
              .directory(workingFolder(folder))
              .redirectErrorStream(true)
              .start();
      gone = gone(process, folder);
      WorkerProcess child = connect(name, process, gone, door, deadline);
      ready = true;
      return child;
    } catch (IOException e) {
      throw new WorkerStartException("%s could not be started: %s".formatted(name, e), false, e);
    } finally {
      if (!ready) {
        end(process, gone, folder);
      }
    }
  }

  /**
   * The working folder of the service, by its path: what a child inherits may have been deleted,
   * and a JVM does not start there.
   */
  private static File workingFolder(Path spare) {
    Path own = Path.of(System.getProperty("user.dir"));
    return (Files.isDirectory(own) ? own : spare).toFile();
  }

  private static CompletableFuture<Void> gone(Process process, Path folder) {
    long pid = process.pid();
    return process
        .onExit()
        .thenRun(() -> {
          var _ = ProcessSignals.sendToGroup(pid, SIGKILL); // what it left behind
          FileSystemUtils.deleteRecursively(folder.toFile());
        });
  }

  /** Whatever went wrong, an interrupt included: nothing stays. */
  private static void end(
      @Nullable Process process, @Nullable CompletableFuture<Void> gone, Path folder) {
    if (process == null || gone == null) {
      FileSystemUtils.deleteRecursively(folder.toFile());
      return;
    }
    process.destroyForcibly();
    gone.completeOnTimeout(null, WorkerProcess.EXIT.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  private WorkerProcess connect(
      String name,
      Process process,
      CompletableFuture<Void> gone,
      ServerSocketChannel door,
      long deadline)
      throws IOException, InterruptedException {
    LastLines lines = new LastLines();
    process.getOutputStream().close();
    Thread.ofPlatform()
        .daemon()
        .name(name + "-output")
        .start(() -> OutputReader.read(name, process.inputReader(), lines));
    // closing the door is what ends the wait for a child that does not come
    CompletableFuture<Void> late = at(deadline, () -> close(door));
    var _ = process.onExit().thenRun(() -> close(door));
    FrameChannel channel = null;
    boolean ready = false;
    try {
      channel = new FrameChannel(door.accept());
      greet(channel, deadline);
      ready = true;
      return new WorkerProcess(name, process, gone, channel, lines, ticker);
    } catch (IOException e) {
      throw notReady(name, process, lines, e);
    } finally {
      late.cancel(false);
      if (!ready && channel != null) {
        channel.close();
      }
    }
  }

  /** Ends the child, after a moment in which it may show how it ended by itself. */
  private WorkerStartException notReady(
      String name, Process process, LastLines lines, IOException cause)
      throws InterruptedException {
    boolean byItself = process.waitFor(LAST_MOMENT.toMillis(), TimeUnit.MILLISECONDS);
    process.destroyForcibly();
    boolean ended = process.waitFor(WorkerProcess.EXIT.toMillis(), TimeUnit.MILLISECONDS);
    return new WorkerStartException(
        "%s was not ready within %s (%s); its last lines: %s"
            .formatted(
                name, limit, ended ? WorkerProcess.exit(process) : "it does not die", lines.text()),
        byItself && ExitStatus.signal(process.exitValue()).isPresent(),
        cause);
  }

  private void greet(FrameChannel channel, long deadline) throws IOException {
    CompletableFuture<Void> late = at(deadline, channel::close);
    try {
      if (!(channel.receive() instanceof Frame.Hello hello) || hello.version() != Frame.VERSION) {
        throw new IOException("It speaks another version of the protocol");
      }
      channel.send(serve);
      if (!(channel.receive() instanceof Frame.Ready)) {
        throw new IOException("It did not say that it is ready");
      }
      for (int round = 0; round < WARM_UPS; round++) {
        channel.send(serve.warmUp());
        while (!(channel.receive() instanceof Frame.Ended)) {
          // what it prints is for nobody
        }
      }
    } finally {
      late.cancel(false);
    }
  }

  private CompletableFuture<Void> at(long deadline, Runnable action) {
    long left = ticker.until(deadline).toNanos();
    return CompletableFuture.runAsync(
        action, CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS));
  }

  private static void close(ServerSocketChannel door) {
    try {
      door.close();
    } catch (IOException e) {
      // nobody waits there any more either way
    }
  }
}
