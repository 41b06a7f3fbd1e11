package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import proxystore.relay.LogLines;

class ConnectionMigrationTest {
    @RegisterExtension
    final LogLines log = new LogLines(ConnectionMigration.class);

    @TempDir
    private Path directory;

    @Test
    void aSystemThatMovesConnectionsNeedsNoWarning() throws IOException {
        ConnectionMigration.warnUnlessOn(Files.writeString(directory.resolve("switch"), "1\n"));
        assertThat(log.get()).isEmpty();
    }

    @Test
    void aSystemThatResetsConnectionsIsNamedWithTheRemedy() throws IOException {
        ConnectionMigration.warnUnlessOn(Files.writeString(directory.resolve("switch"), "0\n"));
        assertThat(log.get()).singleElement().asString().contains("sysctl net.ipv4.tcp_migrate_req=1");
    }

    @Test
    void aSystemWithoutTheSwitchResetsConnections() {
        ConnectionMigration.warnUnlessOn(directory.resolve("switch"));
        assertThat(log.get()).hasSize(1);
    }
}
