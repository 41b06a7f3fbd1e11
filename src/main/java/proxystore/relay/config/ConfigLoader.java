package proxystore.relay.config;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.config.schema.SettingValues;
import proxystore.relay.config.schema.SpellingSuggestion;

/**
 * Combines the layers of the configuration: defaults, the file, the servlet context's parameters, the environment and
 * the flags; a later layer takes precedence. The environment takes precedence over context-params because the operator
 * sets it, while they are part of the archive.
 */
public final class ConfigLoader {
    /** The variable or parameter that gives the path of the file; it is not a setting. */
    public static final String FILE_VARIABLE = Setting.ENVIRONMENT_PREFIX + "CONFIG";

    /** The variable or parameter that gives the path of the file; it is not a setting. */
    public static final String FILE_PARAMETER = Setting.CONTEXT_PREFIX + "config";

    /** Variables of the launcher, of the program's subcommands and for the path of the file. */
    private static final Set<String> NO_SETTINGS = Set.of(
            FILE_VARIABLE,
            Setting.ENVIRONMENT_PREFIX + "JAVA_OPTS",
            Setting.ENVIRONMENT_PREFIX + "BENCH_TOKEN",
            Setting.ENVIRONMENT_PREFIX + "DOCTOR_TOKEN");

    private static final String CLIENT_ID_VARIABLE = "PROXYSTORE_GLOBUS_CLIENT_ID";
    private static final String CLIENT_SECRET_VARIABLE = "PROXYSTORE_GLOBUS_CLIENT_SECRET";

    /** The JDK's replacement for each byte of a variable that is no character in the locale's encoding. */
    private static final char UNREADABLE = '\ufffd';

    private final SettingValues values = new SettingValues();
    private final List<String> warnings = new ArrayList<>();

    private ConfigLoader() {}

    /**
     * The file to load: the flag's, or else that of {@value #FILE_VARIABLE}, or else that of the context-param
     * {@value #FILE_PARAMETER}; empty if none names one.
     *
     * @throws ConfigException if the name is not a path
     */
    public static Optional<Path> file(
            Optional<String> flag, Map<String, String> environment, Map<String, String> contextParameters)
            throws ConfigException {
        if (flag.filter(String::isBlank).isPresent()) {
            throw new ConfigException("--config: must be a path");
        }
        Optional<String> name =
                flag.or(() -> text(environment, FILE_VARIABLE)).or(() -> text(contextParameters, FILE_PARAMETER));
        try {
            return name.map(Path::of);
        } catch (InvalidPathException notAPath) {
            throw new ConfigException(name.orElse("") + ": not a path");
        }
    }

    /**
     * Loads the configuration. Blank variables and context-params count as absent.
     *
     * @param file the {@code relay.toml}, if there is one
     * @param environment the process's environment; a {@code RELAY_…} variable that is not a setting causes a warning
     * @param contextParameters the servlet context's init parameters; a {@code relay.…} parameter that is not a setting
     *     is an error
     * @param flags texts by the key of the setting
     * @throws ConfigException on the first mistake
     */
    public static LoadedConfig load(
            Optional<Path> file,
            Map<String, String> environment,
            Map<String, String> contextParameters,
            Map<String, String> flags)
            throws ConfigException {
        ConfigLoader loader = new ConfigLoader();
        if (file.isPresent()) {
            loader.warnings.addAll(TomlFile.read(file.get(), loader.values));
        }
        loader.contextParameters(contextParameters);
        loader.environment(environment);
        loader.flags(flags);
        loader.globusCredentials(environment);
        loader.providerVariables(environment);
        return loader.result(file);
    }

    /**
     * The file of tokens that the configuration names, also if its other values are incomplete or the relay would not read it.
     *
     * @throws ConfigException as {@link #load} does for mistakes in single settings
     */
    public static Optional<Path> tokensFile(Optional<Path> file, Map<String, String> environment)
            throws ConfigException {
        ConfigLoader loader = new ConfigLoader();
        if (file.isPresent()) {
            TomlFile.read(file.get(), loader.values);
        }
        loader.environment(environment);
        return loader.values.find(AuthSettings.TOKENS_FILE);
    }

    private void contextParameters(Map<String, String> parameters) throws ConfigException {
        for (String name : new TreeMap<>(parameters).keySet()) {
            if (!name.startsWith(Setting.CONTEXT_PREFIX) || name.equals(FILE_PARAMETER)) {
                continue;
            }
            String origin = "context-param " + name;
            Setting<?> setting = Settings.all().stream()
                    .filter(known -> known.contextParameter().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ConfigException(
                            origin + ": unknown" + suggestion(name, Setting::contextParameter), name));
            parse(setting, text(parameters, name), origin);
        }
    }

    private void environment(Map<String, String> environment) throws ConfigException {
        for (String name : new TreeMap<>(environment).keySet()) {
            if (!name.startsWith(Setting.ENVIRONMENT_PREFIX) || NO_SETTINGS.contains(name)) {
                continue;
            }
            Optional<Setting<?>> setting = Settings.all().stream()
                    .filter(known -> known.environmentVariable().equals(name))
                    .findFirst();
            if (setting.isPresent()) {
                parse(setting.get(), text(environment, name), name);
            } else {
                warnings.add(name + ": unknown variable, ignored" + variableSuggestion(name));
            }
        }
    }

