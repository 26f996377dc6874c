package io.kmig.cli.config;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Patterns compile, survive MirrorMaker's list syntax, and are not made for kmig's own names. */
final class PatternRule implements Rule {
    private static final List<String> PATTERNS = List.of(
            "/replication/topics/include",
            "/replication/topics/exclude",
            "/replication/groups/include",
            "/replication/groups/exclude");

    @Override
    public void check(Description description, Findings findings) {
        Stream<JsonPointer> databases = description.entries(JsonPointer.compile("/databases")).stream()
                .map(database -> database.appendProperty("topics"));
        Stream.concat(PATTERNS.stream().map(JsonPointer::compile), databases)
                .flatMap(list -> description.texts(list).stream())
                .forEach(text -> check(text, description, findings));
    }

    private static void check(Description.Text text, Description description, Findings findings) {
        Place place = description.yaml().placeOf(text.at());
        String shown = Shown.quoted(text.value());
        if (text.value().contains(",")) {
            findings.add(
                    place,
                    text.at(),
                    shown + " contains a comma, at which MirrorMaker would split it",
                    "write alternatives as entries of their own, and aa?a? instead of a{1,3}");
        }
        try {
            Pattern pattern = Pattern.compile(text.value());
            boolean excludes = text.at().toString().contains("/exclude/");
            Optional<String> owned = ownedNames(description)
                    .filter(name -> pattern.matcher(name).matches())
                    .filter(name ->
                            !pattern.matcher(name.replaceFirst("kmig", "kmix")).matches())
                    .findFirst();
            if (owned.isPresent() && !excludes) {
                findings.add(
                        place,
                        text.at(),
                        shown + " is made for names such as " + owned.get()
                                + ", which belong to kmig and are never moved",
                        "remove it; a broad pattern such as .* needs no exception for them");
            }
        } catch (PatternSyntaxException broken) {
            findings.add(
                    place,
                    text.at(),
                    shown + " is not a regular expression: " + broken.getDescription() + " at character "
                            + (broken.getIndex() + 1),
                    "write a Java regular expression that matches the whole name, for example 'orders\\..*'; "
                            + "a star alone is written .*");
        }
    }

    private static Stream<String> ownedNames(Description description) {
        String migration =
                description.text("/migration").map(Description.Text::value).orElse("name");
        return Stream.of("kmig." + migration + ".journal", "kmig." + migration + ".x.y", "kmig.other.journal");
    }
}
