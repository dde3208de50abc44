package io.jobwheel.dispatch.submission;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The first half of the SHA-256 of texts, each preceded by its length. */
final class Digest {

  private static final int ABSENT = -1;

  private final MessageDigest sha256;

  Digest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  Digest add(@Nullable String text) {
    byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    sha256.update(
        ByteBuffer.allocate(Integer.BYTES).putInt(text == null ? ABSENT : bytes.length).flip());
    sha256.update(bytes);
    return this;
  }

  UUID uuid() {
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
    return new UUID(digest.getLong(), digest.getLong());
  }
}
