package io.jobwheel.handler.command.process;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * What can be passed to a program as it is. The JVM encodes arguments as the locale of the service
 * says, and would put a question mark in place of what that cannot say.
 */
public final class NativeText {

  private static final Charset ENCODING =
      Charset.forName(System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name()));

  private NativeText() {}

  public static boolean canPass(String text) {
    return ENCODING.newEncoder().canEncode(text);
  }

  public static String encoding() {
    return ENCODING.name();
  }
}
