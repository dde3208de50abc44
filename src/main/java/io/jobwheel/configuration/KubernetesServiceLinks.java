package io.jobwheel.configuration;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The environment variables that Kubernetes sets in each pod for each service of its namespace,
 * such as {@code JOBWHEEL_PORT} for a service named jobwheel.
 */
final class KubernetesServiceLinks {

  private static final String HOST = "_SERVICE_HOST";
  private static final String PORT = "_SERVICE_PORT";
  private static final String REST =
      "_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?"
          + "|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)";

  private final List<Pattern> services;

  /** Finds the services whose variables for host and port both exist. */
  KubernetesServiceLinks(Collection<String> variables) {
    services =
        variables.stream()
            .filter(variable -> variable.endsWith(HOST))
            .map(variable -> variable.substring(0, variable.length() - HOST.length()))
            .filter(service -> variables.contains(service + PORT))
            .map(service -> Pattern.compile(Pattern.quote(service) + REST))
            .toList();
  }

  boolean contain(String variable) {
    return services.stream().anyMatch(service -> service.matcher(variable).matches());
  }
}
