package io.jobwheel.os;

import java.lang.reflect.Proxy;

/**
 * Handles SIGTERM, which supervisors send to all processes of a service at once.
 *
 * <p>The signal is handled and not ignored, as it would be after a shell's {@code trap ''}: that
 * would be inherited by the programs that this process starts, and SIGTERM would not end them. The
 * JDK has no public type for it; this one is reached by its name, since the compiler warns of it.
 */
public final class SigtermHandler {

  private SigtermHandler() {}

  /** Lets SIGTERM do nothing to this process from now on. */
  public static void ignore() throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object nothing =
        Proxy.newProxyInstance(
            handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, given) -> null);
    Object term = signal.getConstructor(String.class).newInstance("TERM");
    var _ = signal.getMethod("handle", signal, handler).invoke(null, term, nothing);
  }
}
