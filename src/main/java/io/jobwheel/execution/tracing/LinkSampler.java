package io.jobwheel.execution.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Delegates to another sampler. For a span without parent, passes the first linked span as its
 * parent, so that a submit request and its attempts are sampled together.
 */
record LinkSampler(Sampler sampler) implements Sampler {

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    Context effectiveParent = parent;
    if (!links.isEmpty() && !Span.fromContext(parent).getSpanContext().isValid()) {
      effectiveParent = parent.with(Span.wrap(remote(links.getFirst().getSpanContext())));
    }
    return sampler.shouldSample(effectiveParent, traceId, name, kind, attributes, links);
  }

  private static SpanContext remote(SpanContext linked) {
    return SpanContext.createFromRemoteParent(
        linked.getTraceId(), linked.getSpanId(), linked.getTraceFlags(), linked.getTraceState());
  }

  @Override
  public String getDescription() {
    return "LinkSampler{" + sampler.getDescription() + "}";
  }
}
