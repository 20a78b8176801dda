package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.file.Failure;

class HubEnvironmentTest {
    @TempDir Path home;

    @Test
    void withoutVariablesItIsThePublicHub() throws Failure {
        HubSettings settings = new HubEnvironment(Map.of(), home).settings();

        assertThat(settings.endpoint()).isEqualTo(URI.create("https://huggingface.co"));
        assertThat(settings.cache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
        assertThat(settings.offline().getAsBoolean()).isFalse();
        assertThat(settings.token().token()).isEmpty();
        assertThat(settings.proxy()).isEqualTo(HubProxy.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "HF_HUB_CACHE, /a/b, /a/b",
        "HUGGINGFACE_HUB_CACHE, /a/b, /a/b",
        "HF_HOME, /a/b, /a/b/hub",
        "XDG_CACHE_HOME, /a/b, /a/b/huggingface/hub",
    })
    void theCacheLiesWhereTheHubsToolsLookForIt(String variable, String value, String cache)
            throws Failure {
        assertThat(new HubEnvironment(Map.of(variable, value), home).settings().cache())
                .isEqualTo(Path.of(cache));
    }

    @Test
    void aTildeIsThePersonsFolder() throws Failure {
        assertThat(new HubEnvironment(Map.of("HF_HOME", "~/hf"), home).settings().cache())
                .isEqualTo(home.resolve("hf/hub"));
    }

    @ParameterizedTest
    @CsvSource({"HF_HUB_OFFLINE, 1", "HF_HUB_OFFLINE, true", "TRANSFORMERS_OFFLINE, YES"})
    void itCanBeOffline(String variable, String value) throws Failure {
        assertThat(
                        new HubEnvironment(Map.of(variable, value), home)
                                .settings()
                                .offline()
                                .getAsBoolean())
                .isTrue();
    }

    @Test
    void aTokenIsTakenFromTheVariableBeforeTheFile() throws IOException {
        Path folder = Files.createDirectories(home.resolve(".cache/huggingface"));
        Files.writeString(folder.resolve("token"), "hf_file\n");

        assertThat(header(Map.of())).isEqualTo("Bearer hf_file");
        assertThat(header(Map.of("HF_TOKEN", "hf_variable"))).isEqualTo("Bearer hf_variable");
        Path other = Files.writeString(home.resolve("other"), "hf_other");
        assertThat(header(Map.of("HF_TOKEN_PATH", other.toString()))).isEqualTo("Bearer hf_other");
        HubSettings none =
                new HubEnvironment(Map.of("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"), home).settings();
        assertThat(none.token().token()).isEmpty();
    }

    private String header(Map<String, String> variables) throws Failure {
        return new HubEnvironment(variables, home)
                .settings()
                .token()
                .token()
                .orElseThrow()
                .header();
    }

    @Test
    void aTokenIsShownNowhere() throws Failure {
        HubSettings settings = new HubEnvironment(Map.of("HF_TOKEN", "hf_secret"), home).settings();
        assertThat(settings.token().token().orElseThrow().toString()).doesNotContain("secret");
        assertThat(settings.toString()).doesNotContain("secret");

        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () ->
                                new HubEnvironment(Map.of("HF_TOKEN", "hf_secret two"), home)
                                        .settings()
                                        .token()
                                        .token());
        assertThat(failure.problem()).isEqualTo(HubProblem.SETTINGS);
        assertThat(failure.getMessage()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "HF_ENDPOINT, ftp://example.org",
        "HF_ENDPOINT, example.org",
        "HF_ENDPOINT, https://me:password@example.org",
        "HF_ENDPOINT, https://example.org/?a=b",
        "HTTPS_PROXY, socks5://127.0.0.1:9050",
        "HTTPS_PROXY, http://me:password@proxy:3128",
        "HTTP_PROXY, me:password@proxy:3128",
        "ALL_PROXY, http://password@proxy",
        "HTTPS_PROXY, https://proxy:3128",
    })
    void whatCannotBeUsedIsRefused(String variable, String value) {
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () -> new HubEnvironment(Map.of(variable, value), home).settings());

        assertThat(failure.problem()).isEqualTo(HubProblem.SETTINGS);
        assertThat(failure)
                .hasMessageContaining(variable.replace("ALL_PROXY", "HTTPS_PROXY"))
                .hasMessageNotContaining("me:")
                .hasMessageNotContaining("password@");
    }

    @Test
    void anEndpointMayHaveAFolder() throws Failure {
        assertThat(
                        new HubEnvironment(
                                        Map.of("HF_ENDPOINT", "https://mirror.example/hf/"), home)
                                .settings()
                                .endpoint())
                .isEqualTo(URI.create("https://mirror.example/hf"));
    }

    @Test
    void proxiesAreUsedButForWhatIsExcepted() throws Failure {
        HubProxy proxy =
                new HubEnvironment(
                                Map.of(
                                        "HTTPS_PROXY", "http://proxy.example:3128",
                                        "NO_PROXY", "localhost, .inside.example,10.0.0.1:443"),
                                home)
                        .settings()
                        .proxy();

        assertThat(proxy.proxyFor(URI.create("https://huggingface.co/a")).orElseThrow().getPort())
                .isEqualTo(3128);
        for (String direct :
                new String[] {
                    "http://huggingface.co",
                    "https://127.0.0.1:8080",
                    "https://hub.inside.example",
                    "https://inside.example",
                    "https://10.0.0.1"
                }) {
            assertThat(proxy.proxyFor(URI.create(direct))).isEmpty();
        }
    }
}
