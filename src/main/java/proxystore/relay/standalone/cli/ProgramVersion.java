package proxystore.relay.standalone.cli;

import picocli.CommandLine.IVersionProvider;
import proxystore.relay.RelayVersion;

/** The version that {@code --version} prints. */
final class ProgramVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"relay " + RelayVersion.withCommit()};
    }
}
