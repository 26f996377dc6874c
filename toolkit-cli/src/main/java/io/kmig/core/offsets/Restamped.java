package io.kmig.core.offsets;

import io.kmig.core.offsets.Question.Origin;
import io.kmig.core.port.ForwardingCursor;
import io.kmig.core.port.RecordLog;
import io.kmig.core.port.RecordLog.Seen;
import io.kmig.core.port.RecordLog.Stamp;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records whose copies can't have their timestamps: a broker that stamps on append stamps a copy anew, and a record
 * without a timestamp gets the time it was copied at.
 *
 * <p>Asked with timestamps first. Where that leaves positions unresolved and such records were met, asked again without
 * any, and what is answered then says so as its waiver. What can be proved with timestamps never has one.
 */
public final class Restamped {
    private final RecordLog source;
    private final RecordLog target;
    private final boolean wayBack;

    /** @param wayBack copies may lie on the source too */
    public Restamped(RecordLog source, RecordLog target, boolean wayBack) {
        this.source = source;
        this.target = target;
        this.wayBack = wayBack;
    }

    /** @param waiver under which the question's span was compared; empty when under none */
    public Answer answer(Question question, String waiver) {
        if (question.compared().isPresent() && !waiver.isEmpty()) {
            return waived(question, waiver);
        }
        Set<Stamp> here = EnumSet.noneOf(Stamp.class);
        Set<Stamp> there = EnumSet.noneOf(Stamp.class);
        Answer strict = new OffsetTranslator(noting(source, here), noting(target, there)).answer(question);
        Optional<String> why = why(question, here, there);
        if (why.isEmpty()
                || strict.translations().values().stream().noneMatch(Translation.Unresolved.class::isInstance)) {
            return strict;
        }
        Answer loose = waived(question, why.get());
        Map<Long, Translation> all = new HashMap<>(loose.translations());
        strict.translations().forEach((position, translation) -> {
            if (!(translation instanceof Translation.Unresolved)) {
                all.put(position, translation);
            }
        });
        return new Answer(all, strict.compared() + loose.compared(), loose.span(), loose.waiver());
    }

    private Optional<String> why(Question question, Set<Stamp> here, Set<Stamp> there) {
        boolean copiesOnSource = wayBack || question.origin() == Origin.TARGET;
        if (there.contains(Stamp.APPENDED) || (copiesOnSource && here.contains(Stamp.APPENDED))) {
            return Optional.of("timestamps not compared: brokers stamped copies when they appended them");
        }
        if (here.contains(Stamp.NONE) || there.contains(Stamp.NONE)) {
            return Optional.of("timestamps not compared: records without one got the time they were copied at");
        }
        return Optional.empty();
    }

    private Answer waived(Question question, String waiver) {
        Answer answer = new OffsetTranslator(source.withoutTimestamps(), target.withoutTimestamps()).answer(question);
        Map<Long, Translation> translations = new HashMap<>(answer.translations());
        translations.replaceAll((position, translation) -> {
            if (translation instanceof Translation.Exact exact) {
                return new Translation.Exact(exact.offset(), waiver);
            }
            return translation instanceof Translation.Bounded bounded
                    ? new Translation.Bounded(bounded.offset(), bounded.reread(), waiver)
                    : translation;
        });
        return new Answer(translations, answer.compared(), answer.span(), waiver);
    }

    private static RecordLog noting(RecordLog log, Set<Stamp> met) {
        return (partition, fromOffset) -> new ForwardingCursor(log.open(partition, fromOffset)) {
            @Override
            public @Nullable Seen next() {
                Seen seen = super.next();
                if (seen != null) {
                    met.add(seen.stamp());
                }
                return seen;
            }
        };
    }
}
