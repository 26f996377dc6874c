package io.kmig.core.error;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Carries one or more problems, all found at once, to whoever shows them. */
public final class KmigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public KmigException(Problem problem) {
        this(List.of(problem), null);
    }

    public KmigException(Problem problem, @Nullable Throwable cause) {
        this(List.of(problem), cause);
    }

    public KmigException(List<Problem> problems, @Nullable Throwable cause) {
        super(problems.stream().map(p -> p.code().id() + " " + p.observed()).collect(Collectors.joining("; ")), cause);
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an error without a problem");
        }
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }

    /** The exit code when several problems hold at once. */
    public Exit exit() {
        return problems.stream().map(p -> p.code().exit()).reduce(Exit::and).orElse(Exit.FAILURE);
    }
}
