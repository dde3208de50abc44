package io.jobwheel.jobtypes;

import io.jobwheel.handler.http.egress.HostPattern;
import io.jobwheel.handler.http.secret.Secret;
import io.jobwheel.handler.http.secret.Secrets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Secrets that jobs can use without showing them to clients.
 *
 * @param secrets The secrets by name: lower case letters, digits and dashes.
 */
@ConfigurationProperties("jobwheel")
public record SecretProperties(@DefaultValue Map<String, Value> secrets) {

  public SecretProperties {
    secrets = Map.copyOf(secrets);
    var _ = asSecrets(secrets); // an invalid one stops the start
  }

  /**
   * A secret.
   *
   * @param value The secret itself. Required: 8 to 4096 characters of printable ASCII.
   * @param hosts Hosts that the secret can be sent to, such as api.example.com or *.example.com. If
   *     empty, it cannot be sent.
   * @param overHttp Whether the secret can be sent over unencrypted HTTP as well.
   */
  @ConfigurationPropertiesSource
  public record Value(
      @Nullable String value,
      @DefaultValue List<String> hosts,
      @DefaultValue("false") boolean overHttp) {

    /**
     * Converts a secret that is written as {@code jobwheel.secrets.NAME=VALUE}, which cannot be
     * sent to any host. Without this method the binder would fail and show the value.
     */
    public static Value valueOf(String value) {
      return new Value(value, List.of(), false);
    }

    /** Returns a text without the value. */
    @Override
    public String toString() {
      return "Value[value=***, hosts=%s, overHttp=%s]".formatted(hosts, overHttp);
    }

    private Secret secret(String name) {
      if (value == null) {
        throw new IllegalArgumentException("jobwheel.secrets.%s.value is missing".formatted(name));
      }
      try {
        return new Secret(value, hosts.stream().map(HostPattern::new).toList(), overHttp);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "jobwheel.secrets.%s: %s".formatted(name, e.getMessage()), e);
      }
    }
  }

  /** Returns the secrets as the handlers use them. */
  Secrets asSecrets() {
    return asSecrets(secrets);
  }

  private static Secrets asSecrets(Map<String, Value> secrets) {
    return new Secrets(
        secrets.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, entry -> entry.getValue().secret(entry.getKey()))));
  }
}
