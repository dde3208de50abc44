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
 * Asks another sampler, and has it decide on a span without parent that is linked to another one as
 * if that were its parent: a submit and its runs are sampled together.
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
    Context asked = parent;
    if (!links.isEmpty() && !Span.fromContext(parent).getSpanContext().isValid()) {
      asked = parent.with(Span.wrap(remote(links.getFirst().getSpanContext())));
    }
    return sampler.shouldSample(asked, traceId, name, kind, attributes, links);
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
