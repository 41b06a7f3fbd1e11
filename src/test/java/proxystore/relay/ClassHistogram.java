package proxystore.relay;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The objects of a JVM that are in use, by class. The JVM counts them after a full collection, which no option turns off.
 *
 * @param text as {@code jcmd GC.class_histogram} prints it
 */
public record ClassHistogram(String text) {
    /** The last line: instances, bytes. */
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +(\\d+) +(\\d+)");

    /** Of the JVM that runs the test. */
    public static ClassHistogram ofThisJvm() {
        try {
            ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
            Object[] noArguments = {new String[0]};
            String[] signature = {String[].class.getName()};
            return new ClassHistogram((String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(commands, "gcClassHistogram", noArguments, signature));
        } catch (JMException e) {
            throw new AssertionError("a JVM without class histograms", e);
        }
    }

    /** The number of objects of exactly this class. */
    public long instances(Class<?> type) {
        return text.lines()
                .map(line -> line.trim().split(" +"))
                .filter(columns -> columns.length > 3 && columns[3].equals(type.getName()))
                .mapToLong(columns -> Long.parseLong(columns[1]))
                .sum();
    }

    /** The lines about the relay's own classes. */
    public List<String> relayLines() {
        return text.lines().filter(line -> line.contains("proxystore.relay")).toList();
    }

    /** The number of all objects. */
    public long totalInstances() {
        return total(1);
    }

    /** The bytes of all objects. */
    public long totalBytes() {
        return total(2);
    }

    private long total(int group) {
        Matcher total = TOTAL.matcher(text);
        if (!total.find()) {
            throw new AssertionError("a histogram without a total: " + text);
        }
        return Long.parseLong(total.group(group));
    }
}
