package io.jobwheel.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;

/** The dialog of an action, which is open. */
final class OpenDialog {

  private final Page page;
  private final Locator dialog;
  private final String verb;

  private OpenDialog(Page page, String verb) {
    this.page = page;
    this.verb = verb;
    dialog = page.locator("dialog[open]");
  }

  /** Clicks the button of an action, such as Pause…, in a part of a page. */
  static OpenDialog of(Page page, Locator part, String verb) {
    part.getByRole(
            AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(verb + "…").setExact(true))
        .click();
    OpenDialog open = new OpenDialog(page, verb);
    open.dialog.waitFor();
    return open;
  }

  /** Clicks the only button of that action. */
  static OpenDialog of(ConsoleTab tab, String verb) {
    return of(tab.page(), tab.page().locator("main"), verb);
  }

  /** Returns what fits a selector in the dialog. */
  Locator find(String selector) {
    return dialog.locator(selector);
  }

  /** Returns the field whose label begins with a text. */
  Locator field(String label) {
    return dialog.getByLabel(java.util.regex.Pattern.compile("^\\s*" + label));
  }

  /** Clicks the button that does it. */
  OpenDialog submit() {
    dialog
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(verb).setExact(true))
        .click();
    return this;
  }

  /** Does it, and waits until the dialog is closed: after success. */
  void confirm() {
    submit();
    page.locator("dialog")
        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
  }
}
