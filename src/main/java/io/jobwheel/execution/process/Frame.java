package io.jobwheel.execution.process;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.jobwheel.job.Job;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Progress;
import io.jobwheel.job.TraceParent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message between the service and a worker process. The worker process connects and sends {@link
 * Hello}; the service sends {@link Serve}; the worker process answers with {@link Ready}. Each
 * attempt then consists of {@link Run}, {@link Begun}, any number of {@link Output}s, {@link
 * ProgressUpdate}s and {@link LimitsPaused}s, and {@link AttemptEnded}. The service may send {@link
 * CancelAttempt}, {@link Ping} or {@link Stop} at any time after {@code Ready}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "frame")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Frame.Hello.class, name = "hello"),
  @JsonSubTypes.Type(value = Frame.Serve.class, name = "serve"),
  @JsonSubTypes.Type(value = Frame.Ready.class, name = "ready"),
  @JsonSubTypes.Type(value = Frame.Run.class, name = "run"),
  @JsonSubTypes.Type(value = Frame.Begun.class, name = "begun"),
  @JsonSubTypes.Type(value = Frame.Output.class, name = "print"),
  @JsonSubTypes.Type(value = Frame.ProgressUpdate.class, name = "report"),
  @JsonSubTypes.Type(value = Frame.LimitsPaused.class, name = "pause"),
  @JsonSubTypes.Type(value = Frame.AttemptEnded.class, name = "ended"),
  @JsonSubTypes.Type(value = Frame.CancelAttempt.class, name = "cancel"),
  @JsonSubTypes.Type(value = Frame.Ping.class, name = "ping"),
  @JsonSubTypes.Type(value = Frame.Pong.class, name = "pong"),
  @JsonSubTypes.Type(value = Frame.Stop.class, name = "stop")
})
public sealed interface Frame {

  /**
   * The version of the protocol. Both sides use the same jar, so a different version is an error.
   */
  int VERSION = 1;

  /** From the worker process: it has connected. */
  record Hello(int version, long pid) implements Frame {}

  /**
   * From the service: what to prepare.
   *
   * @param handlers classes of handlers that have a no-argument constructor
   * @param sources Spring configuration classes whose context has the other handlers
   * @param arguments the command line of the service, for this context
   * @param limits limits of the output and the result of an attempt
   * @param warmUp an attempt that is run several times before the first real one, so that this is
   *     as fast as later ones; its output is dropped
   */
  record Serve(
      List<String> handlers,
      List<String> sources,
      List<String> arguments,
      AttemptLimits limits,
      Run warmUp)
      implements Frame {}

  /**
   * Maximum number of prints, of printed characters, and of characters of the result of an attempt.
   */
  record AttemptLimits(int prints, int characters, int result) {}

  /** From the worker process: it is ready for attempts. */
  record Ready() implements Frame {}

  /**
   * From the service: run this attempt.
   *
   * @param commonStart times of output are relative to it
   * @param node the name of the node; null for attempts of the warm-up
   * @param trace the trace context of the attempt; null outside of any trace
   */
  record Run(Job job, Instant commonStart, @Nullable String node, @Nullable TraceParent trace)
      implements Frame {

    /** Creates an attempt without node, outside of any trace. */
    public Run(Job job, Instant commonStart) {
      this(job, commonStart, null, null);
    }
  }

  /** From the worker process: the attempt begins; it may have effects from now on. */
  record Begun() implements Frame {}

  /** From the worker process: a print of the attempt. */
  record Output(Instant at, String text) implements Frame {}

  /** From the worker process: the progress of the attempt. */
  record ProgressUpdate(Progress progress) implements Frame {}

  /** From the worker process: the attempt pauses the limits of its job. */
  record LimitsPaused(Duration duration) implements Frame {}

  /** From the worker process: the attempt has ended; the process is ready for the next one. */
  record AttemptEnded(Outcome outcome) implements Frame {}

  /**
   * From the service: cancel an attempt. Follows its {@link Run}, and may arrive after its end.
   *
   * @param reason the name of a {@code CancelReason}
   */
  record CancelAttempt(UUID job, int attempt, String reason) implements Frame {}

  /** From the service: requests a {@link Pong}. */
  record Ping() implements Frame {}

  /** From the worker process: the answer to a {@link Ping}. */
  record Pong() implements Frame {}

  /** From the service: exit. */
  record Stop() implements Frame {}
}
