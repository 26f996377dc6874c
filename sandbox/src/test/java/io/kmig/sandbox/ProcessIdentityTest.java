package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.sandbox.child.ProcessIdentity;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
    @Test
    void samePidWithAnotherStartTimeIsAnotherProcess() {
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current());
        ProcessIdentity reused = new ProcessIdentity(self.pid(), self.startMillis() - 60_000);

        assertThat(self.state()).isEqualTo(ProcessIdentity.State.UP);
        assertThat(reused.state()).isEqualTo(ProcessIdentity.State.DOWN);
        assertThat(reused.handle()).isEmpty();
    }
}
