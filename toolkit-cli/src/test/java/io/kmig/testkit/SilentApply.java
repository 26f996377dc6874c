package io.kmig.testkit;

import io.kmig.core.plan.Apply;
import io.kmig.core.plan.Operation;

/** Hears an apply and tells nobody. */
public final class SilentApply implements Apply.Listener {
    @Override
    public void began(int number, int of, Operation operation) {}

    @Override
    public void done(int number, int of, Operation operation) {}

    @Override
    public void waiting(String what) {}
}
