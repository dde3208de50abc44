package io.jobwheel.execution.tracing;

import io.jobwheel.execution.attempt.AttemptSpan;
import io.jobwheel.execution.attempt.Tracing;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.TraceParent;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Creates a span for every attempt. */
final class MicrometerTracing implements Tracing {

  private static final String JOB_ID = "jobwheel.job.id";
  private static final String JOB_TYPE = "jobwheel.job.type";
  private static final String JOB_MODE = "jobwheel.job.mode";
  private static final String JOB_ATTEMPT = "jobwheel.job.attempt";
  private static final String GROUP_ID = "jobwheel.group.id";
  private static final String NODE = "jobwheel.node";
  private static final String OUTCOME = "jobwheel.outcome";
  private static final String ERROR_CODE = "jobwheel.error.code";

  private final Tracer tracer;

  MicrometerTracing(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public Optional<TraceParent> current() {
    return Optional.ofNullable(tracer.currentSpan()).map(MicrometerTracing::traceparentOf);
  }

  private static TraceParent traceparentOf(Span span) {
    TraceContext context = span.context();
    return new TraceParent(
        context.traceId(), context.spanId(), Boolean.TRUE.equals(context.sampled()));
  }

  @Override
  public AttemptSpan begin(Job job, String node) {
    Span.Builder builder =
        tracer.spanBuilder().setNoParent().name("run " + job.type()).kind(Span.Kind.CONSUMER);
    TraceParent submit = job.traceparent();
    if (submit != null) {
      TraceContext context =
          tracer
              .traceContextBuilder()
              .traceId(submit.traceId())
              .spanId(submit.spanId())
              .sampled(submit.sampled())
              .build();
      builder = builder.addLink(new Link(context));
    }
    Span span = builder.start();
    if (!span.isNoop()) { // a span that is not sampled has no tags
      span.tag(JOB_ID, job.id().toString())
          .tag(JOB_TYPE, job.type())
          .tag(JOB_MODE, job.mode().wireName())
          .tag(JOB_ATTEMPT, job.attempt())
          .tag(NODE, node);
      if (job.groupId() != null) {
        span.tag(GROUP_ID, job.groupId().toString());
      }
    }
    return new RecordedSpan(tracer, span);
  }

  /** A span that this node has created. */
  private record RecordedSpan(Tracer tracer, Span span) implements AttemptSpan {

    @Override
    public Optional<TraceParent> traceparent() {
      return Optional.of(traceparentOf(span));
    }

    @Override
    public SpanScope open() {
      Tracer.SpanInScope scope = tracer.withSpan(span);
      return scope::close;
    }

    @Override
    public void end(Outcome outcome) {
      switch (outcome) {
        case Outcome.Succeeded _ -> tag("succeeded", null);
        case Outcome.Failed failed -> fail("failed", failed.error());
        case Outcome.Crashed crashed -> fail("crashed", crashed.error());
        case Outcome.Retried retried -> fail("retried", retried.error());
        case Outcome.Cancelled cancelled -> tag("cancelled", cancelled.error());
        case Outcome.Released _ -> tag("given-back", null);
      }
      span.end();
    }

    private void fail(String outcome, JobError error) {
      tag(outcome, error);
      span.error(new RunFailedException(error.code()));
    }

    private void tag(String outcome, @Nullable JobError error) {
      span.tag(OUTCOME, outcome);
      if (error != null) {
        span.tag(ERROR_CODE, error.code());
      }
    }
  }

  /**
   * Marks a span as failed with the error code only: messages come from handlers and may have data
   * that must not appear in traces.
   */
  private static final class RunFailedException extends RuntimeException {

    RunFailedException(String code) {
      super(code, null, false, false);
    }
  }
}