    private void flags(Map<String, String> flags) throws ConfigException {
        for (Map.Entry<String, String> entry : new TreeMap<>(flags).entrySet()) {
            String key = entry.getKey();
            Setting<?> setting = Settings.find(key)
                    .orElseThrow(() -> new ConfigException(key + ": unknown" + suggestion(key, Setting::key)));
            String flag = setting.flag()
                    .orElseThrow(() -> new ConfigException(key + ": a secret cannot be given on the command line"));
            parse(setting, Optional.of(entry.getValue()), flag);
        }
    }

    /** As in ProxyStore 1.0: if id or secret is missing, both are read from ProxyStore's own variables. */
    private void globusCredentials(Map<String, String> environment) throws ConfigException {
        boolean complete = values.isSet(AuthSettings.CLIENT_ID) && values.isSet(AuthSettings.CLIENT_SECRET);
        if (values.get(AuthSettings.AUTH_METHOD) == AuthMethod.GLOBUS && !complete) {
            parse(AuthSettings.CLIENT_ID, text(environment, CLIENT_ID_VARIABLE), CLIENT_ID_VARIABLE);
            parse(AuthSettings.CLIENT_SECRET, text(environment, CLIENT_SECRET_VARIABLE), CLIENT_SECRET_VARIABLE);
        }
    }

    private void providerVariables(Map<String, String> environment) throws ConfigException {
        Optional<URI> provider = switch (values.get(AuthSettings.AUTH_METHOD)) {
            case GLOBUS -> values.find(AuthSettings.INTROSPECTION_URL);
            case JWT -> values.find(AuthSettings.JWKS_URL);
            case NONE, TOKENS, CONTAINER -> Optional.empty();
        };
        if (provider.isPresent()) {
            unlessSet(AuthSettings.PROXY, ProviderVariables.proxy(provider.get(), environment));
            unlessSet(AuthSettings.CA_FILE, ProviderVariables.caFile(environment));
        }
    }

    private void unlessSet(Setting<?> setting, Optional<ProviderVariables.SetVariable> variable)
            throws ConfigException {
        if (variable.isPresent() && !values.isSet(setting)) {
            parse(setting, Optional.of(variable.get().value()), variable.get().name());
        }
    }

    private LoadedConfig result(Optional<Path> file) throws ConfigException {
        try {
            RelayConfig config = RelayConfig.from(values);
            warnings.addAll(ConfigWarnings.about(config, values));
            return new LoadedConfig(config, file, values, warnings);
        } catch (InvalidSettingException invalid) {
            String origin = Settings.find(invalid.key())
                    .flatMap(values::origin)
                    .map(place -> place + ": ")
                    .orElse("");
            throw new ConfigException(origin + invalid.getMessage(), invalid.key());
        }
    }

    private void parse(Setting<?> setting, Optional<String> text, String origin) throws ConfigException {
        if (text.filter(given -> given.indexOf(UNREADABLE) >= 0).isPresent()) {
            throw new ConfigException(
                    origin + ": has characters that the locale of this process cannot represent (set LC_ALL=C.UTF-8)",
                    setting.key());
        }
        try {
            text.ifPresent(given -> values.parse(setting, given, origin));
        } catch (InvalidSettingException invalid) {
            throw new ConfigException(origin + ": " + invalid.problem(), setting.key());
        }
    }

    private static Optional<String> text(Map<String, String> texts, String name) {
        return Optional.ofNullable(texts.get(name)).filter(text -> !text.isBlank());
    }

    /** Suggests the variable of the option or key with this name, or else one that is spelled nearly like it. */
    private static String variableSuggestion(String name) {
        String rest = name.substring(Setting.ENVIRONMENT_PREFIX.length());
        String flag = "--" + rest.toLowerCase(Locale.ROOT).replace('_', '-');
        return suggestion(Settings.all().stream()
                .filter(setting -> setting.flag().filter(flag::equals).isPresent()
                        || setting.environmentVariable().endsWith("_" + rest))
                .map(Setting::environmentVariable)
                .findFirst()
                .or(() -> nearest(rest, ConfigLoader::unprefixed).map(Setting.ENVIRONMENT_PREFIX::concat)));
    }

    private static String unprefixed(Setting<?> setting) {
        return setting.environmentVariable().substring(Setting.ENVIRONMENT_PREFIX.length());
    }

    private static String suggestion(String name, Function<Setting<?>, String> names) {
        return suggestion(nearest(name, names));
    }

    private static Optional<String> nearest(String name, Function<Setting<?>, String> names) {
        return SpellingSuggestion.to(name, Settings.all().stream().map(names).toList());
    }

    private static String suggestion(Optional<String> meant) {
        return meant.map(name -> ", did you mean " + name + "?").orElse("");
    }
}
