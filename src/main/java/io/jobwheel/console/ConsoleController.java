package io.jobwheel.console;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Serves the console: its page at every path below {@link #PATH}, since the console's own pages are
 * paths that only the browser interprets, and its files below {@link #ASSETS}.
 */
@RestController
@ConditionalOnBooleanProperty(name = ConsoleProperties.ENABLED, matchIfMissing = true)
public final class ConsoleController {

  /** The path of the console. */
  static final String PATH = "/console";

  /** The path of its files; the hash of all files follows. */
  static final String ASSETS = PATH + "/assets";

  /** Allows scripts, styles and calls of this origin, and no HTML that is made of text. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' data:; require-trusted-types-for 'script'; frame-ancestors 'none';"
          + " base-uri 'none'; form-action 'none'";

  private static final Pattern ASSET = Pattern.compile("/(?<hash>[^/]+)/(?<name>.+)");
  private static final Duration FOREVER = Duration.ofDays(365);

  // read at the first request: the start does not wait for it
  private final SingletonSupplier<ConsoleFiles> files = SingletonSupplier.of(ConsoleFiles::load);
  private final SingletonSupplier<ConsolePage> page =
      SingletonSupplier.of(() -> new ConsolePage(files.obtain()));

  @GetMapping({PATH, PATH + "/**"})
  ResponseEntity<byte[]> page(HttpServletRequest request) {
    ConsolePage.Rendered rendered = page.obtain().at(request.getContextPath());
    return ok()
        // weak, because it is also that of the compressed page
        .eTag("W/\"" + rendered.tag() + '"')
        .cacheControl(CacheControl.noCache())
        .contentType(FileTypes.of(ConsoleFiles.PAGE))
        .body(rendered.html().getBytes(StandardCharsets.UTF_8));
  }

  /** Serves a file. The path that follows begins with the hash of all files. */
  @GetMapping(ASSETS + "/{*path}")
  ResponseEntity<byte[]> asset(@PathVariable String path, HttpServletRequest request)
      throws NoResourceFoundException {
    ConsoleFiles current = files.obtain();
    Matcher asset = ASSET.matcher(path);
    byte[] content = asset.matches() ? current.find(asset.group("name")) : null;
    if (content == null) {
      throw new NoResourceFoundException(HttpMethod.GET, request.getRequestURI(), path);
    }
    // during a rolling update, a page of another version may ask for its files here
    CacheControl cache =
        asset.group("hash").equals(current.hash())
            ? CacheControl.maxAge(FOREVER).cachePublic().immutable()
            : CacheControl.noStore();
    return ok().cacheControl(cache).contentType(FileTypes.of(asset.group("name"))).body(content);
  }

  private static ResponseEntity.BodyBuilder ok() {
    return ResponseEntity.ok()
        .header("Content-Security-Policy", POLICY)
        // else Spring MVC adds a file name, for paths whose extension it does not know
        .header("Content-Disposition", "inline")
        .header("Cross-Origin-Opener-Policy", "same-origin");
  }
}
