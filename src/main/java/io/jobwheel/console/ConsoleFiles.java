package io.jobwheel.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The files of the console in memory, by their paths, such as {@code core/client.js}. A path that
 * is not the name of a file finds none: nothing is resolved when a request arrives.
 */
final class ConsoleFiles {

  /** The path of the page, which is a template and not served as a file. */
  static final String PAGE = "index.html";

  /** The path of the module that the page loads. */
  static final String ENTRY = "app.js";

  private static final String FOLDER = "/console/";
  private static final int HASH_BYTES = 8;

  private final Map<String, byte[]> files;
  private final String template;
  private final String hash;

  /**
   * Creates the files.
   *
   * @throws IllegalArgumentException if there is no {@link #PAGE}
   */
  ConsoleFiles(SortedMap<String, byte[]> files) {
    byte[] page = files.get(PAGE);
    if (page == null) {
      throw new IllegalArgumentException(
          "The class path has no console/" + PAGE + ". Build the service with ./mvnw.");
    }
    this.template = new String(page, StandardCharsets.UTF_8);
    this.hash = hash(files);
    SortedMap<String, byte[]> served = new TreeMap<>(files);
    served.remove(PAGE);
    this.files = Collections.unmodifiableMap(served);
  }

  /** Reads the files of the class path. */
  static ConsoleFiles load() {
    try {
      SortedMap<String, byte[]> files = new TreeMap<>();
      for (Resource file :
          new PathMatchingResourcePatternResolver(ConsoleFiles.class.getClassLoader())
              .getResources("classpath:" + FOLDER + "**")) {
        if (file.isReadable()) {
          String url = file.getURL().getPath();
          files.put(
              url.substring(url.lastIndexOf(FOLDER) + FOLDER.length()),
              file.getContentAsByteArray());
        }
      }
      return new ConsoleFiles(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the content of a file; {@code null} if there is no such file. */
  byte @Nullable [] find(String path) {
    return files.get(path);
  }

  /** Returns the text of the page, with placeholders. */
  String template() {
    return template;
  }

  /** Returns a hash of all paths and contents; 16 digits. */
  String hash() {
    return hash;
  }

  /** Returns the paths of all modules that the entry imports statically, also through others. */
  Collection<String> preloaded() {
    return StaticImports.of(
        ENTRY,
        path -> {
          byte[] module = files.get(path);
          return module == null ? null : new String(module, StandardCharsets.UTF_8);
        });
  }

  private static String hash(SortedMap<String, byte[]> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach((path, content) -> {
        update(digest, path.getBytes(StandardCharsets.UTF_8));
        update(digest, content);
      });
      return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static void update(MessageDigest digest, byte[] part) {
    // the length first, so that no two lists of files are one sequence of bytes
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
    digest.update(part);
  }
}
