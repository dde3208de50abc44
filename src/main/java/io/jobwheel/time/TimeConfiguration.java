package io.jobwheel.time;

import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;

/** Provides the system clocks, unless the context has others. */
@Configuration(proxyBeanMethods = false)
class TimeConfiguration {

  @Bean
  @Fallback
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  @Fallback
  Ticker ticker() {
    return Ticker.system();
  }
}
