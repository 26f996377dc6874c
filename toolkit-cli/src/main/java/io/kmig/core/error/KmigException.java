package io.kmig.core.error;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Carries one or more problems, all found at once, to whoever shows them. */
public final class KmigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;
    private final Exit refusal;

    public KmigException(Problem problem) {
        this(List.of(problem), null);
    }

    public KmigException(Problem problem, @Nullable Throwable cause) {
        this(List.of(problem), cause);
    }

    public KmigException(List<Problem> problems, @Nullable Throwable cause) {
        this(problems, cause, Exit.REFUSED);
    }

    private KmigException(List<Problem> problems, @Nullable Throwable cause, Exit refusal) {
        super(problems.stream().map(p -> p.code().id() + " " + p.observed()).collect(Collectors.joining("; ")), cause);
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an error without a problem");
        }
        this.problems = List.copyOf(problems);
        this.refusal = refusal;
    }

    /**
     * The same, thrown after something was changed.
     *
     * @param instead of {@link Exit#REFUSED}, which promises that nothing was
     */
    public KmigException afterActing(Exit instead) {
        KmigException same = new KmigException(problems, this, instead);
        for (Throwable besides : getSuppressed()) {
            same.addSuppressed(besides);
        }
        return same;
    }

    /** The same, and one more problem that was found because of it. */
    public KmigException and(Problem more) {
        return new KmigException(
                Stream.concat(problems.stream(), Stream.of(more)).toList(), this, refusal);
    }

    /** Whether one of its problems is this. */
    public boolean has(ErrorCode code) {
        return problems.stream().anyMatch(p -> p.code() == code);
    }

    public List<Problem> problems() {
        return problems;
    }

    /** The exit code when several problems hold at once. */
    public Exit exit() {
        return problems.stream()
                .map(p -> p.code().exit())
                .map(exit -> exit == Exit.REFUSED ? refusal : exit)
                .reduce(Exit::and)
                .orElse(Exit.FAILURE);
    }
}
