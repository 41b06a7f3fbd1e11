package proxystore.relay.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Tomcat that requires HTTP basic authentication; its users' passwords are their names and an exclamation
 * mark. The first user is an administrator.
 */
record TomcatWithUsers(TomcatContainer tomcat, List<String> users) implements ServletContainer {
    @Override
    public String name() {
        return tomcat.name();
    }

    @Override
    public ProcessBuilder prepare(Installation site) throws IOException {
        ProcessBuilder command = tomcat.prepare(site);
        Path configuration = site.base().resolve("conf");
        StringBuilder known = new StringBuilder("<tomcat-users>");
        for (String user : users) {
            String roles = user.equals(users.get(0)) ? "endpoint,relay-admin" : "endpoint";
            known.append("<user username='" + user + "' password='" + user + "!' roles='" + roles + "'/>");
        }
        Files.writeString(configuration.resolve("tomcat-users.xml"), known.append("</tomcat-users>"));
        insert(
                configuration.resolve("context.xml"),
                "</Context>",
                "<Realm className='org.apache.catalina.realm.MemoryRealm'/>");
        insert(configuration.resolve("web.xml"), "</web-app>", """
                <security-constraint>
                  <web-resource-collection>
                    <web-resource-name>relay</web-resource-name>
                    <url-pattern>/*</url-pattern>
                  </web-resource-collection>
                  <auth-constraint><role-name>endpoint</role-name></auth-constraint>
                </security-constraint>
                <security-role><role-name>endpoint</role-name></security-role>
                <login-config><auth-method>BASIC</auth-method></login-config>
                """);
        return command;
    }

    private static void insert(Path file, String before, String text) throws IOException {
        Template.fill(file, file, Map.of(before, text + before));
    }

    @Override
    public Pattern started() {
        return tomcat.started();
    }

    @Override
    public boolean warns(String logLine) {
        return tomcat.warns(logLine);
    }
}
