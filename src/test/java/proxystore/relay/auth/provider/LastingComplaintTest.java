package proxystore.relay.auth.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import proxystore.relay.LogLines;

class LastingComplaintTest {
    @RegisterExtension
    private final LogLines lines = new LogLines(LastingComplaint.class);

    private final LastingComplaint complaint = new LastingComplaint(System.getLogger(LastingComplaint.class.getName()));

    @Test
    void isLoggedWhenItBeginsOrChanges() {
        complaint.report("a");
        complaint.report("a");
        complaint.report("b");
        complaint.report("a");
        complaint.clear();
        complaint.clear();
        complaint.report("a");
        assertThat(lines.get()).containsExactly("WARN a", "WARN b", "WARN a", "WARN a");
    }

    @Test
    void isOneLineOfBoundedLength() {
        complaint.report("a\n\u2028\u0007 b");
        complaint.report("a".repeat(LastingComplaint.MAX_LENGTH + 1));
        assertThat(lines.get())
                .containsExactly("WARN a??? b", "WARN " + "a".repeat(LastingComplaint.MAX_LENGTH) + "...");
    }
}
