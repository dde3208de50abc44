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
 * Starts programs, each as the leader of its own session and process group, and such that Linux
 * kills it when the service dies. The command line is {@code setpriv --pdeathsig KILL setsid nice
 * PROGRAM}: each of these programs replaces itself by the next and keeps the pid. Those that are
 * not installed are omitted. Thread-safe.
 *
 * <p>One thread makes all starts and lives until {@link #close}, because Linux kills a program when
 * the thread that started it ends.
 */
public final class ProcessStarter implements AutoCloseable {

  /** The prefix of environment variables that the service sets. */
  public static final String PREFIX = "JOBWHEEL_";

  /** The environment variable that identifies the processes of an attempt. */
  static final String MARK = PREFIX + "MARK";

  private static final Logger log = LoggerFactory.getLogger(ProcessStarter.class);
  private static final String JOB = PREFIX + "JOB_ID";
  private static final String ATTEMPT = PREFIX + "ATTEMPT";
  private static final String TRACEPARENT = "TRACEPARENT";
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(4);
  private static final File NOTHING = new File("/dev/null");
  private static final Map<String, String> DEFAULT_VARIABLES =
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
  private final ExecutorService readers =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("jobwheel-command-output-", 0).factory());

  private final Set<RunningProcess> running = ConcurrentHashMap.newKeySet();

  // written by the thread that shuts down the service, read by any thread
  private volatile boolean shuttingDown;

  // confined to the starting thread
  private @Nullable TemporaryFolder pipeFolder;
  private long pipeCount;

  /** Creates a starter and its threads. */
  public ProcessStarter(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Starts a program. The future fails with {@link IOException} if that is not possible. */
  public CompletableFuture<RunningProcess> start(StartRequest request) {
    CompletableFuture<RunningProcess> started = new CompletableFuture<>();
    thread.execute(() -> {
      try {
        started.complete(startNow(request));
      } catch (Throwable e) { // the thread must not end: Linux would kill its programs
        started.completeExceptionally(e);
      }
    });
    return started;
  }

  private RunningProcess startNow(StartRequest request) throws IOException {
    if (!ProgramLookup.isProgram(
        request.program())) { // setsid would hide the error in its exit code
      throw new IOException("%s is no longer an executable file".formatted(request.program()));
    }
    ProcessEnvironment environment = request.environment();
    String mark = "%s/%s/%d".formatted(service, request.jobId(), request.attempt());
    ProcessBuilder builder =
        new ProcessBuilder(withWrappers(request.commandLine(), environment.nice()))
            .directory(
                (environment.workingFolder() == null ? request.home() : environment.workingFolder())
                    .toFile())
            .redirectInput(NOTHING)
            .redirectErrorStream(environment.mergeStderr());
    Map<String, String> variables = builder.environment();
    variables.clear();
    variables.putAll(DEFAULT_VARIABLES);
    variables.put("HOME", request.home().toString());
    variables.put("TMPDIR", request.home().toString());
    if (request.traceparent() != null) {
      variables.put(TRACEPARENT, request.traceparent());
    }
    variables.putAll(environment.variables());
    variables.put(JOB, request.jobId());
    variables.put(ATTEMPT, Integer.toString(request.attempt()));
    variables.put(MARK, mark);
    return attach(builder, mark);
  }

  /** Starts the process and the readers of its pipes. If one fails, the others are ended. */
  private RunningProcess attach(ProcessBuilder builder, String mark) throws IOException {
    List<Boolean> outputs = builder.redirectErrorStream() ? OUT_ONLY : OUT_AND_ERROR;
    LineBuffer lines = new LineBuffer(outputs.size());
    List<OutputPipe> pipes = new ArrayList<>();
    List<PipeReader> pipeReaders = new ArrayList<>();
    ProcessTree tree = null;
    try {
      for (boolean isError : outputs) {
        OutputPipe pipe = new OutputPipe(pipeFolder().resolve(Long.toString(pipeCount++)));
        pipes.add(pipe);
        pipeReaders.add(new PipeReader(pipe, isError, lines));
        File file = pipe.path().toFile();
        var _ = isError ? builder.redirectError(file) : builder.redirectOutput(file);
      }
      Process process = builder.start();
      tree = new ProcessTree(process, setsid.isPresent(), mark, service, ticker);
      for (OutputPipe pipe : pipes) {
        pipe.programStarted();
      }
      pipeReaders.forEach(readers::execute);
      RunningProcess started = new RunningProcess(process, tree, lines, pipeReaders, ticker);
      running.add(started);
      return started;
    } catch (Throwable e) { // such as too many threads or open files
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

  private List<String> withWrappers(List<String> commandLine, int niceness) {
    List<String> line = new ArrayList<>();
    setpriv.ifPresent(it -> line.addAll(List.of(it.toString(), "--pdeathsig", "KILL", "--")));
    setsid.ifPresent(it -> line.add(it.toString()));
    if (niceness > 0) {
      nice.ifPresent(it -> line.addAll(List.of(it.toString(), "-n", Integer.toString(niceness))));
    }
    line.addAll(commandLine);
    return line;
  }

  /** Returns the mark of this instance. */
  public InstanceMark service() {
    return service;
  }

  /** Signals that the service begins to shut down. Does not end programs. */
  public void beginShutdown() {
    shuttingDown = true;
  }

  /** Returns whether the service has begun to shut down. */
  public boolean isShuttingDown() {
    return shuttingDown;
  }

  /** Removes a program whose processes have ended. */
  public void unregister(RunningProcess process) {
    running.remove(process);
  }

  /**
   * Kills the running programs without a grace period, because the lanes have ended their attempts
   * before. Takes at most about 4 s.
   */
  @Override
  public void close() {
    beginShutdown();
    long deadline = ticker.after(CLOSE_LIMIT);
    running.forEach(process -> process.kill(ticker.until(deadline)));
    readers.shutdown();
    thread.execute(this::deletePipeFolder);
    thread.shutdown();
    try {
      if (!readers.awaitTermination(ticker.until(deadline).toNanos(), TimeUnit.NANOSECONDS)
          || !thread.awaitTermination(ticker.until(deadline).toNanos(), TimeUnit.NANOSECONDS)) {
        log.warn("The output of commands is still being read at the end of the service");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deletePipeFolder() {
    TemporaryFolder folder = pipeFolder;
    if (folder != null && folder.isIntact()) {
      try {
        WorkFolder.delete(folder.path()); // open pipes stay usable
      } catch (IOException e) {
        log.warn("Folder {} could not be deleted ({})", folder.path(), e.toString());
      }
    }
  }
}
