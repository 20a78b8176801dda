package org.taskvectors.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Reads the settings as the hub's own tools do, from the same variables and files.
///
/// Source: <https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables>.
///
/// @param variables the environment
/// @param home the person's folder
public record HubEnvironment(Map<String, String> variables, Path home) {
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
    private static final int LONGEST_TOKEN_FILE = 64 << 10;

    public HubEnvironment {
        variables = Map.copyOf(variables);
    }

    /// Returns the settings. The token's file is read when a token is needed.
    ///
    /// @throws Failure [HubProblem#SETTINGS] if a variable holds what cannot be used
    public HubSettings settings() throws Failure {
        boolean isOffline = isTrue("HF_HUB_OFFLINE") || isTrue("TRANSFORMERS_OFFLINE");
        return new HubSettings(
                endpoint(),
                this::token,
                cache(),
                () -> isOffline,
                proxy(),
                HubLimits.USUAL,
                WaitListener.SILENT);
    }

    private URI endpoint() throws Failure {
        Optional<String> said = value("HF_ENDPOINT");
        if (said.isEmpty()) {
            return HubSettings.HUB;
        }
        String text = said.get().strip();
        while (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        try {
            URI address = new URI(text);
            boolean isPlain =
                    address.getRawQuery() == null
                            && address.getRawFragment() == null
                            && address.getRawUserInfo() == null;
            if (Origin.of(address).isWeb() && isPlain) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw unusable("HF_ENDPOINT", text).causedBy(e);
        }
        throw unusable("HF_ENDPOINT", text);
    }

    private Path cache() throws Failure {
        Optional<String> said = value("HF_HUB_CACHE").or(() -> value("HUGGINGFACE_HUB_CACHE"));
        return said.isPresent() ? path("HF_HUB_CACHE", said.get()) : hubHome().resolve("hub");
    }

    private Path hubHome() throws Failure {
        Optional<String> said = value("HF_HOME");
        if (said.isPresent()) {
            return path("HF_HOME", said.get());
        }
        Optional<String> caches = value("XDG_CACHE_HOME");
        return (caches.isPresent() ? path("XDG_CACHE_HOME", caches.get()) : home.resolve(".cache"))
                .resolve("huggingface");
    }

    private Optional<HubToken> token() throws Failure {
        if (isTrue("HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
            return Optional.empty();
        }
        Optional<String> said = value("HF_TOKEN").or(() -> value("HUGGING_FACE_HUB_TOKEN"));
        if (said.isPresent()) {
            return Optional.of(usable(said.get(), "HF_TOKEN"));
        }
        Optional<String> place = value("HF_TOKEN_PATH");
        Path file =
                place.isPresent() ? path("HF_TOKEN_PATH", place.get()) : hubHome().resolve("token");
        try {
            if (Files.size(file) > LONGEST_TOKEN_FILE) {
                throw unread(file);
            }
            String text = Files.readString(file);
            return text.isBlank() ? Optional.empty() : Optional.of(usable(text, file.toString()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw unread(file).causedBy(e);
        }
    }

    /// Whatever is wrong with a token, the token itself is never shown.
    private static HubToken usable(String text, String where) throws Failure {
        Optional<HubToken> token = HubToken.of(text);
        if (token.isEmpty()) {
            throw Failure.of(
                    HubProblem.SETTINGS,
                    null,
                    "what " + where + " holds is no token: it is not one word of plain letters",
                    "Copy the token again from the hub's settings");
        }
        return token.get();
    }

    private static Failure unread(Path file) {
        return Failure.of(
                HubProblem.SETTINGS,
                file,
                "the token of the hub's own tools cannot be read",
                "Check its permissions, or set HF_TOKEN");
    }

    private HubProxy proxy() throws Failure {
        Optional<String> all = value("ALL_PROXY").or(() -> value("all_proxy"));
        return new HubProxy(
                proxy("HTTPS_PROXY", all),
                proxy("HTTP_PROXY", all),
                value("no_proxy").or(() -> value("NO_PROXY")).stream()
                        .flatMap(text -> Arrays.stream(text.split(",", -1)))
                        .map(String::strip)
                        .filter(one -> !one.isEmpty())
                        .toList());
    }

    private Optional<InetSocketAddress> proxy(String variable, Optional<String> all)
            throws Failure {
        Optional<String> said =
                value(variable.toLowerCase(Locale.ROOT)).or(() -> value(variable)).or(() -> all);
        if (said.isEmpty()) {
            return Optional.empty();
        }
        String text = said.get().strip();
        try {
            URI address = new URI(text.contains("://") ? text : "http://" + text);
            Origin origin = Origin.of(address);
            // One with a password would be sent it by other rules than these.
            boolean isPlain = address.getRawUserInfo() == null;
            if (origin.isWeb() && origin.scheme().equals("http") && isPlain) {
                return Optional.of(
                        InetSocketAddress.createUnresolved(origin.host(), origin.port()));
            }
        } catch (URISyntaxException e) {
            throw unusableProxy(variable).causedBy(e);
        }
        throw unusableProxy(variable);
    }

    /// The address is not shown, as it may hold a password.
    private static Failure unusableProxy(String variable) {
        return Failure.of(
                HubProblem.SETTINGS,
                null,
                variable + " is no proxy that can be used",
                "Give it as http://host:port; proxies that want a password, or speak SOCKS, are"
                        + " not supported");
    }

    private Path path(String variable, String text) throws Failure {
        try {
            if (text.equals("~")) {
                return home;
            }
            return text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text);
        } catch (InvalidPathException e) {
            throw unusable(variable, text).causedBy(e);
        }
    }

    private static Failure unusable(String variable, String text) {
        return Failure.of(
                HubProblem.SETTINGS,
                null,
                variable
                        + " is “"
                        // It may hold a password.
                        + Shown.of(text.replaceAll("//[^/]*@", "//…@"))
                        + "”, which is no "
                        + (variable.equals("HF_ENDPOINT") ? "address of a hub" : "folder"),
                HubProblem.SETTINGS.advice());
    }

    private Optional<String> value(String variable) {
        return Optional.ofNullable(variables.get(variable)).filter(text -> !text.isBlank());
    }

    private boolean isTrue(String variable) {
        return value(variable)
                .filter(text -> TRUE.contains(text.toUpperCase(Locale.ROOT)))
                .isPresent();
    }
}
