package io.jobwheel.handler.http.secret;

import io.jobwheel.handler.http.egress.CallUrl;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of this node by name. Resolves references such as {@code ${secret:NAME}}. Immutable.
 */
public final class Secrets {

  private static final String OPENING = "${secret:";
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{secret:([a-z0-9-]{1,64})}");

  private final Map<String, Secret> byName;
  private final Redaction redaction;

  /**
   * Creates the set of secrets.
   *
   * @param byName the secrets by name; a name has 1 to 64 lower-case letters, digits and dashes
   * @throws IllegalArgumentException if a name does not have this form
   */
  public Secrets(Map<String, Secret> byName) {
    for (String name : byName.keySet()) {
      if (!name.matches("[a-z0-9-]{1,64}")) {
        throw new IllegalArgumentException(
            "The name of a secret must consist of lower-case letters, digits and dashes: '%s'"
                .formatted(name));
      }
    }
    this.byName = Map.copyOf(byName);
    this.redaction = new Redaction(byName.values().stream().map(Secret::value).toList());
  }

  /** Returns whether the text contains a reference to a secret, also a malformed one. */
  public static boolean isReferencedBy(String text) {
    return text.contains(OPENING);
  }

  /**
   * Returns why the text must not be sent to the URL, as the predicate of a sentence; empty if it
   * may be sent.
   */
  public Optional<String> denialReason(String text, CallUrl url) {
    Matcher references = REFERENCE.matcher(text);
    while (references.find()) {
      String name = references.group(1);
      Secret secret = byName.get(name);
      if (secret == null) {
        return Optional.of(
            "refers to the secret '%s', which this node does not have".formatted(name));
      }
      Optional<String> denial = secret.denialReason(url);
      if (denial.isPresent()) {
        return denial.map(reason -> "refers to the secret '%s', which %s".formatted(name, reason));
      }
    }
    return isReferencedBy(references.replaceAll(""))
        ? Optional.of(
            "must refer to a secret as ${secret:NAME}; a name has lower-case letters, digits and"
                + " dashes")
        : Optional.empty();
  }

  /**
   * Returns the text with the values of its secrets.
   *
   * @throws IllegalStateException if the text refers to an unknown secret; {@link #denialReason}
   *     finds these
   */
  public String resolve(String text) {
    return REFERENCE
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(known(found.group(1)).value()));
  }

  /** Returns the redaction of all secrets: a server may return a secret of another call. */
  public Redaction redaction() {
    return redaction;
  }

  private Secret known(String name) {
    @Nullable Secret secret = byName.get(name);
    if (secret == null) {
      throw new IllegalStateException("The secret '%s' does not exist".formatted(name));
    }
    return secret;
  }
}
