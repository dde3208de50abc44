package io.jobwheel.limit;

import io.jobwheel.configuration.StartCheck;
import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.TypeLimitProperties;
import io.jobwheel.dispatch.request.LimitRefresher;
import io.jobwheel.store.limit.Limits;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires limits. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LimitProperties.class)
class LimitConfiguration {

  @Bean
  ConfiguredLimits configuredLimits(LimitProperties properties) {
    return new ConfiguredLimits(properties);
  }

  /** Validates the limits of the configuration early. */
  @Bean
  StartCheck limitCheck(ObjectProvider<ConfiguredLimits> configured) {
    return () -> {
      var _ = configured.getObject();
    };
  }

  @Bean
  ConfiguredLimitWriter configuredLimitWriter(
      ConfiguredLimits configured, Limits limits, LimitEditor editor, TypeLimitProperties types) {
    return new ConfiguredLimitWriter(configured, limits, editor, types);
  }

  @Bean
  LimitEditor limitEditor(Limits limits, LimitRefresher refresher, DispatchProperties properties) {
    return new LimitEditor(limits, refresher, properties.writeTimeout());
  }

  @Bean
  LimitReader limitReader(Limits limits) {
    return new LimitReader(limits);
  }
}
