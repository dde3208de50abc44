package io.jobwheel.os;

import java.lang.reflect.Proxy;

/**
 * Makes SIGTERM, which supervisors send to all processes of a service, have no effect on this
 * process.
 *
 * <p>Installs a handler instead of ignoring the signal, as a shell's {@code trap ''} does: programs
 * that this process starts would inherit that, and SIGTERM would not end them. Uses the unsupported
 * {@code sun.misc.Signal} by reflection, since the compiler warns of it.
 */
public final class SigtermHandler {

  private SigtermHandler() {}

  /** Makes SIGTERM have no effect on this process from now on. */
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
