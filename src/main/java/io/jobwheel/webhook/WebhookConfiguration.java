package io.jobwheel.webhook;

import io.jobwheel.configuration.StartCheck;
import io.jobwheel.handler.http.call.HttpHandler;
import io.jobwheel.handler.http.egress.Destinations;
import io.jobwheel.handler.http.secret.Secrets;
import io.jobwheel.handler.http.transport.HttpTransport;
import io.jobwheel.store.DeliveryPlanner;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;
import tools.jackson.databind.json.JsonMapper;

/** Wires webhooks. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({WebhookProperties.class, WebhookDeliveryProperties.class})
class WebhookConfiguration {

  private final InstantSource clock;
  private final Ticker ticker;

  WebhookConfiguration(InstantSource clock, Ticker ticker) {
    this.clock = clock;
    this.ticker = ticker;
  }

  @Bean
  Receivers webhookReceivers(
      WebhookProperties endpoints, WebhookDeliveryProperties delivery, Destinations destinations) {
    return new Receivers(endpoints.endpoints(), delivery.signing(), destinations);
  }

  /** Creates the receivers early, which fails if the egress policy denies the URL of one. */
  @Bean
  StartCheck webhookCheck(ObjectProvider<Receivers> receivers) {
    return () -> {
      var _ = receivers.getObject();
    };
  }

  @Bean
  ReceiverSlots receiverSlots(WebhookDeliveryProperties properties) {
    return new ReceiverSlots(properties.maxCalls(), properties.maxWaiting(), ticker);
  }

  @Bean
  WebhookMetrics webhookMetrics(MeterRegistry registry, ReceiverSlots slots) {
    return new WebhookMetrics(registry, slots);
  }

  @Bean
  WebhookHandler webhookHandler(
      Receivers receivers,
      Destinations destinations,
      HttpTransport transport,
      ReceiverSlots slots,
      WebhookMetrics metrics,
      WebhookDeliveryProperties properties,
      @Value("${jobwheel.http.send-traceparent:true}") boolean sendTraceparent) {
    HttpHandler http =
        new HttpHandler(
            destinations,
            new Secrets(Map.of()),
            transport,
            0,
            Integer.MAX_VALUE,
            sendTraceparent,
            clock,
            ticker,
            (outcome, took) -> {});
    return new WebhookHandler(receivers, http, slots, metrics, properties.timeout(), clock, ticker);
  }

  @Bean
  DeliveryPlanner deliveryPlanner(
      Receivers receivers,
      EventBodies bodies,
      ObjectProvider<DeliveryListener> listener,
      JsonMapper json) {
    // looked up once, after the first commit: it needs beans that need the store
    Supplier<DeliveryListener> once = SingletonSupplier.of(listener::getObject);
    return new EndDeliveries(receivers, bodies, jobs -> once.get().stored(jobs), clock, json);
  }
}
