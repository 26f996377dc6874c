package io.kmig.ledger.database;

/**
 * How much must have happened for a verdict over a database to mean anything.
 *
 * @param onLeftSinceApply transactions per writer on the side that is left, since apply began
 * @param onHome transactions per writer on the side that is home at the end, since it last moved there
 * @param ofEachSinceApply inserts, updates and deletes, of each in all since apply began
 */
public record DatabaseRequirements(long onLeftSinceApply, long onHome, long ofEachSinceApply) {
    public static DatabaseRequirements ofTheDemo() {
        return new DatabaseRequirements(100, 100, 20);
    }
}
