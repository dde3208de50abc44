package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The first loop of a JVM, which loads the classes of the package. */
class FirstLoopTest {

  // confined to the thread of the test
  private int triesLeft = 500;

  @Test
  void aFirstLoopThatHasNoRoomOnTheStackKeepsNoLaterOneFromBeingBuilt() throws Exception {
    URL classes = EventLoop.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader fresh =
        new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
      Class<?> type = Class.forName(EventLoop.class.getName(), true, fresh);
      Object builder = type.getMethod("builder", String.class).invoke(null, "first");
      Method build = builder.getClass().getMethod("build");
      Thread deep = Thread.ofPlatform().start(() -> buildAllTheWayUp(builder, build));
      assertThat(deep.join(Duration.ofMinutes(1))).isTrue();
      assertThat(build.invoke(builder)).hasToString("EventLoop[first]");
    }
  }

  /** Fills the stack, and builds a loop in each of its last frames. */
  private void buildAllTheWayUp(Object builder, Method build) {
    try {
      buildAllTheWayUp(builder, build);
    } catch (StackOverflowError e) {
      // the next frame up has more room
    }
    if (triesLeft > 0) {
      triesLeft--;
      try {
        build.invoke(builder);
      } catch (ReflectiveOperationException | StackOverflowError e) {
        // there was no room
      }
    }
  }
}
