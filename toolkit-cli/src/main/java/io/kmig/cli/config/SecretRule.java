package io.kmig.cli.config;

import com.fasterxml.jackson.core.JsonPointer;

/** No secret is written into kmig.yaml, under whatever key. */
final class SecretRule implements Rule {
    @Override
    public void check(Description description, Findings findings) {
        for (Description.Text text : description.allTexts()) {
            for (SecretFaults.Fault fault : SecretFaults.of(word(text.at()), text.value())) {
                findings.add(description.yaml().placeOf(text.at()), text.at(), fault.what(), fault.remedy());
            }
        }
    }

    /** The nearest key that is a word; entries of a list belong to the list's key. */
    private static String word(JsonPointer at) {
        JsonPointer key = at;
        while (!key.matches() && key.last().mayMatchElement()) {
            key = key.head();
        }
        return key.matches() ? "" : key.last().getMatchingProperty();
    }
}
