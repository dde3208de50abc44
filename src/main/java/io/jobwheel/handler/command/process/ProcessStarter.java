package io.jobwheel.handler.command.process;

import io.jobwheel.os.TemporaryFolder;
import io.jobwheel.time.Ticker;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts programs, each as the leader of a session and a process group of its own, and such that
 * Linux kills it when the service dies. Both by small programs of util-linux that turn into the
 * next one and keep the pid: {@code setpriv --pdeathsig KILL setsid nice PROGRAM}; each is left out
 * where it is not installed.
 *
 * <p>All starts are made by one thread that lives as long as this: what counts as the death of the
 * service for Linux is the death of the thread that started the program.
 */
public final class ProcessStarter implements AutoCloseable {

  /** How the environment variables begin that tell a program who it is. */
  public static final String PREFIX = "JOBWHEEL_";

  /** The variable by which its processes are known. */
  static final String MARK = PREFIX + "MARK";

  private static final Logger log = LoggerFactory.getLogger(ProcessStarter.class);
  private static final String JOB = PREFIX + "JOB_ID";
  private static final String ATTEMPT = PREFIX + "ATTEMPT";
  private static final String TRACEPARENT = "TRACEPARENT";
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(4);
  private static final File NOTHING = new File("/dev/null");
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PATH",
          "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
          "LANG",
          "C.UTF-8");

  private static final List<Boolean> OUT_ONLY = List.of(false);
  private static final List<Boolean> OUT_AND_ERROR = List.of(false, true);

  private final Ticker ticker;
  private final Optional<Path> setpriv = ProgramLookup.find("setpriv");
  private final Optional<Path> setsid = ProgramLookup.find("setsid");
  private final Optional<Path> nice = ProgramLookup.find("nice");
  private final InstanceMark service = InstanceMark.own();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("jobwheel-command-starter").factory());
  private final ExecutorService pumps =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("jobwheel-command-output-", 0).factory());

  private final Set<RunningProcess> children = ConcurrentHashMap.newKeySet(); // those that run

  // written by whoever ends the node, read by any thread
  private volatile boolean nodeGoesDown;

  // confined to the starting thread
  private @Nullable TemporaryFolder pipeFolder;
  private long pipesMade;

  public ProcessStarter(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * A program to be started.
   *
   * @param line the program and its arguments
   * @param home a fresh folder, where it works as well unless its command has one
   * @param traceparent where its run stands in a trace; null when it is in none
   */
  public record Start(
      Path program,
      ProcessEnvironment surroundings,
      List<String> line,
      Path home,
      String jobId,
      int attempt,
      @Nullable String traceparent) {}

  /** Starts it; the future fails with an {@link IOException} when that cannot be. */
  public CompletableFuture<RunningProcess> start(Start start) {
    CompletableFuture<RunningProcess> child = new CompletableFuture<>();
    thread.execute(() -> {
      try {
        child.complete(begin(start));
      } catch (Throwable e) { // the thread must live on: programs die with it
        child.completeExceptionally(e);
      }
    });
    return child;
  }

  private RunningProcess begin(Start start) throws IOException {
    if (!ProgramLookup.isProgram(start.program())) { // setsid would tell it as its own exit code
      throw new IOException("%s is no program any more".formatted(start.program()));
    }
    ProcessEnvironment surroundings = start.surroundings();
    String mark = "%s/%s/%d".formatted(service, start.jobId(), start.attempt());
    ProcessBuilder builder =
        new ProcessBuilder(line(start.line(), surroundings.nice()))
            .directory(
                (surroundings.folder() == null ? start.home() : surroundings.folder()).toFile())
            .redirectInput(NOTHING)
            .redirectErrorStream(surroundings.mergeStderr());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(ENVIRONMENT);
    environment.put("HOME", start.home().toString());
    environment.put("TMPDIR", start.home().toString());
    if (start.traceparent() != null) {
      environment.put(TRACEPARENT, start.traceparent());
    }
    environment.putAll(surroundings.environment());
    environment.put(JOB, start.jobId());
    environment.put(ATTEMPT, Integer.toString(start.attempt()));
    environment.put(MARK, mark);
    return attach(builder, mark);
  }

  /** Starts the process with pipes to threads that read them; all of it or nothing. */
  private RunningProcess attach(ProcessBuilder builder, String mark) throws IOException {
    List<Boolean> outputs = builder.redirectErrorStream() ? OUT_ONLY : OUT_AND_ERROR;
    LineBuffer lines = new LineBuffer(outputs.size());
    List<OutputPipe> pipes = new ArrayList<>();
    List<PipeReader> readers = new ArrayList<>();
    ProcessTree tree = null;
    try {
      for (boolean isError : outputs) {
        OutputPipe pipe = new OutputPipe(pipeFolder().resolve(Long.toString(pipesMade++)));
        pipes.add(pipe);
        readers.add(new PipeReader(pipe, isError, lines));
        File file = pipe.path().toFile();
        var _ = isError ? builder.redirectError(file) : builder.redirectOutput(file);
      }
      Process process = builder.start();
      tree = new ProcessTree(process, setsid.isPresent(), mark, service, ticker);
      for (OutputPipe pipe : pipes) {
        pipe.begun();
      }
      readers.forEach(pumps::execute);
      RunningProcess child = new RunningProcess(process, tree, lines, readers, ticker);
      children.add(child);
      return child;
    } catch (Throwable e) { // no program, no more threads or files, or the service goes down
      if (tree != null) {
        var _ = tree.end(Duration.ZERO);
      }
      for (OutputPipe pipe : pipes) {
        pipe.close();
      }
      throw e;
    }
  }

  private Path pipeFolder() throws IOException {
    TemporaryFolder folder = pipeFolder;
    if (folder == null || !folder.isIntact()) {
      folder = TemporaryFolder.create(WorkFolder.PREFIX + service + ".");
      pipeFolder = folder;
    }
    return folder.path();
  }

  private List<String> line(List<String> program, int niceness) {
    List<String> line = new ArrayList<>();
    setpriv.ifPresent(it -> line.addAll(List.of(it.toString(), "--pdeathsig", "KILL", "--")));
    setsid.ifPresent(it -> line.add(it.toString()));
    if (niceness > 0) {
      nice.ifPresent(it -> line.addAll(List.of(it.toString(), "-n", Integer.toString(niceness))));
    }
    line.addAll(program);
    return line;
  }

  public InstanceMark service() {
    return service;
  }

  /** The node begins to go down: what is killed from now on may be killed for that. */
  public void goDown() {
    nodeGoesDown = true;
  }

  public boolean nodeGoesDown() {
    return nodeGoesDown;
  }

  /** Nothing of it is left. */
  public void forget(RunningProcess child) {
    children.remove(child);
  }

  /**
   * Kills what still runs, also what is in its grace. The lanes have had their time to end it in
   * order. Takes a few seconds at most.
   */
  @Override
  public void close() {
    goDown();
    long deadline = ticker.after(CLOSE_LIMIT);
    children.forEach(child -> child.kill(ticker.until(deadline)));
    pumps.shutdown();
    thread.execute(this::deletePipeFolder);
    thread.shutdown();
    try {
      if (!pumps.awaitTermination(ticker.until(deadline).toNanos(), TimeUnit.NANOSECONDS)
          || !thread.awaitTermination(ticker.until(deadline).toNanos(), TimeUnit.NANOSECONDS)) {
        log.warn("commands - their output is still read; what is left goes with the service");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deletePipeFolder() {
    TemporaryFolder folder = pipeFolder;
    if (folder != null && folder.isIntact()) {
      try {
        WorkFolder.delete(folder.path()); // pipes that are open stay open
      } catch (IOException e) {
        log.warn("{} - cannot be deleted ({})", folder.path(), e.toString());
      }
    }
  }
}
