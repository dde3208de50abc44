package io.jobwheel.dispatch.submission;

import io.jobwheel.dispatch.TypeLimitProperties;
import io.jobwheel.dispatch.TypeLimitProperties.KeyAs;
import io.jobwheel.dispatch.TypeLimitProperties.TypeLimit;
import io.jobwheel.dispatch.request.JobLimitRequest;
import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.handler.http.egress.CallUrl.BadUrlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The default limits of job types. Immutable. */
public final class TypeLimits {

  /** No default limits. */
  public static final TypeLimits NONE = new TypeLimits(new TypeLimitProperties(Map.of()));

  private static final JsonMapper JSON = new JsonMapper();

  private record DefaultLimit(String name, @Nullable JsonPointer keyFrom, KeyAs keyAs, int units) {}

  private final Map<String, List<DefaultLimit>> byType;

  /** Creates the default limits of valid properties. */
  public TypeLimits(TypeLimitProperties properties) {
    this.byType =
        properties.types().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, type -> read(type.getValue().limits())));
  }

  private static List<DefaultLimit> read(Map<String, TypeLimit> limits) {
    return new TreeMap<>(limits)
        .entrySet().stream()
            .map(each -> {
              TypeLimit limit = each.getValue();
              String pointer = limit.keyFrom();
              return new DefaultLimit(
                  each.getKey(),
                  pointer == null ? null : JsonPointer.compile(pointer),
                  limit.keyAs(),
                  limit.units());
            })
            .toList();
  }

  /**
   * Returns the default limits of a job, in the order of their names.
   *
   * @param payload the payload of the job, valid for the type
   * @param named the limits that the job names itself
   */
  List<JobLimitRequest> of(String type, String payload, Set<String> named) {
    List<DefaultLimit> limits = byType.getOrDefault(type, List.of());
    List<JobLimitRequest> requests = new ArrayList<>(limits.size());
    JsonNode read = null;
    for (DefaultLimit limit : limits) {
      if (!named.contains(limit.name())) {
        if (read == null && limit.keyFrom() != null) {
          read = JSON.readTree(payload);
        }
        String key = read == null || limit.keyFrom() == null ? null : key(read, limit);
        requests.add(new JobLimitRequest(limit.name(), key, limit.units()));
      }
    }
    return requests;
  }

  private static @Nullable String key(JsonNode payload, DefaultLimit limit) {
    JsonNode value = payload.at(limit.keyFrom());
    if (!value.isString() && !value.isNumber()) {
      return null;
    }
    return switch (limit.keyAs()) {
      case VALUE -> value.asString();
      case HOST -> host(value.asString());
    };
  }

  private static @Nullable String host(String url) {
    try {
      return CallUrl.parse(url).host();
    } catch (BadUrlException e) {
      return null;
    }
  }
}
