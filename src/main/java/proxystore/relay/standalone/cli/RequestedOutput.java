package proxystore.relay.standalone.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import proxystore.relay.standalone.process.StartFailure;

/** Writes what a command was asked for to standard output. */
final class RequestedOutput {
    private RequestedOutput() {}

    /**
     * Writes a text.
     *
     * @throws StartFailure if it could not be written, as to a full disk
     */
    static void print(String text, CommandSpec command) throws StartFailure {
        PrintWriter out = command.commandLine().getOut();
        out.print(text);
        if (out.checkError()) {
            throw new StartFailure(StartFailure.CANNOT_RUN, "standard output cannot be written");
        }
    }
}
