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
                    "the last unit arrived and every reverse mirror runs"),
            new Edge(
                    Event.TurnedBack.class,
                    Phase.Moving.class,
                    Phase.RollingBack.class,
                    true,
                    "the reverse mirror has brought green's writes to blue since the hand-off"),
            new Edge(
                    Event.TurnedBack.class,
                    Phase.OnGreen.class,
                    Phase.RollingBack.class,
                    true,
                    "the reverse mirror has brought green's writes to blue since the hand-off"),
            new Edge(
                    Event.TurnedBack.class,
                    Phase.RollingBack.class,
                    Phase.RollingBack.class,
                    true,
                    "units go back one at a time, writers before their readers"),
            new Edge(
                    Event.StepBegan.class,
                    Phase.RollingBack.class,
                    Phase.RollingBack.class,
                    true,
                    "nothing of the unit is open on blue before its hand-back"),
            new Edge(
                    Event.UnitUndone.class,
                    Phase.RollingBack.class,
                    Phase.RollingBack.class,
                    true,
                    "no client of the unit had been started on blue"),
            new Edge(
                    Event.UnitReturned.class,
                    Phase.RollingBack.class,
                    Phase.RollingBack.class,
                    true,
                    "the forward mirror runs from blue's ends at hand-back"),
            new Edge(
                    Event.UnitReturned.class,
                    Phase.RollingBack.class,
                    Phase.OnBlue.class,
                    true,
                    "the last unit returned and every forward mirror runs"),
            new Edge(
                    Event.StepBegan.class,
                    Phase.RollingBack.class,
                    Phase.Moving.class,
                    true,
                    "no unit is on its way back, so the order of moves holds again"),
            new Edge(
                    Event.StepBegan.class,
                    Phase.OnBlue.class,
                    Phase.Moving.class,
                    true,
                    "the forward mirrors run as before the first move"));
}
