package io.jobwheel.configuration;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.ConfigurableEnvironment;

/** Wires the checks of the configuration of all modules. */
@Configuration(proxyBeanMethods = false)
class CheckConfiguration {

  @Bean
  static BeanFactoryPostProcessor unknownPropertyCheck(ConfigurableEnvironment environment) {
    return new UnknownPropertyCheck(environment);
  }

  /** Binds every class of configuration properties, including those of Spring Boot. */
  @Bean
  StartCheck boundPropertiesCheck(ApplicationContext context) {
    return () -> {
      for (String bean : context.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
        Class<?> type = context.getType(bean);
        // other beans, such as data sources, do more than hold properties
        if (type != null
            && AnnotatedElementUtils.hasAnnotation(type, ConfigurationProperties.class)) {
          var _ = context.getBean(bean);
        }
      }
    };
  }
}
