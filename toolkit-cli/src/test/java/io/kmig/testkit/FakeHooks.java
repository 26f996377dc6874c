package io.kmig.testkit;

import io.kmig.core.port.HookPort;
import io.kmig.core.spec.MigrationSpec.Hook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Hooks that do what a test says; one nobody spoke of is done at once. */
public final class FakeHooks implements HookPort {
    public record Call(Hook hook, Map<String, String> environment, Duration timeout) {}

    private final Map<Hook, Function<Map<String, String>, Outcome>> answers = new HashMap<>();
    private final List<Call> calls = new ArrayList<>();

    @Override
    public Outcome run(Hook hook, Map<String, String> environment, Duration timeout) {
        calls.add(new Call(hook, Map.copyOf(environment), timeout));
        return answers.getOrDefault(hook, env -> new Outcome.Done(Duration.ofMillis(5)))
                .apply(environment);
    }

    public FakeHooks when(Hook hook, Function<Map<String, String>, Outcome> answer) {
        answers.put(hook, answer);
        return this;
    }

    /** It does this and ends well. */
    public FakeHooks does(Hook hook, Runnable effect) {
        return when(hook, env -> {
            effect.run();
            return new Outcome.Done(Duration.ofMillis(5));
        });
    }

    public FakeHooks fails(Hook hook, int exitCode, String output) {
        return when(hook, env -> new Outcome.Failed(exitCode, output));
    }

    public List<Call> calls() {
        return List.copyOf(calls);
    }
}
