package proxystore.relay.standalone.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build writes into the jar's manifest as {@code Implementation-Version}. */
final class ProgramVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = ProgramVersion.class.getPackage().getImplementationVersion();
        return new String[] {"relay " + (version == null ? "(not run from its jar)" : version)};
    }
}
