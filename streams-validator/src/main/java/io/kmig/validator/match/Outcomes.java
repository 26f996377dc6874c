package io.kmig.validator.match;

/** Where a matcher's findings go. */
public interface Outcomes {
    /** New, or in place of an earlier one with the same id. */
    void found(Finding finding);

    /** An earlier finding turned out to be something else, which is told apart. */
    void cleared(Finding.Id id);
}
