package io.jobwheel.console;

import io.jobwheel.api.index.HomePage;
import java.util.Optional;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the console. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConsoleProperties.class)
public class ConsoleConfiguration {

  @Bean
  HomePage consoleHomePage(ConsoleProperties properties) {
    Optional<String> path =
        properties.enabled() ? Optional.of(ConsoleController.PATH) : Optional.empty();
    return () -> path;
  }
}
