package io.jobwheel.execution.tracing;

import static io.opentelemetry.sdk.trace.samplers.SamplingDecision.DROP;
import static io.opentelemetry.sdk.trace.samplers.SamplingDecision.RECORD_AND_SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkSamplerTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final SpanContext SAMPLED = context(TraceFlags.getSampled());
  private static final SpanContext UNSAMPLED = context(TraceFlags.getDefault());

  private static SpanContext context(TraceFlags flags) {
    return SpanContext.create(TRACE, "00f067aa0ba902b7", flags, TraceState.getDefault());
  }

  private static SamplingDecision decision(Sampler sampler, Context parent, SpanContext... links) {
    return new LinkSampler(sampler)
        .shouldSample(
            parent,
            TRACE,
            "run",
            SpanKind.CONSUMER,
            Attributes.empty(),
            List.of(links).stream().map(LinkData::create).toList())
        .getDecision();
  }

  @Test
  void aRootIsSampledAsWhatItIsLinkedTo() {
    Sampler never = Sampler.parentBased(Sampler.traceIdRatioBased(0));
    Sampler always = Sampler.parentBased(Sampler.traceIdRatioBased(1));
    assertThat(decision(never, Context.root(), SAMPLED)).isEqualTo(RECORD_AND_SAMPLE);
    assertThat(decision(always, Context.root(), UNSAMPLED)).isEqualTo(DROP);
  }

  @Test
  void withoutALinkTheOtherSamplerDecides() {
    assertThat(decision(Sampler.parentBased(Sampler.alwaysOff()), Context.root())).isEqualTo(DROP);
    assertThat(decision(Sampler.parentBased(Sampler.alwaysOn()), Context.root()))
        .isEqualTo(RECORD_AND_SAMPLE);
  }

  @Test
  void aSamplerThatLooksAtNoParentLooksAtNoLinkEither() {
    assertThat(decision(Sampler.alwaysOff(), Context.root(), SAMPLED)).isEqualTo(DROP);
    assertThat(decision(Sampler.alwaysOn(), Context.root(), UNSAMPLED))
        .isEqualTo(RECORD_AND_SAMPLE);
  }

  @Test
  void aParentTakesPrecedenceOverALink() {
    Context parent = Context.root().with(Span.wrap(UNSAMPLED));
    assertThat(decision(Sampler.parentBased(Sampler.alwaysOn()), parent, SAMPLED)).isEqualTo(DROP);
  }
}
