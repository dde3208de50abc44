package io.jobwheel.configuration;

import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports each unknown property, its origin and the most similar known name. */
final class UnknownPropertyFailureAnalyzer
    extends AbstractFailureAnalyzer<UnknownPropertyException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, UnknownPropertyException cause) {
    return new FailureAnalysis(
        cause.properties().stream()
            .map(property ->
                "\n    Property: %s\n    Origin: %s\n"
                    .formatted(property.name(), property.origin()))
            .collect(Collectors.joining("", "Jobwheel has no such configuration property:\n", "")),
        cause.properties().stream()
            .map(property ->
                "Did you mean %s instead of %s?\n".formatted(property.nearest(), property.name()))
            .collect(
                Collectors.joining(
                    "", "", "Correct the name or remove it. docs/configuration.md lists all.")),
        cause);
  }
}
