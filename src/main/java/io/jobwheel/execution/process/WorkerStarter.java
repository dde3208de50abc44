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

/** Starts worker processes. After a failed start, neither the process nor its files remain. */
record WorkerStarter(WorkerCommand command, Frame.Serve serve, Duration limit, Ticker ticker) {

  private static final Duration EXIT_WAIT = Duration.ofMillis(200);
  private static final int WARM_UPS = 20;

  /**
   * Starts a worker process and blocks until it is ready for attempts.
   *
   * @throws WorkerStartException if it ended or was not ready within {@code limit}
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
    CompletableFuture<Void> exited = null;
    boolean ready = false;
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Path socket = folder.resolve("worker");
      server.bind(UnixDomainSocketAddress.of(socket));
      process =
          new ProcessBuilder(command.toList(socket, folder))
              .directory(workingFolder(folder))
              .redirectErrorStream(true)
              .start();
      exited = exited(process, folder);
      WorkerProcess worker = connect(name, process, exited, server, deadline);
      ready = true;
      return worker;
    } catch (IOException e) {
      throw new WorkerStartException("%s could not be started: %s".formatted(name, e), false, e);
    } finally {
      if (!ready) {
        end(process, exited, folder);
      }
    }
  }

  /**
   * Returns the working folder of the service if it still exists, else {@code spare}: a JVM does
   * not start in a deleted folder.
   */
  private static File workingFolder(Path spare) {
    Path own = Path.of(System.getProperty("user.dir"));
    return (Files.isDirectory(own) ? own : spare).toFile();
  }

  private static CompletableFuture<Void> exited(Process process, Path folder) {
    long pid = process.pid();
    return process
        .onExit()
        .thenRun(() -> {
          var _ = ProcessSignals.sendToGroup(pid, SIGKILL); // processes that it has started
          FileSystemUtils.deleteRecursively(folder.toFile());
        });
  }

  /** Ends the process, if any, and deletes the folder. */
  private static void end(
      @Nullable Process process, @Nullable CompletableFuture<Void> exited, Path folder) {
    if (process == null || exited == null) {
      FileSystemUtils.deleteRecursively(folder.toFile());
      return;
    }
    process.destroyForcibly();
    exited
        .completeOnTimeout(null, WorkerProcess.EXIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private WorkerProcess connect(
      String name,
      Process process,
      CompletableFuture<Void> exited,
      ServerSocketChannel server,
      long deadline)
      throws IOException, InterruptedException {
    LastLines lines = new LastLines();
    process.getOutputStream().close();
    Thread.ofPlatform()
        .daemon()
        .name(name + "-output")
        .start(() -> OutputReader.read(name, process.inputReader(), lines));
    // closing the server channel ends the wait for a process that does not connect
    CompletableFuture<Void> timeout = schedule(deadline, () -> close(server));
    var _ = process.onExit().thenRun(() -> close(server));
    FrameChannel channel = null;
    boolean ready = false;
    try {
      channel = new FrameChannel(server.accept());
      handshake(channel, deadline);
      ready = true;
      return new WorkerProcess(name, process, exited, channel, lines, ticker);
    } catch (IOException e) {
      throw notReady(name, process, lines, e);
    } finally {
      timeout.cancel(false);
      if (!ready && channel != null) {
        channel.close();
      }
    }
  }

  /** Kills the process, after a short time in which it may end by itself. */
  private WorkerStartException notReady(
      String name, Process process, LastLines lines, IOException cause)
      throws InterruptedException {
    boolean byItself = process.waitFor(EXIT_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    process.destroyForcibly();
    boolean ended = process.waitFor(WorkerProcess.EXIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    var _ = lines.awaitComplete(WorkerProcess.OUTPUT_LIMIT);
    return new WorkerStartException(
        "%s was not ready within %s (%s); its last lines: %s"
            .formatted(
                name,
                limit,
                ended ? WorkerProcess.exit(process) : "it could not be killed",
                lines.text()),
        byItself && ExitStatus.signal(process.exitValue()).isPresent(),
        cause);
  }

  private void handshake(FrameChannel channel, long deadline) throws IOException {
    CompletableFuture<Void> timeout = schedule(deadline, channel::close);
    try {
      if (!(channel.receive() instanceof Frame.Hello hello) || hello.version() != Frame.VERSION) {
        throw new IOException("The worker process uses another version of the protocol");
      }
      channel.send(serve);
      if (!(channel.receive() instanceof Frame.Ready)) {
        throw new IOException("The worker process did not send that it is ready");
      }
      for (int round = 0; round < WARM_UPS; round++) {
        channel.send(serve.warmUp());
        while (!(channel.receive() instanceof Frame.AttemptEnded)) {
          // the output of the warm-up is dropped
        }
      }
    } finally {
      timeout.cancel(false);
    }
  }

  private CompletableFuture<Void> schedule(long deadline, Runnable action) {
    long left = ticker.until(deadline).toNanos();
    return CompletableFuture.runAsync(
        action, CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS));
  }

  private static void close(ServerSocketChannel server) {
    try {
      server.close();
    } catch (IOException e) {
      // the channel is unusable in either case
    }
  }
}
