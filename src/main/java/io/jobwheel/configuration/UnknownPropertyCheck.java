package io.jobwheel.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Stops the start if no class reads a property below {@value KnownProperties#ROOT}. Runs after all
 * beans are defined and before the first is created.
 */
final class UnknownPropertyCheck implements BeanFactoryPostProcessor {

  private static final String VARIABLES = "JOBWHEEL_";

  // set for programs of jobs, see docs/command-jobs.md; a program may be this service
  private static final Set<String> OF_JOBS =
      Set.of("JOBWHEEL_JOB_ID", "JOBWHEEL_ATTEMPT", "JOBWHEEL_MARK");

  private final ConfigurableEnvironment environment;

  UnknownPropertyCheck(ConfigurableEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    List<UnknownProperty> unknown = unknown(KnownProperties.of(beans));
    if (!unknown.isEmpty()) {
      throw new UnknownPropertyException(unknown);
    }
  }

  List<UnknownProperty> unknown(KnownProperties known) {
    List<UnknownProperty> unknown = new ArrayList<>();
    for (var source : ConfigurationPropertySources.from(environment.getPropertySources())) {
      if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource variables) {
        unknown.addAll(unknown(variables, known));
      } else if (source instanceof IterableConfigurationPropertySource names) {
        names.stream()
            .filter(KnownProperties::isOurs)
            .filter(name -> name.getNumberOfElements() > 1)
            .flatMap(name -> Optional.ofNullable(names.getConfigurationProperty(name)).stream())
            .filter(property -> !known.contain(property.getName(), isEmpty(property)))
            .map(property ->
                new UnknownProperty(
                    property.getName().toString(),
                    origin(property),
                    known.nearest(property.getName())))
            .forEach(unknown::add);
      }
    }
    return unknown;
  }

  private static List<UnknownProperty> unknown(
      SystemEnvironmentPropertySource variables, KnownProperties known) {
    Set<String> names = new TreeSet<>(List.of(variables.getPropertyNames()));
    KubernetesServiceLinks links = new KubernetesServiceLinks(names);
    return names.stream()
        .filter(name -> name.replace('.', '_').toUpperCase(Locale.ROOT).startsWith(VARIABLES))
        .filter(name -> !OF_JOBS.contains(name) && !links.contain(name))
        .flatMap(name -> unknown(name, variables, known).stream())
        .toList();
  }

  /** Uses Spring Boot's mapping of variables to names, since its rules are not simple. */
  private static Optional<UnknownProperty> unknown(
      String variable, SystemEnvironmentPropertySource variables, KnownProperties known) {
    var alone =
        new SystemEnvironmentPropertySource(
            variables.getName(), Map.of(variable, variables.getProperty(variable)));
    for (ConfigurationPropertySource source : ConfigurationPropertySources.from(alone)) {
      if (source instanceof IterableConfigurationPropertySource names) {
        Optional<ConfigurationProperty> unknown =
            names.stream()
                .filter(name -> name.getNumberOfElements() > 1)
                .flatMap(
                    name -> Optional.ofNullable(source.getConfigurationProperty(name)).stream())
                .filter(property -> !known.contain(property.getName(), isEmpty(property)))
                .filter(property -> !known.isRead(property.getName(), source))
                .findFirst();
        if (unknown.isPresent()) {
          String nearest = known.nearest(unknown.get().getName());
          return Optional.of(
              new UnknownProperty(
                  variable, origin(unknown.get()), KnownProperties.variable(nearest)));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isEmpty(ConfigurationProperty property) {
    return property.getValue().toString().isEmpty();
  }

  private static String origin(ConfigurationProperty property) {
    Origin origin = property.getOrigin();
    return origin == null ? "unknown" : origin.toString();
  }
}
