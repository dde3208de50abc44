package io.jobwheel.console;

import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;

/** The media types of the console's files. */
final class FileTypes {

  private FileTypes() {}

  /** Returns the media type of a path by its extension; plain text without one. */
  static MediaType of(String path) {
    String extension = StringUtils.getFilenameExtension(path);
    return switch (extension) {
      case null -> text("plain");
      case "js" -> text("javascript");
      case "css" -> text("css");
      case "html" -> text("html");
      case "svg" -> new MediaType("image", "svg+xml", StandardCharsets.UTF_8);
      case "json" -> MediaType.APPLICATION_JSON;
      case "png" -> MediaType.IMAGE_PNG;
      case "woff2" -> new MediaType("font", "woff2");
      default -> MediaType.APPLICATION_OCTET_STREAM;
    };
  }

  private static MediaType text(String subtype) {
    return new MediaType("text", subtype, StandardCharsets.UTF_8);
  }
}
