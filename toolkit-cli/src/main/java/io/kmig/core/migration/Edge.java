package io.kmig.core.migration;

import io.kmig.core.journal.Event;
import java.util.List;

/**
 * The edges between phases, as data: help, diagrams and the test that walks every edge read them here.
 *
 * @param event what must be journaled to go along it
 * @param reversible whether a later step can lead back without loss
 * @param because why it is safe
 */
public record Edge(
        Class<? extends Event> event,
        Class<? extends Phase> from,
        Class<? extends Phase> to,
        boolean reversible,
        String because) {

    public static final List<Edge> ALL = List.of(
            new Edge(
                    Event.Applied.class,
                    Phase.Planned.class,
                    Phase.Replicating.class,
                    true,
                    "green is only added to; blue is only read"),
            new Edge(
                    Event.CaughtUp.class,
                    Phase.Replicating.class,
                    Phase.CaughtUp.class,
                    true,
                    "observed from committed mirror offsets, not from lag"),
            new Edge(
                    Event.StepBegan.class,
                    Phase.CaughtUp.class,
                    Phase.Moving.class,
                    true,
                    "nothing of the unit is open on green before its hand-off"),
            new Edge(
                    Event.StepBegan.class,
                    Phase.Moving.class,
                    Phase.Moving.class,
                    true,
                    "units move one at a time, readers before writers"),
            new Edge(
                    Event.UnitUndone.class,
                    Phase.Moving.class,
                    Phase.Moving.class,
                    true,
                    "no client of the unit had been started on green"),
            new Edge(
                    Event.UnitMoved.class,
                    Phase.Moving.class,
                    Phase.Moving.class,
                    true,
                    "the reverse mirror runs from green's ends at hand-off"),
            new Edge(
                    Event.UnitMoved.class,
                    Phase.Moving.class,
                    Phase.OnGreen.class,
                    true,
                    "the last unit arrived and every reverse mirror runs"));
}
