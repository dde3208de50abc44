package io.jobwheel.configuration;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.ConfigurableEnvironment;

/** Wires the checks that concern the configuration of every module. */
@Configuration(proxyBeanMethods = false)
class CheckConfiguration {

  @Bean
  static BeanFactoryPostProcessor unknownPropertyCheck(ConfigurableEnvironment environment) {
    return new UnknownPropertyCheck(environment);
  }

  /** Binds every class of properties, those of Spring Boot included. */
  @Bean
  StartCheck boundPropertiesCheck(ApplicationContext context) {
    return () -> {
      for (String bean : context.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
        Class<?> type = context.getType(bean);
        // others are objects that take part in more than the configuration, such as data sources
        if (type != null
            && AnnotatedElementUtils.hasAnnotation(type, ConfigurationProperties.class)) {
          var _ = context.getBean(bean);
        }
      }
    };
  }
}
