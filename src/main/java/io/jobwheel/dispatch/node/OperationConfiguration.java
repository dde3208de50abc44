package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.RetentionProperties;
import io.jobwheel.dispatch.backlog.BacklogLimits;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.dispatch.operation.OperationMetrics;
import io.jobwheel.dispatch.operation.OperationRunner;
import io.jobwheel.dispatch.request.operation.BulkOperations;
import io.jobwheel.dispatch.submission.IdempotencyKeyFactory;
import io.jobwheel.dispatch.submission.JobFactory;
import io.jobwheel.store.IdempotencyKeys;
import io.jobwheel.store.operation.Operations;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures bulk operations. */
@Configuration(proxyBeanMethods = false)
class OperationConfiguration {

  @Bean
  OperationMetrics operationMetrics(MeterRegistry registry) {
    return new OperationMetrics(registry);
  }

  @Bean
  OperationRunner operationRunner(
      Operations operations,
      JobQueries queries,
      BacklogLimits limits,
      JobEventPublisher events,
      OperationMetrics metrics,
      DispatchProperties properties,
      InstantSource clock,
      Ticker ticker) {
    return new OperationRunner(
        operations, queries, limits, events, metrics, properties.writeTimeout(), clock, ticker);
  }

  @Bean
  BulkOperations bulkOperations(
      Operations operations,
      JobQueries queries,
      IdempotencyKeys keys,
      JobFactory factory,
      OperationRunner runner,
      DispatchProperties properties,
      RetentionProperties retention) {
    return new DurableBulkOperations(
        operations,
        queries,
        new IdempotencyKeyFactory(retention.idempotencyKeys()),
        keys,
        factory,
        runner,
        properties.writeTimeout());
  }
}
