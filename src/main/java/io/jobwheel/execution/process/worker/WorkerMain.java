package io.jobwheel.execution.process.worker;

import io.jobwheel.execution.attempt.Attempt;
import io.jobwheel.execution.attempt.AttemptEnvironment;
import io.jobwheel.execution.attempt.AttemptExecutor;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.execution.attempt.OutputLimit;
import io.jobwheel.execution.attempt.PropagatedSpan;
import io.jobwheel.execution.attempt.ResultLimit;
import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.attempt.ThreadJobContext;
import io.jobwheel.execution.attempt.TimeLimits;
import io.jobwheel.execution.process.Frame;
import io.jobwheel.execution.process.FrameChannel;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.os.SigtermHandler;
import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.util.FileSystemUtils;

/**
 * The main class of a worker process. Has the handlers and the beans that they need, and nothing
 * else of the service. Runs one attempt at a time on its main thread, controlled by the service
 * over a socket; exits at once when the connection ends. Started by the service only.
 */
public final class WorkerMain {

  private static final Duration LAST_FRAMES = Duration.ofSeconds(1);

  private final Ticker ticker = Ticker.system();
  private final FrameChannel channel;
  private final WorkerOutput output;
  private final BlockingQueue<RunningAttempt> next = new SynchronousQueue<>();

  // confined to the receiving thread
  private @Nullable RunningAttempt current;

  private WorkerMain(FrameChannel channel) {
    this.channel = channel;
    this.output = new WorkerOutput(channel, ticker);
  }

  /** Connects to the service. The argument is the path of its socket. */
  public static void main(String[] arguments) throws Exception {
    Path socket = Path.of(arguments[0]);
    try {
      SigtermHandler.ignore(); // the service decides when attempts end
      SocketChannel connected = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      new WorkerMain(new FrameChannel(connected)).serve(socket);
    } catch (Throwable e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1); // threads of a context must not keep the process alive
    }
  }

  private void serve(Path socket) throws Exception {
    channel.send(new Frame.Hello(Frame.VERSION, ProcessHandle.current().pid()));
    if (!(channel.receive() instanceof Frame.Serve serve)) {
      throw new IOException("The service did not send what to serve");
    }
    Path folder = Objects.requireNonNull(socket.getParent(), "the socket has a parent folder");
    // before the handlers are created: a context that hangs must not outlive the service
    start("sender", () -> endAfter(output::sendAll, folder));
    // what a handler printed before it ended the process is not lost
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().unstarted(() -> output.awaitSent(LAST_FRAMES)));
    start("receiver", () -> endAfter(this::receiveAll, folder));
    AttemptExecutor executor =
        new AttemptExecutor(
            types(serve), new TimeLimits(ticker), new ResultLimit(serve.limits().result()));
    AttemptEnvironment environment =
        new AttemptEnvironment(
            output,
            new OutputLimit(serve.limits().prints(), serve.limits().characters()),
            InstantSource.system(),
            ticker,
            AttemptEnvironment.Sleeper.SYSTEM,
            Runnable::run);
    output.send(new Frame.Ready());
    while (true) {
      RunningAttempt attempt = next.take();
      output.send(
          new Frame.AttemptEnded(
              executor.run(attempt, new ThreadJobContext(attempt, environment))));
    }
  }

  private static JobTypes types(Frame.Serve serve) throws Exception {
    List<JobHandler<?, ?>> handlers = new ArrayList<>();
    for (String handler : serve.handlers()) {
      handlers.add(WorkerHandlers.make(handler));
    }
    if (!serve.sources().isEmpty()) {
      List<Class<?>> sources = new ArrayList<>();
      for (String source : serve.sources()) {
        sources.add(Class.forName(source));
      }
      new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
          .web(WebApplicationType.NONE)
          .bannerMode(Banner.Mode.OFF)
          .logStartupInfo(false)
          .run(serve.arguments().toArray(String[]::new))
          .getBeanProvider(JobHandler.class)
          .orderedStream()
          .filter(bean -> !serve.handlers().contains(AopUtils.getTargetClass(bean).getName()))
          .forEach(handlers::add);
    }
    return new JobTypes(handlers);
  }

  /** Work of a thread until the connection to the service ends. */
  @FunctionalInterface
  private interface SocketTask {
    void run() throws Exception;
  }

  private static void start(String name, Runnable task) {
    Thread.ofPlatform().daemon().name(name).start(task);
  }

  /**
   * Runs the work, and ends this process when it ends. Does not depend on the state of the handler.
   */
  private static void endAfter(SocketTask task, Path folder) {
    try {
      task.run();
    } catch (Throwable e) {
      FileSystemUtils.deleteRecursively(folder.toFile());
    } finally {
      Runtime.getRuntime().halt(1);
    }
  }

  private void receiveAll() throws IOException, InterruptedException {
    while (true) {
      switch (channel.receive()) {
        case Frame.Run(var job, var commonStart, var node, var trace) -> {
          RunningAttempt attempt =
              new RunningAttempt(
                  new Attempt(job, commonStart, node, new PropagatedSpan(trace)),
                  ticker,
                  InstantSource.system());
          current = attempt;
          // by this thread, before the handler can do anything, such as end the process
          channel.send(new Frame.Begun());
          next.put(attempt);
        }
        case Frame.CancelAttempt(UUID job, int attempt, String reason) -> {
          if (current != null && current.attempt().is(job, attempt)) {
            current.cancel(CancelReason.valueOf(reason)); // no effect after its end
          }
        }
        case Frame.Ping _ -> output.offer(new Frame.Pong());
        case Frame.Stop _ -> System.exit(0);
        default -> throw new IOException("Unexpected frame from the service");
      }
    }
  }
}
