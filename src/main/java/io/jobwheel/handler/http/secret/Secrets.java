package io.jobwheel.handler.http.secret;

import io.jobwheel.handler.http.egress.CallUrl;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The secrets of this node, and the texts that refer to them. Immutable. */
public final class Secrets {

  private static final String OPENING = "${secret:";
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{secret:([a-z0-9-]{1,64})}");

  private final Map<String, Secret> byName;
  private final Redaction redaction;

  /**
   * Takes over the secrets.
   *
   * @param byName names have lower case letters, digits and dashes, at most 64
   */
  public Secrets(Map<String, Secret> byName) {
    for (String name : byName.keySet()) {
      if (!name.matches("[a-z0-9-]{1,64}")) {
        throw new IllegalArgumentException(
            "A secret is named by lower case letters, digits and dashes, not '%s'".formatted(name));
      }
    }
    this.byName = Map.copyOf(byName);
    this.redaction = new Redaction(byName.values().stream().map(Secret::value).toList());
  }

  /** Whether the text refers to a secret, or tries to. */
  public static boolean isReferredToBy(String text) {
    return text.contains(OPENING);
  }

  /** What is wrong with the text's references when it is to be sent there; empty for nothing. */
  public Optional<String> refusal(String text, CallUrl url) {
    Matcher references = REFERENCE.matcher(text);
    while (references.find()) {
      String name = references.group(1);
      Secret secret = byName.get(name);
      if (secret == null) {
        return Optional.of("names the secret '%s', which this node does not have".formatted(name));
      }
      Optional<String> refusal = secret.refusal(url);
      if (refusal.isPresent()) {
        return refusal.map(why -> "names the secret '%s', which %s".formatted(name, why));
      }
    }
    return isReferredToBy(references.replaceAll(""))
        ? Optional.of(
            "must refer to a secret as ${secret:NAME}; a name has lower case letters, digits and"
                + " dashes")
        : Optional.empty();
  }

  /** The text with the secrets in place; every reference must have passed {@link #refusal}. */
  public String resolve(String text) {
    return REFERENCE
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(known(found.group(1)).value()));
  }

  /** Hides all of them: a server may send back what it was sent by another call. */
  public Redaction redaction() {
    return redaction;
  }

  private Secret known(String name) {
    @Nullable Secret secret = byName.get(name);
    if (secret == null) {
      throw new IllegalStateException("The secret '%s' was not checked".formatted(name));
    }
    return secret;
  }
}
