package proxystore.relay.standalone.cli;

import picocli.CommandLine.IVersionProvider;

/** Reads the version from the jar's manifest, where the build writes it as {@code Implementation-Version}. */
final class ProgramVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = ProgramVersion.class.getPackage().getImplementationVersion();
        return new String[] {"relay " + (version == null ? "(not run from its jar)" : version)};
    }
}
