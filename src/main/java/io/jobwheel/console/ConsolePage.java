package io.jobwheel.console;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.DigestUtils;
import org.springframework.web.util.HtmlUtils;

/** Renders the page of the console, whose links depend on the context path. */
final class ConsolePage {

  private final ConsoleFiles files;

  // written and read by request threads. Only the last one: proxies may send any prefix
  private volatile @Nullable Rendered last;

  ConsolePage(ConsoleFiles files) {
    this.files = files;
  }

  /**
   * A page.
   *
   * @param contextPath the context path of its links
   * @param html the text
   * @param tag a hash of the text
   */
  record Rendered(String contextPath, String html, String tag) {}

  /** Returns the page for a context path, which is empty or begins with a slash. */
  Rendered at(String contextPath) {
    Rendered known = last;
    if (known != null && known.contextPath().equals(contextPath)) {
      return known;
    }
    Rendered rendered = render(contextPath);
    last = rendered;
    return rendered;
  }

  private Rendered render(String contextPath) {
    String assets =
        HtmlUtils.htmlEscape(contextPath) + ConsoleController.ASSETS + "/" + files.hash();
    String preload =
        files.preloaded().stream()
            .map(path -> "<link rel=\"modulepreload\" href=\"%s/%s\">".formatted(assets, path))
            .collect(Collectors.joining("\n"));
    String html = files.template().replace("{{preload}}", preload).replace("{{assets}}", assets);
    String tag = DigestUtils.md5DigestAsHex(html.getBytes(StandardCharsets.UTF_8));
    return new Rendered(contextPath, html, tag);
  }
}
