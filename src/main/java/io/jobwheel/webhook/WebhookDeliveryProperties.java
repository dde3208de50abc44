package io.jobwheel.webhook;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How webhooks are called.
 *
 * @param secrets Secrets that sign the calls to the URLs that jobs and groups name: whsec_ and the
 *     base64 of 24 to 64 bytes. With several, a call has a signature of each. If empty, jobs and
 *     groups cannot have webhooks of their own.
 * @param timeout Time limit of a call. A receiver that takes longer is called again later.
 * @param maxCalls Maximum number of calls to one receiver that a node makes at a time. Receivers
 *     are told apart by name, or by scheme, host and port.
 * @param maxWaiting Maximum number of further deliveries to one receiver that a node keeps waiting
 *     for a call to end. It puts off the rest by about the time that those before them take.
 */
@Validated
@ConfigurationProperties("jobwheel.webhook-delivery")
public record WebhookDeliveryProperties(
    @DefaultValue List<String> secrets,
    @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 5) @DefaultValue("15s")
        Duration timeout,
    @DefaultValue("50") @Min(1) @Max(1_000) int maxCalls,
    @DefaultValue("500") @Min(0) @Max(10_000) int maxWaiting) {

  public WebhookDeliveryProperties {
    secrets = List.copyOf(secrets);
    var _ = signing(secrets); // an invalid one stops the start
  }

  /** Returns the secrets; none if clients may not name receivers. */
  SigningSecrets signing() {
    return signing(secrets);
  }

  private static SigningSecrets signing(List<String> secrets) {
    return secrets.isEmpty()
        ? new SigningSecrets(List.of())
        : SigningSecrets.parse("jobwheel.webhook-delivery.secrets", secrets);
  }

  /** Returns a text without the secrets. */
  @Override
  public String toString() {
    return "WebhookDeliveryProperties[secrets=***, timeout=%s, maxCalls=%d, maxWaiting=%d]"
        .formatted(timeout, maxCalls, maxWaiting);
  }
}
