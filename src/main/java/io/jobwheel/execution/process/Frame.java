package io.jobwheel.execution.process;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.jobwheel.job.Job;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Progress;
import io.jobwheel.job.TraceParent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One message between the service and a child. The conversation: the child connects and says {@link
 * Hello}; the service tells it what to {@link Serve}; the child is {@link Ready}. Then, as often as
 * wanted: {@link Run}, {@link Begun}, any number of {@link Print}s and {@link Report}s, {@link
 * Ended}. A {@link Cancel}, a {@link Ping} or a {@link Stop} may come at any time after {@code
 * Ready}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "frame")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Frame.Hello.class, name = "hello"),
  @JsonSubTypes.Type(value = Frame.Serve.class, name = "serve"),
  @JsonSubTypes.Type(value = Frame.Ready.class, name = "ready"),
  @JsonSubTypes.Type(value = Frame.Run.class, name = "run"),
  @JsonSubTypes.Type(value = Frame.Begun.class, name = "begun"),
  @JsonSubTypes.Type(value = Frame.Print.class, name = "print"),
  @JsonSubTypes.Type(value = Frame.Report.class, name = "report"),
  @JsonSubTypes.Type(value = Frame.Ended.class, name = "ended"),
  @JsonSubTypes.Type(value = Frame.Cancel.class, name = "cancel"),
  @JsonSubTypes.Type(value = Frame.Ping.class, name = "ping"),
  @JsonSubTypes.Type(value = Frame.Pong.class, name = "pong"),
  @JsonSubTypes.Type(value = Frame.Stop.class, name = "stop")
})
public sealed interface Frame {

  /** The version of this protocol; both sides come from one jar, so another one is a mistake. */
  int VERSION = 1;

  /** Child: here I am. */
  record Hello(int version, long pid) implements Frame {}

  /**
   * Service: what to be ready for.
   *
   * @param handlers classes of handlers that have a constructor without parameters
   * @param sources Spring configuration classes whose context holds the other handlers
   * @param arguments the command line of the service, for such a context
   * @param limits what an attempt may print
   * @param warmUp an attempt that a child runs some times before the first real one, so that this
   *     is as fast as those that follow; nobody sees what it says
   */
  record Serve(
      List<String> handlers,
      List<String> sources,
      List<String> arguments,
      Limits limits,
      Run warmUp)
      implements Frame {}

  /** How much of what an attempt prints is kept, and how long its result may be. */
  record Limits(int prints, int characters, int result) {}

  /** Child: jobs can come. */
  record Ready() implements Frame {}

  /**
   * Service: run this attempt, whose outputs count from that start.
   *
   * @param node the name of the service's node; null when it is nobody's attempt
   * @param trace where the run stands in a trace; null when it is in none
   */
  record Run(Job job, Instant commonStart, @Nullable String node, @Nullable TraceParent trace)
      implements Frame {

    /** An attempt of no node, outside of any trace. */
    public Run(Job job, Instant commonStart) {
      this(job, commonStart, null, null);
    }
  }

  /** Child: the attempt has been taken up; from here on it may have had effects. */
  record Begun() implements Frame {}

  /** Child: the attempt printed this. */
  record Print(Instant at, String text) implements Frame {}

  /** Child: so far is the attempt. */
  record Report(Progress progress) implements Frame {}

  /** Child: the attempt has ended; the next one can come. */
  record Ended(Outcome outcome) implements Frame {}

  /**
   * Service: that attempt of that job is to end, for a reason that the lanes know by that name.
   * Comes after its {@link Run}, and may come after its end.
   */
  record Cancel(UUID job, int attempt, String reason) implements Frame {}

  /** Service: are you there? */
  record Ping() implements Frame {}

  /** Child: I am. */
  record Pong() implements Frame {}

  /** Service: end, please. */
  record Stop() implements Frame {}
}
