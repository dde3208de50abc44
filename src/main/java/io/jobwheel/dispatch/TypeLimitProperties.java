package io.jobwheel.dispatch;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Defaults of job types. All nodes should have the same.
 *
 * @param types The job types by name.
 */
@Validated
@ConfigurationProperties("jobwheel")
public record TypeLimitProperties(@DefaultValue Map<String, @Valid TypeDefaults> types) {

  public TypeLimitProperties {
    types = Map.copyOf(types);
  }

  /**
   * Default limits of a job type: each job of the type has them, unless it names the limit itself.
   *
   * @param limits The limits by name. They have to exist when the node starts.
   */
  @ConfigurationPropertiesSource
  public record TypeDefaults(@DefaultValue Map<String, @Valid TypeLimit> limits) {

    public TypeDefaults {
      limits = Map.copyOf(limits);
    }
  }

  /** How the value in the payload becomes the key. */
  public enum KeyAs {
    /** The text or number itself. */
    VALUE,
    /** The host of the URL, in lower case. */
    HOST
  }

  /**
   * A limit that each job of the type has, unless it names the limit itself.
   *
   * @param keyFrom Where the payload has the key, a JSON Pointer (RFC 6901) such as /url. If there
   *     is no text and no number, the job has no key for the limit.
   * @param keyAs Whether the key is the value itself, or the host of the URL that it is.
   * @param units Permits that each job takes.
   */
  @ConfigurationPropertiesSource
  public record TypeLimit(
      @Pattern(
              regexp = "(/([^/~]|~[01])*)+",
              message = "must be a JSON Pointer such as /url or /customer/id")
          @Nullable String keyFrom,
      @DefaultValue("value") KeyAs keyAs,
      @DefaultValue("1") @Min(1) @Max(1_000_000) int units) {}
}
