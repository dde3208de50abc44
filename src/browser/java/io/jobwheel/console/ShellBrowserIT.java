package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Response;
import org.junit.jupiter.api.Test;

/** The page itself, and whether the tests of all pages would notice what goes wrong. */
class ShellBrowserIT extends BrowserTestCase {

  @Test
  void thePageIsProtectedAndRuns() {
    Response response = tab.open("/console");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headerValue("content-security-policy")).isEqualTo(ConsoleController.POLICY);
    assertThat(response.headerValue("cross-origin-opener-policy")).isEqualTo("same-origin");
    tab.page().locator("h1").first().waitFor();
    tab.assertAccessible();
    tab.takePictures("shell");
  }

  @Test
  void theRootLeadsToIt() {
    Response response = tab.open("/");

    assertThat(response.url()).isEqualTo(node.url("/console"));
    tab.page().locator("h1").first().waitFor();
  }

  @Test
  void theFirstPageTakesAtMostAHundredKilobytes() {
    tab.open("/console");
    tab.page().locator("h1").first().waitFor();

    Number bytes =
        (Number)
            tab.page()
                .evaluate(
                    """
                    () => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
                      .reduce((sum, each) => sum + each.transferSize, 0)
                    """);
    assertThat(bytes.longValue()).isBetween(3_000L, 100_000L);
    Number plain =
        (Number)
            tab.page()
                .evaluate(
                    """
                    () => performance.getEntriesByType('resource')
                      .filter((each) => each.name.endsWith('.js') && each.decodedBodySize > 2048)
                      .filter((each) => each.encodedBodySize >= each.decodedBodySize).length
                    """);
    assertThat(plain.intValue()).as("large modules that are not compressed").isZero();
  }

  @Test
  void markupFromTextIsRefused() {
    tab.open("/console");

    assertThatThrownBy(
            () -> tab.page().evaluate("() => { document.body.innerHTML = '<b>bold</b>'; }"))
        .isInstanceOf(PlaywrightException.class)
        .hasMessageContaining("TrustedHTML");
    assertThat(tab.takeTroubles())
        .anyMatch(
            trouble -> trouble.contains("securitypolicyviolation: require-trusted-types-for"));
  }

  @Test
  void callsOfOtherHostsAreRefused() {
    tab.open("/console");

    tab.page().evaluate("() => fetch('http://127.0.0.2:9/').catch(() => null)");
    assertThat(tab.takeTroubles())
        .anyMatch(trouble -> trouble.contains("securitypolicyviolation: connect-src"));
  }

  @Test
  void errorsOfThePageAreNoticed() {
    tab.open("/console");

    tab.page().evaluate("() => { setTimeout(() => { throw new Error('planted'); }); }");
    tab.page().evaluate("() => console.error('planted too')");
    assertThat(tab.takeTroubles())
        .anyMatch(trouble -> trouble.startsWith("exception: ") && trouble.contains("planted"))
        .anyMatch(trouble -> trouble.startsWith("error: planted too"));
  }

  @Test
  void aPageThatIsTooWideOrHardToReadIsNoticed() {
    tab.open("/console");
    tab.page().locator("h1").first().waitFor();

    tab.page()
        .evaluate(
            """
            () => {
              const image = document.createElement('img');
              image.src = 'data:,';
              document.body.append(image);
              document.body.style.width = '2000px';
            }
            """);
    assertThatThrownBy(tab::assertAccessible).hasMessageContaining("image-alt");
    assertThatThrownBy(tab::assertNotScrolledSideways).hasMessageContaining("too wide");
  }
}
