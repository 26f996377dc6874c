package io.kmig.cli.wiring;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.port.RecordLog;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * A port whose report of an interruption takes the thread's flag down.
 *
 * <p>Ctrl-C interrupts the working thread, and the adapters report that as KMIG-9001 with the flag still up. What
 * follows such a report, above all starting a stopped unit on blue again, calls what blocks, and with the flag up each
 * such call would end at once: the unit would stay stopped.
 */
final class ReportedInterrupts {
    private ReportedInterrupts() {}

    static <T> T of(Class<T> port, T real) {
        Object proxy =
                Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (self, method, arguments) -> {
                    try {
                        Object result = method.invoke(real, arguments);
                        return result instanceof RecordLog.Cursor cursor ? of(RecordLog.Cursor.class, cursor) : result;
                    } catch (InvocationTargetException e) {
                        Throwable failure = e.getTargetException();
                        if (isReport(failure)) {
                            // the report itself stands for it from here on
                            boolean ignored = Thread.interrupted();
                        }
                        throw failure;
                    }
                });
        return port.cast(proxy);
    }

    private static boolean isReport(Throwable failure) {
        return failure instanceof KmigException known && known.has(ErrorCode.INTERRUPTED);
    }
}
