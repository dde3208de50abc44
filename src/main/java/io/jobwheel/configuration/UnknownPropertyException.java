package io.jobwheel.configuration;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration has properties below {@code jobwheel} that do not exist. */
final class UnknownPropertyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<UnknownProperty> properties;

  UnknownPropertyException(List<UnknownProperty> properties) {
    super(
        properties.stream()
            .map(UnknownProperty::name)
            .collect(Collectors.joining(", ", "Unknown configuration properties: ", "")));
    this.properties = List.copyOf(properties);
  }

  List<UnknownProperty> properties() {
    return properties;
  }
}
