package io.kmig.ledger.rows;

/**
 * A column.
 *
 * @param type as PostgreSQL writes it, such as {@code numeric(12,2)}
 * @param notNull whether it refuses null
 * @param generated computed from others, so that it can't be written
 * @param fixed in a key, a foreign key, a unique index, a check or an identity: not for a stranger to change
 */
public record Column(String name, String type, boolean notNull, boolean generated, boolean fixed) {}
