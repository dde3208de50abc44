package io.jobwheel.handler.command.process;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The encoding of arguments and environment variables. The JVM uses that of the service's locale
 * and replaces unmappable characters by question marks.
 */
public final class NativeText {

  private static final Charset ENCODING =
      Charset.forName(System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name()));

  private NativeText() {}

  /** Returns whether the text can be passed to a program unchanged. */
  public static boolean canPass(String text) {
    return ENCODING.newEncoder().canEncode(text);
  }

  /** Returns the name of the encoding. */
  public static String encoding() {
    return ENCODING.name();
  }
}
