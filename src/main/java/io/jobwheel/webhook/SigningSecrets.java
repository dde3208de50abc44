package io.jobwheel.webhook;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The secrets that sign the calls to one receiver: one, or several while receivers change from one
 * to another.
 */
record SigningSecrets(List<SigningSecret> secrets) {

  private static final int MAX = 10;

  SigningSecrets {
    secrets = List.copyOf(secrets);
  }

  /**
   * Reads the value of a property.
   *
   * @throws IllegalArgumentException if there is none, more than ten, or an invalid one; the
   *     message names the property and contains no secret
   */
  static SigningSecrets parse(String property, List<String> texts) {
    if (texts.isEmpty() || texts.size() > MAX) {
      throw new IllegalArgumentException(
          "%s must have 1 to %d secrets, not %d".formatted(property, MAX, texts.size()));
    }
    try {
      return new SigningSecrets(texts.stream().map(SigningSecret::parse).toList());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(property, e.getMessage()), e);
    }
  }

  /** Returns the value of the header {@code webhook-signature}. */
  String sign(String id, String timestamp, String body) {
    return secrets.stream()
        .map(secret -> secret.sign(id, timestamp, body))
        .collect(Collectors.joining(" "));
  }
}
