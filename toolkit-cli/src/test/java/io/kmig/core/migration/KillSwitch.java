package io.kmig.core.migration;

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
    private final List<String> calls = new ArrayList<>();

    private KillSwitch(int at) {
        this.at = at;
    }

    static KillSwitch never() {
        return new KillSwitch(-1);
    }

    /** @param point 0 is before the first call, 1 after it, 2 before the second, and so on */
    static KillSwitch at(int point) {
        return new KillSwitch(point);
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
            die(2 * number);
            try {
                return method.invoke(port, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            } finally {
                die(2 * number + 1);
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private void die(int point) {
        if (point == at) {
            throw new Killed(call(point));
        }
    }
}
