package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.port.JournalPort;
import io.kmig.testkit.FakeJournal;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts every call of every port it wraps and ends the process before or after one of them, as kill -9 would: by an
 * error that nobody handles.
 */
final class KillSwitch {
    /** What remains of the process. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed(String where) {
            super(where, null, false, false);
        }
    }

    private final int at;
    private final int failing;
    private final boolean unforeseen;
    private final List<String> calls = new ArrayList<>();

    private KillSwitch(int at, int failing, boolean unforeseen) {
        this.at = at;
        this.failing = failing;
        this.unforeseen = unforeseen;
    }

    static KillSwitch never() {
        return new KillSwitch(-1, -1, false);
    }

    /** One call fails as its port would fail: without effect at even points, with its effect at odd ones. */
    static KillSwitch fails(int point) {
        return new KillSwitch(-1, point, false);
    }

    /** One call throws what no port promises to throw. */
    static KillSwitch breaks(int point) {
        return new KillSwitch(-1, point, true);
    }

    /** First a failure, later the kill: in the middle of what the failure leads to. */
    static KillSwitch failsAndIsKilled(int failing, int at) {
        return new KillSwitch(at, failing, false);
    }

    /** @param point 0 is before the first call, 1 after it, 2 before the second, and so on */
    static KillSwitch at(int point) {
        return new KillSwitch(point, -1, false);
    }

    /** Points at which one can kill what was run with this switch. */
    int points() {
        return 2 * calls.size();
    }

    String call(int point) {
        return (point % 2 == 0 ? "before " : "after ") + "call " + point / 2 + ", " + calls.get(point / 2);
    }

    <T> T wrap(Class<T> type, T port) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) {
                return method.invoke(port, arguments);
            }
            String first = arguments == null || arguments.length == 0 ? "" : " " + arguments[0];
            calls.add(type.getSimpleName() + "." + method.getName() + first.substring(0, Math.min(70, first.length())));
            int number = calls.size() - 1;
            reach(2 * number, type);
            try {
                Object result = method.invoke(port, arguments);
                reach(2 * number + 1, type);
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private void reach(int point, Class<?> port) {
        if (point == at) {
            throw new Killed(call(point));
        }
        if (point == failing && unforeseen) {
            throw new IllegalStateException("breaks " + call(point));
        }
        if (point == failing) {
            ErrorCode code =
                    port == JournalPort.class ? ErrorCode.JOURNAL_UNWRITABLE : ErrorCode.CLUSTER_REQUEST_FAILED;
            throw FakeJournal.problem(code, "fails " + call(point));
        }
    }
}
