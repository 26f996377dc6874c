package io.kmig.sandbox;

import java.util.List;

/** What runs on a state directory. */
public sealed interface SandboxStatus {
    /** No keeper lives. */
    record NotRunning() implements SandboxStatus {}

    /**
     * A keeper lives and is not ready, or is on its way down.
     *
     * @param keeperPid its process id
     */
    record NotReady(long keeperPid) implements SandboxStatus {}

    /**
     * A sandbox that got ready.
     *
     * @param addresses where everything is
     * @param processes what each process is doing now, the keeper first
     */
    record Running(SandboxAddresses addresses, List<ProcessStatus> processes) implements SandboxStatus {
        /** Whether every process is up. */
        public boolean healthy() {
            return processes.stream().allMatch(process -> process.state() == ProcessState.UP);
        }
    }

    /** A process and its state. */
    record ProcessStatus(SandboxProcess process, ProcessState state) {}

    /** What a process is doing. */
    enum ProcessState {
        UP,
        PAUSED,
        DOWN
    }
}
