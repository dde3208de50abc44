package io.jobwheel.console;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps what the tab of a failed test shows, in {@code target/console/failures}. */
final class FailureRecorder implements AfterTestExecutionCallback {

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isPresent()
        && context.getRequiredTestInstance() instanceof BrowserTestCase test) {
      String name =
          context.getRequiredTestClass().getSimpleName()
              + "-"
              + context.getRequiredTestMethod().getName();
      test.tab.keep(name);
    }
  }
}
